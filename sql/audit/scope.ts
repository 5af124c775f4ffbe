/** Some viewers of a title: a range of the hash. */
export interface Scope {
  title: string;
  fromViewer: string;
  toViewer: string;
  /** Viewers with a record received since are left out: what they did may not be counted yet. 0: nobody. */
  quietSinceMs: number;
}

/** Over the parameters of a scope. */
export const IN_SCOPE = `title = {title:String} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}
  AND ({quietSinceMs:Int64} = 0 OR viewer NOT IN (
    SELECT viewer FROM raw_playback
    WHERE title = {title:String} AND viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64} AND received_at >= fromUnixTimestamp64Milli({quietSinceMs:Int64})
  ))`;

/** Numbers by name. */
export type Numbers = Record<string, number>;

/** Adds numbers to a sum, in place. */
export function addNumbers(sum: Numbers, more: Numbers): void {
  for (const [name, value] of Object.entries(more)) sum[name] = (sum[name] ?? 0) + value;
}
