/** What is counted of a title or of a part of its audience, in an hour, a week or its life. */
export interface Amounts {
  hoursMs: number;
  starts: number;
  viewers: number;
  starters: number;
  watchers: number;
  completers: number;
}

/** The sums of some. Of people only those that are counted once, in the hour or week they first were so, add up. */
export function sumAmounts(rows: Iterable<Amounts>): Amounts {
  const sum: Amounts = { hoursMs: 0, starts: 0, viewers: 0, starters: 0, watchers: 0, completers: 0 };
  for (const row of rows) addAmounts(sum, row);
  return sum;
}

/** Adds a row to a sum, in place. */
export function addAmounts(sum: Amounts, row: Amounts): void {
  sum.hoursMs += row.hoursMs;
  sum.starts += row.starts;
  sum.viewers += row.viewers;
  sum.starters += row.starters;
  sum.watchers += row.watchers;
  sum.completers += row.completers;
}
