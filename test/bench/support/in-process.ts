import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { say } from './say.ts';

/**
 * Runs a part of the bench in a process of its own: an engine belongs to one, and its memory is not what is measured.
 *
 * @param until tells a part that goes on until it is told to end
 */
export async function inProcess<Options, Result>(
  name: string,
  options: Options,
  until?: Promise<unknown>,
): Promise<Result> {
  const path = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
  // Each running statement holds a thread.
  const child = fork(path, [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, UV_THREADPOOL_SIZE: '16' },
  });
  child.send(options as object);
  const end = () => void (child.connected && child.send('end'));
  until?.then(end, end);
  return new Promise((resolve, reject) => {
    child.on('message', (message: { progress?: string; result?: Result }) => {
      if (message.progress !== undefined) say(`  ${message.progress}`);
      if (message.result !== undefined) resolve(message.result);
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code} before its result.`)));
  });
}
