import type { Store } from '../clickhouse/store.ts';
import { pendingLoads } from '../rollup/work.ts';
import type { CellAsked } from './deep-numbers.ts';
import type { Question } from './title-numbers.ts';

/** A title, and what is asked of it. */
export interface Sampled {
  title: string;
  /** Chooses the slice of a large title. */
  lot: number;
  /** Records of its plays; one that tells of more than half a minute is as many: work goes with the cells. */
  records: number;
  question: Question;
  /** Null: no length of it is known. */
  cell: CellAsked | null;
}

type Row = Omit<Question, 'today'> & Pick<Sampled, 'title' | 'lot' | 'records'> & { ids: string[]; cells: number[] };

/** What a player sends tells of so much. */
const PING_MS = 30_000;

const SAMPLED =
  'SELECT title AS sampled FROM served_rollup FINAL WHERE starts > 0 ORDER BY sipHash64(title, {seed:String}) LIMIT {titles:UInt32}';

/** Titles with plays in an order that the seed shuffles, each with a day, an age, segments and a cell of it. */
export async function drawSample(store: Store, seed: string, titles: number, today: number): Promise<Sampled[]> {
  const rows = await store.query<Row>({
    name: 'audit.sample',
    lane: 'jobs',
    params: { seed, titles },
    text: `
      SELECT sampled AS title, day, until AS untilHour, lot, records, segment.1 AS country, segment.2 AS device, part.1 AS dimension, part.2 AS value, ids, cells
      FROM (${SAMPLED}) AS s
      INNER JOIN (
        SELECT title AS known, arrayMap(x -> x.1, episodes) AS ids, arrayMap(x -> x.4, episodes) AS cells FROM served_title FINAL WHERE deleted = 0
      ) AS t ON known = sampled
      INNER JOIN (
        SELECT title AS viewed, argMin(intDiv(hour, 24), sipHash64(intDiv(hour, 24), {seed:String})) AS day, sipHash64(title, {seed:String}, 'lot') % 65536 AS lot,
          argMin(hour, sipHash64(hour, {seed:String}, 'age')) + 1 AS until
        FROM served_title_hour FINAL WHERE hours_ms > 0 GROUP BY title
      ) AS d ON viewed = sampled
      INNER JOIN (SELECT title AS played, sum(if(from_ms >= 0 AND position_ms > from_ms, greatest(1, intDiv(position_ms - from_ms, ${PING_MS})), 1)) AS records FROM raw_playback WHERE title IN (${SAMPLED}) GROUP BY title) AS e ON played = sampled
      LEFT JOIN (
        SELECT title AS told, argMin((toString(country), device), sipHash64(country, device, {seed:String})) AS segment
        FROM served_title_segment FINAL WHERE week = 0 AND viewers > 0 GROUP BY title
      ) AS g ON told = sampled
      LEFT JOIN (
        SELECT a.title AS parted, argMin((toString(dimension), value), sipHash64(dimension, value, {seed:String})) AS part
        FROM (SELECT title, version, dimension, value FROM served_audience FINAL WHERE week = 0 AND other_dimension = '' AND dimension IN ('audio', 'region', 'age_band', 'gender', 'plan')) AS a
        INNER JOIN (SELECT title, version AS current FROM served_audience_run FINAL) AS r ON r.title = a.title
        WHERE a.version >= current GROUP BY a.title
      ) AS u ON parted = sampled
      ORDER BY title`,
  });
  return rows.map(({ title, lot, records, ids, cells, ...question }) => ({
    ...{ title, lot, records, cell: cellOf(ids, cells, lot) },
    question: { ...question, today, device: question.country === '' && question.device === 0 ? -1 : question.device },
  }));
}

function cellOf(ids: readonly string[], cells: readonly number[], lot: number): CellAsked | null {
  const measured = ids.flatMap((episode, i) => {
    const own = cells[i] ?? 0;
    return own > 0 ? [{ episode, place: i + 1, cell: lot % own, cells: own }] : [];
  });
  return measured[lot % Math.max(1, measured.length)] ?? null;
}

/** Changes with everything that is served of a title. */
export async function versionsOf(store: Store, title: string): Promise<string> {
  const tables = ['served_rollup', 'served_audience_run', 'served_reception', 'served_buzz', 'deep_slice'];
  const { versions } = await store.one<{ versions: string }>({
    name: 'audit.versions',
    lane: 'jobs',
    params: { title },
    text: `SELECT concat_ws(' ', ${tables
      .map((table) => `toString((SELECT max(version) FROM ${table} WHERE title = {title:String}))`)
      .join(', ')}) AS versions`,
  });
  return versions;
}

/** Whether records of a title wait to be counted. */
export async function isMoving(store: Store, title: string): Promise<boolean> {
  const loads = await pendingLoads(store, 10_000);
  const { n } = await store.one<{ n: number }>({
    name: 'audit.moving',
    lane: 'jobs',
    params: { title, segments: loads.map((load) => load.segment) },
    text: `
      SELECT (SELECT count() FROM touched WHERE segment IN {segments:Array(UInt64)} AND title = {title:String})
        + (SELECT count() FROM title_slice FINAL WHERE title = {title:String} AND dirty = 1) AS n`,
  });
  return n > 0;
}
