import { parseArgs } from 'node:util';

/** Numbers given as `--name value`, else their fallbacks. @throws in one sentence for anything else. */
export function numbersFrom<const Names extends Record<string, number>>(fallbacks: Names): Record<keyof Names, number> {
  const names = Object.keys(fallbacks);
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  const numbers: Record<string, number> = {};
  for (const name of names) {
    const value = values[name] === undefined ? fallbacks[name] : Number(values[name]);
    if (value === undefined || !Number.isFinite(value) || (value < 0 && value !== fallbacks[name]))
      throw new Error(`--${name} takes a number of 0 or more.`);
    numbers[name] = value;
  }
  return numbers as Record<keyof Names, number>;
}
