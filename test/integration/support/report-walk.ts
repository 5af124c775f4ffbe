import type { ReportCell, ReportSnapshot } from '../../../sql/queries/report/model.ts';
import type { Answer, ReportAnswers } from './report-answers.ts';

/** Every cell of a report that is no text, with where it stands. */
export function* numbers({
  sections,
}: ReportSnapshot): Generator<[section: string, row: string, column: string, cell: ReportCell, index: number]> {
  for (const { id, columns, rows } of sections)
    for (const row of rows)
      for (const [at, cell] of row.cells.entries()) {
        const column = columns[at];
        if (column && (cell.kind ?? column.kind) !== 'text') yield [id, row.id, column.id, cell, at];
      }
}

/** What the API says where a cell stands; 'derived': made of other cells of its row, which are held against it here. */
export async function answerTo(
  api: ReportAnswers,
  titles: readonly string[],
  [section, row, column]: string[],
  snapshot: ReportSnapshot,
): Promise<Answer | 'derived'> {
  const { scope } = snapshot;
  const id = scope.kind === 'slate' ? (decodeURIComponent(row ?? '').split('.')[0] ?? '') : scope.titleId;
  const back = column?.endsWith('before') ? 1 : 0;
  const key = column as never;
  if (column === 'change' || column?.endsWith('_change')) return 'derived';
  switch (section) {
    case 'kpis': {
      if (row === 'net_sentiment') {
        const ids = scope.kind === 'slate' ? titles : [id];
        return (await api.texts(ids, scope.kind === 'campaign' ? 'mentions' : 'all', back)).net;
      }
      if (scope.kind === 'slate') return (await api.slate(back)).totals[row as 'hours'];
      if (scope.kind === 'campaign') {
        const buzz = await api.buzz(id);
        if (row === 'promo_views') return api.promo(id, 'views', back);
        if (row === 'mentions') return api.promo(id, 'mentions', back);
        if (row === 'list_adds') return 'derived';
        if (column !== 'value') return null;
        if (row === 'buzz_index') return buzz.buzz_index.now;
        if (row === 'share_of_voice') return buzz.share_of_voice.share;
        if (row === 'conversion_7d') return buzz.conversion.find(({ days }) => days === 7)?.rate ?? null;
        return buzz[row as 'view_through'];
      }
      if (row === 'rating') return column === 'value' ? (await api.reception(id)).all.rating : null;
      if (column !== 'value' && /_\d+d$/.test(row ?? '')) return null;
      return (await api.summary(id, back)).figures[row as 'hours'];
    }
    case 'ranking': {
      const found = (await api.slate()).rows.find((one) => one.title.id === id);
      if (column === 'weeks') return api.weeksOnChart(id);
      if (column === 'last') return found?.previous_rank ?? null;
      if (column === 'share') return found?.share_of_slate;
      return found?.[key];
    }
    case 'launch': {
      const title = scope.kind === 'slate' ? decodeURIComponent(row ?? '') : id;
      const { premiere_at, points, comparables } = await api.launch(title);
      if (column === 'premiere') return null;
      const age = Math.floor((snapshot.week.range.toMs - Date.parse(premiere_at ?? '')) / 3_600_000);
      const point = points.findLast(({ age_hours }) => age_hours <= age && (age_hours <= 168 || age_hours % 24 === 0));
      if (column === 'age') return Math.floor((point?.age_hours ?? 0) / 24);
      const metric = (scope.kind === 'slate' ? (point?.views === null ? 'hours' : 'views') : row) as 'hours';
      if (column === 'value') return point?.[metric];
      const band = comparables.band[metric]?.find(({ age_hours }) => age_hours === point?.age_hours);
      return band?.[key] === undefined ? null : { value: band[key], n: comparables.titles.length };
    }
    case 'funnel': {
      const step = (await api.completion(id)).funnel.find(
        ({ episode_id }) => episode_id === decodeURIComponent(row ?? ''),
      );
      return step?.[key];
    }
    case 'sentiment': {
      const title = scope.kind === 'slate' ? decodeURIComponent(row ?? '') : id;
      const group = scope.kind === 'slate' ? 'all' : (row as 'all');
      if (column === 'rating') return (await api.reception(title))[group].rating;
      const texts = await api.texts([title], group, back);
      return texts[(column?.startsWith('net') ? 'net' : column) as 'net'];
    }
    case 'drivers': {
      const [kind, ...rest] = decodeURIComponent(row ?? '').split('.');
      return (await api.reception(id)).drivers.find(
        (one) =>
          one.kind === kind && [one.language, one.name].filter((part) => part !== '').join('.') === rest.join('.'),
      )?.[key];
    }
    case 'trailer': {
      if (scope.kind === 'slate') {
        const title = decodeURIComponent(row ?? '');
        const found = (await api.slateBuzz()).rows.find((one) => one.id === title);
        if (column === 'to_premiere') return found?.days_to_premiere ?? null;
        if (column?.startsWith('views')) return api.promo(title, 'views', back);
        if (column?.startsWith('mentions')) return api.promo(title, 'mentions', back);
        return found?.[key];
      }
      const [asset, channel] = (row ?? '').split('.').map(decodeURIComponent);
      const placing = (await api.buzz(id)).assets
        .find((one) => one.id === asset)
        ?.placings.find((one) => one.channel === channel);
      return placing && (column && column in placing ? placing[key] : placing.funnel[key]);
    }
    case 'conversion': {
      const window = (await api.buzz(id)).conversion.find(({ days }) => `${days}d` === row);
      if (column === 'ratio' || column === 'difference') return window?.lift?.[column] ?? null;
      return window?.[key];
    }
    case 'uplift': {
      const found = (await api.buzz(id)).milestones.find((one) => one.id === decodeURIComponent(row ?? ''));
      if (column === 'part') return 'derived';
      return column === 'at' ? Date.parse(found?.at ?? '') : found?.[key];
    }
    case 'territories': {
      const code = scope.kind === 'slate' ? (row ?? '').split('.').at(-1) : row;
      const segment = (await api.audience(id)).segments.find(
        ({ value }) => (value === '' ? 'unknown' : value) === code,
      );
      return segment?.[key];
    }
    case 'anomalies':
      return anomaly(api, titles, row ?? '', column ?? '', snapshot);
    default: {
      const health = await api.health();
      if (row === 'differing') return health.audit?.differing ?? null;
      if (row === 'unmatched') return health.unmatched.length;
      if (row === 'audited') return Date.parse(health.audit?.ran_at ?? '');
      if (row?.startsWith('newest_'))
        return Date.parse(health.freshness.find(({ family }) => `newest_${family}` === row)?.last_received_at ?? '');
      const texts = health.reception.languages.reduce((sum, one) => sum + one.texts, 0);
      if (row === 'unscored')
        return health.reception.languages.reduce((sum, one) => sum + one.no_model + one.unknown_language, 0) / texts;
      if (row === 'in') return null;
      if (row === 'waiting') return health.rollup.find(({ name }) => name === 'titles')?.behind_rows;
      if (row === 'counted_audience') {
        const counts = await Promise.all(titles.map((title) => api.audience(title)));
        return Math.min(...counts.map(({ as_of: asOf }) => Date.parse(asOf)));
      }
      if (row?.startsWith('counted_')) {
        const part = health.rollup.find(({ name }) => `counted_${name}` === row);
        return Date.parse(part?.oldest_waiting_at ?? health.as_of);
      }
      return snapshot.asOfMs;
    }
  }
}

async function anomaly(
  api: ReportAnswers,
  titles: readonly string[],
  row: string,
  column: string,
  { scope, week: { monday, range } }: ReportSnapshot,
): Promise<Answer | 'derived'> {
  const [, kind, encoded] = /^(bomb|views|mentions|move)-(.*)$/.exec(row) ?? [];
  const title = decodeURIComponent(encoded ?? '');
  if (kind === 'move') {
    if (column === 'at') return range.fromMs;
    const back = column === 'usual' ? 1 : 0;
    return scope.kind === 'slate'
      ? (await api.slate(back)).rows.find((one) => one.title.id === title)?.hours
      : (await api.summary(title, back)).figures.hours;
  }
  if (kind === 'bomb') {
    const bombs = await Promise.all(titles.map(async (id) => (await api.reception(id)).bomb?.periods ?? []));
    const all = bombs.flat().filter(({ until }) => until === null || until > monday);
    if (column === 'usual') return null;
    const told = all.map(({ from, suspects }) => (column === 'at' ? Date.parse(from) : suspects));
    return scope.kind === 'slate' && told.length !== 1 ? 'derived' : told[0];
  }
  const { hours } = (await api.buzz(title)).velocity[kind as 'views'];
  const spikes = hours.filter(({ spike, at }) => spike && Date.parse(at) < range.toMs);
  const strongest = spikes.sort((a, b) => (b.spike?.score ?? 0) - (a.spike?.score ?? 0))[0];
  if (column === 'at') return Date.parse(strongest?.at ?? '');
  return column === 'usual' ? strongest?.spike?.expected : strongest?.count;
}
