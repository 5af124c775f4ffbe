import type { Store } from '../clickhouse/store.ts';
import { whileVersion } from './answers.ts';
import { figure } from './figure.ts';
import { overlapIsPublic, roundPeople } from './privacy.ts';
import type { TitleOverlap } from './read-model.ts';
import { shelf, SLATE } from './shelf.ts';
import { aroundRatio, liftLogError, wilson } from './statistics.ts';
import { titlesById } from './titles.ts';

const LISTED = 12;

/** Titles whose viewers a title shares far more than chance would: of those with enough shared viewers, the greatest lifts. */
export async function titleOverlaps(store: Store, title: string): Promise<TitleOverlap[]> {
  const { audience } = await shelf(store);
  const [slate, own] = [audience.get(SLATE), audience.get(title)];
  if (!slate || !own) return [];
  const { version, asOfMs, viewers: everybody } = slate;
  const shared = await whileVersion(store, `audience.overlaps ${title}`, version, () =>
    sharedWith(store, title, version),
  );
  const rows = shared.flatMap(({ other, both }) => {
    const b = audience.get(other)?.viewers;
    return b === undefined ? [] : [{ other, both, a: own.viewers, b, everybody, asOfMs }];
  });
  const shown = rows
    .filter(({ both, a, b }) => overlapIsPublic(both, a, b))
    .map((row) => ({ ...row, both: roundPeople(row.both) }))
    .map((row) => ({ ...row, lift: (row.both * row.everybody) / (row.a * row.b) }))
    .sort((a, b) => b.lift - a.lift || (a.other < b.other ? -1 : 1))
    .slice(0, LISTED);
  const infos = new Map(
    (
      await titlesById(
        store,
        shown.map((row) => row.other),
      )
    ).map((info) => [info.id, info]),
  );
  return shown.map(({ other, both, a, b, everybody, lift, asOfMs }) => {
    const either = a + b - both;
    const info = infos.get(other);
    return {
      titleId: other,
      name: info?.name ?? other,
      season: info?.season ?? null,
      both: figure('segment_viewers', both, asOfMs),
      overlap: figure('overlap', both / either, asOfMs, { n: roundPeople(either), interval: wilson(both, either) }),
      lift: figure('lift', lift, asOfMs, {
        n: both,
        interval: aroundRatio(lift, liftLogError(both, a, b, everybody)),
      }),
    };
  });
}

/** Viewers that a title shares with each other one. */
function sharedWith(store: Store, title: string, version: number): Promise<{ other: string; both: number }[]> {
  return store.query({
    name: 'audience.overlaps',
    text: `
      SELECT if(title = {title:String}, other, title) AS other, viewers AS both FROM served_overlap FINAL
      WHERE (title = {title:String} OR other = {title:String}) AND version >= {version:UInt64}`,
    params: { title, version },
  });
}
