// Everything that must be clean before a change lands, two checks at a time: `npm run check`.
import { spawn } from 'node:child_process';

const bin = (path) => new URL(`../node_modules/${path}`, import.meta.url).pathname;
const CHECKS = [
  ['lint', bin('eslint/bin/eslint.js'), '--max-warnings', '0', '.'],
  ['types', bin('svelte-check/bin/svelte-check'), '--fail-on-warnings', '--output', 'human'],
  ['format', bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.'],
  ['unused code', bin('knip/bin/knip.js')],
];

/** Resolves with the exit code; the output is shown only of a check that fails. */
function run([name, ...command]) {
  return new Promise((resolve) => {
    const startedMs = Date.now();
    const child = spawn(process.execPath, command, {
      env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    });
    const output = [];
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('close', (code) => {
      const seconds = ((Date.now() - startedMs) / 1000).toFixed(0);
      if (code !== 0) process.stdout.write(Buffer.concat(output));
      console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
      resolve(code ?? 1);
    });
  });
}

// The generated types of the routes are what the others read.
const sync = await run(['routes', bin('@sveltejs/kit/svelte-kit.js'), 'sync']);
const waiting = [...CHECKS];
const worker = async () => {
  let failures = 0;
  for (let next = waiting.shift(); next; next = waiting.shift()) failures += (await run(next)) === 0 ? 0 : 1;
  return failures;
};
const failures = (await Promise.all([worker(), worker()])).reduce((sum, count) => sum + count, sync === 0 ? 0 : 1);
process.exitCode = failures === 0 ? 0 : 1;
