import type { Store } from '../clickhouse/store.ts';
import { figure } from './figure.ts';
import { overlapIsPublic, roundPeople } from './privacy.ts';
import type { TitleOverlap } from './read-model.ts';
import { aroundRatio, liftLogError, wilson } from './statistics.ts';
import { titlesById } from './titles.ts';

const LISTED = 12;

interface Row {
  other: string;
  both: number;
  a: number;
  b: number;
  everybody: number;
  asOfMs: number;
}

/** Titles whose viewers a title shares far more than chance would: of those with enough shared viewers, the greatest lifts. */
export async function titleOverlaps(store: Store, title: string): Promise<TitleOverlap[]> {
  const rows = await store.query<Row>({
    name: 'audience.overlaps',
    text: `
      SELECT o.other AS other, o.viewers AS both, a.viewers AS a, b.viewers AS b, slate.viewers AS everybody,
        toUnixTimestamp64Milli(slate.as_of) AS asOfMs
      FROM (
        SELECT if(title = {title:String}, other, title) AS other, viewers FROM served_overlap FINAL
        WHERE (title = {title:String} OR other = {title:String})
          AND version >= (SELECT max(version) FROM served_audience_run WHERE title = '')
      ) AS o
      INNER JOIN (SELECT title, viewers FROM served_audience_run FINAL) AS b ON b.title = o.other
      CROSS JOIN (SELECT viewers FROM served_audience_run FINAL WHERE title = {title:String}) AS a
      CROSS JOIN (SELECT viewers, as_of FROM served_audience_run FINAL WHERE title = '') AS slate`,
    params: { title },
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
