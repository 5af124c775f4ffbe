import { availableParallelism, loadavg } from 'node:os';

/** Progress goes to standard error: the last line of standard output is the result. */
export const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The state of the machine: what else ran decides how far a figure can be trusted. */
export function sayMachine(): void {
  say(`machine: ${availableParallelism()} cores, load of the last minute ${loadavg()[0]?.toFixed(1)}`);
}

/** The result: one JSON object, numbers with at most so many decimals as mean something. */
export function sayResult(result: object): void {
  console.log(
    JSON.stringify(result, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value)),
  );
}

/** Runs a bench: what goes wrong is one line and exit code 1. */
export async function bench(run: () => Promise<object>): Promise<void> {
  try {
    sayMachine();
    const result = await run();
    sayMachine();
    sayResult(result);
    process.exit(0);
  } catch (error) {
    say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exit(1);
  }
}
