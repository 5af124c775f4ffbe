import type { Store } from '../clickhouse/store.ts';
import { cut, depthOf, levelsToCut, rangeOf, WHOLE, type Slice } from '../rollup/slices.ts';
import {
  campaignServed,
  clearPromo,
  conversionOfRecords,
  scratchPromo,
  viewsOfRecords,
  type ServedCampaign,
} from './campaigns.ts';
import {
  deepOfFacts,
  deepOfRecords,
  deepServed,
  scopeOfSlice,
  servedSlices,
  type ServedSlice,
} from './deep-numbers.ts';
import { recordAudit } from './record.ts';
import { drawSample, isMoving, versionsOf, type Sampled } from './sample.ts';
import { addNumbers, type Numbers, type Scope } from './scope.ts';
import { clearScratch, fillScratch } from './scratch.ts';
import { numbersOfFacts, numbersOfRecords, numbersServed, viewersSinceAudience } from './title-numbers.ts';
import { clearVoices, scratchVoices, verifiedAmong, VOICED, voicesOfRecords, voicesServed } from './voices.ts';

/** Titles of a night. */
const TITLES = 12;
/** Records of a title up to which it is read whole; of a larger one a slice of its viewers is. */
const WHOLE_UP_TO = 1_000_000;
/** Records that are worked on at once: some 1.5 s of one core, so that nobody waits long behind it. */
const RECORDS_A_PIECE = 200_000;
/** The same of those whose plays are read as the roll-up computed them, and of promo records. */
const FACTS_A_PIECE = 1_000_000;
/** Viewers who did something this short a time ago are left out where a title does not hold still. */
const QUIET_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Sums of what channels export are not whole numbers. */
const CLOSE = 1e-6;

export interface Difference {
  title: string;
  metric: string;
  /** What was compared: the title, or a slice of its viewers; with the day, cell or segment of numbers that have one. */
  scope: string;
  served: number;
  recomputed: number;
}

export interface AuditResult {
  ranAtMs: number;
  titles: number;
  /** Numbers compared. */
  compared: number;
  /** Numbers that could not be: something of theirs was waiting to be counted, or too much to be read through. */
  skipped: number;
  differences: Difference[];
  durationMs: number;
}

export interface AuditOptions {
  /** When it is, for figures; its UTC day chooses the sample. */
  nowMs: number;
  titles?: number;
  wholeUpTo?: number;
  /** Records that are worked on at once. */
  piece?: number;
  /** Waited for between statements, so that others get their turn. */
  pause?: () => Promise<void>;
}

type Findings = Pick<AuditResult, 'compared' | 'skipped' | 'differences'>;

/**
 * Computes served numbers of a random sample of titles by brute force from raw rows, and compares. The sample follows from the
 * day, so that a night can be repeated; over the nights everything has its turn. What it found is written down for Data health.
 */
export async function audit(store: Store, options: AuditOptions): Promise<AuditResult> {
  const started = performance.now();
  const seed = new Date(options.nowMs).toISOString().slice(0, 10);
  const result = { titles: 0, compared: 0, skipped: 0, differences: [] as Difference[] };
  for (const sampled of await drawSample(store, seed, options.titles ?? TITLES, Math.floor(options.nowMs / DAY_MS))) {
    const { compared, skipped, differences } = await new TitleAudit(store, sampled, options).run();
    result.titles += 1;
    result.compared += compared;
    result.skipped += skipped;
    result.differences.push(...differences);
  }
  const done = { ...result, ranAtMs: options.nowMs, durationMs: performance.now() - started };
  await recordAudit(store, seed, done);
  return done;
}

/** What was read from the records of some viewers. */
interface FromRecords {
  title: Numbers;
  deep: Numbers;
  verified: number;
  conversion: Numbers;
}

class TitleAudit {
  readonly #store: Store;
  readonly #sampled: Sampled;
  readonly #options: AuditOptions;
  readonly #findings: Findings = { compared: 0, skipped: 0, differences: [] };

  constructor(store: Store, sampled: Sampled, options: AuditOptions) {
    this.#store = store;
    this.#sampled = sampled;
    this.#options = options;
  }

  async run(): Promise<Findings> {
    const { wholeUpTo = WHOLE_UP_TO } = this.#options;
    try {
      const whole = this.#sampled.records <= wholeUpTo && (await this.#ofTitle());
      if (!whole) await this.#ofSlices(wholeUpTo);
      await this.#views();
      return this.#findings;
    } finally {
      // However it ends: rows of viewers are not left behind.
      await clearPromo(this.#store);
      await clearScratch(this.#store);
      await clearVoices(this.#store);
    }
  }

  /** What is served now: whatever is compared with records has to be the same when they were read. */
  async #served(): Promise<{ before: string; campaign: ServedCampaign | null }> {
    const { title } = this.#sampled;
    return { before: await versionsOf(this.#store, title), campaign: await campaignServed(this.#store, title) };
  }

  async #holdsStill(before: string): Promise<boolean> {
    const { title } = this.#sampled;
    return (await versionsOf(this.#store, title)) === before && !(await isMoving(this.#store, title));
  }

  /** All of a title from its records; false, and nothing, when it did not hold still meanwhile. */
  async #ofTitle(): Promise<boolean> {
    const [store, { title, question, cell }] = [this.#store, this.#sampled];
    const { before, campaign } = await this.#served();
    if (campaign?.conversion) await scratchPromo(store, title);
    const slices = cell ? await servedSlices(store, title) : [];
    const voices = await voicesServed(store, title);
    if (voices) await scratchVoices(store, title);
    const everybody: Scope = { title, quietSinceMs: 0, ...rangeOf(WHOLE) };
    const found = await this.#fromRecords(everybody, WHOLE, slices, campaign);
    const served = await numbersServed(store, title, question);
    const deep = cell && slices.length > 0 ? await deepServed(store, title, slices, cell) : null;
    const since = question.dimension === '' ? 0 : await viewersSinceAudience(store, title);
    // Only what held still meanwhile, and has nothing waiting, can be held against the records.
    if (!(await this.#holdsStill(before))) return false;
    this.#compare('title', served, found.title, { viewers_of_audience: since });
    if (cell) this.#compare('title', deep, found.deep);
    if (voices) {
      const { version: _, ...told } = voices;
      this.#compare('title', told, { ...(await voicesOfRecords(store)), verified: found.verified });
    }
    if (campaign) this.#compare('title', campaign.conversion, found.conversion);
    return true;
  }

  /** Of a large title, or of one that is moving: viewers of a slice from their records, and whether what is served is the sum of what it is made of. */
  async #ofSlices(wholeUpTo: number): Promise<void> {
    const [store, { title, question, cell, lot, records }] = [this.#store, this.#sampled];
    const { nowMs } = this.#options;
    const level = levelsToCut(WHOLE, records, wholeUpTo);
    const slice = 2 ** level + (lot % 2 ** level);
    const scope: Scope = { title, ...rangeOf(slice), quietSinceMs: Date.now() - QUIET_MS };
    const now = [{ slice: WHOLE, asOfMs: nowMs, version: 0 }];
    const found = await this.#fromRecords(scope, slice, now, null);
    const name = level === 0 ? 'quiet viewers' : `quiet viewers of slice ${slice}`;
    const pieces = this.#piecesOf(slice).map((piece) => ({ ...scope, ...rangeOf(piece) }));
    this.#compare(name, await this.#summed(pieces, (own) => numbersOfFacts(store, own, question)), found.title);
    if (cell)
      this.#compare(name, await this.#summed(pieces, (own) => deepOfFacts(store, own, cell, nowMs)), found.deep);

    // Read again: a title that moved once mostly holds still by now.
    const { before, campaign } = await this.#served();
    const slices = cell ? await servedSlices(store, title) : [];
    const one = slices[lot % Math.max(1, slices.length)];
    const ofOne = one ? this.#piecesOf(one.slice).map((piece) => scopeOfSlice(title, piece)) : [];
    const counted = cell && one ? await this.#summed(ofOne, (own) => deepOfFacts(store, own, cell, one.asOfMs)) : {};
    const deep = cell && one ? await deepServed(store, title, [one], cell) : null;
    const served = await numbersServed(store, title, question);
    const facts = await this.#summed(this.#ranges(records), (own) => numbersOfFacts(store, own, question));
    const since = question.dimension === '' ? 0 : await viewersSinceAudience(store, title);
    const voices = await voicesServed(store, title);
    if (voices) await scratchVoices(store, title);
    const startersAmong = (some: string) =>
      `(SELECT viewer, start_hour FROM viewer_title FINAL WHERE title = {title:String} AND ${some})`;
    const ofRange = startersAmong('viewer >= {fromViewer:UInt64} AND viewer <= {toViewer:UInt64}');
    const told = campaign?.conversion ?? null;
    const asOfMs = campaign?.asOfMs ?? nowMs;
    const converted =
      told &&
      (await this.#summed(this.#ranges(await scratchPromo(store, title)), (own) =>
        conversionOfRecords(store, own, ofRange, asOfMs),
      ));
    const heard = voices && {
      ...(await voicesOfRecords(store)),
      verified: await verifiedAmong(store, title, startersAmong(`viewer IN (${VOICED})`)),
    };
    const still = await this.#holdsStill(before);
    this.#compare('sum', still ? served : null, facts, { viewers_of_audience: since });
    if (cell) this.#compare(one ? `sum of slice ${one.slice}` : 'sum', still ? deep : null, counted);
    if (voices && heard) {
      const { version: _, ...said } = voices;
      this.#compare('sum', still ? said : null, heard);
    }
    if (campaign)
      this.#compare('sum', still ? told : null, converted ?? { exposed_7d: 0, converted_7d: 0, maturing_7d: 0 });
  }

  /** All that is compared is additive over viewers: a scope is read in pieces, none over two slices, and they are summed. */
  async #fromRecords(
    scope: Scope,
    slice: Slice,
    slices: readonly ServedSlice[],
    campaign: ServedCampaign | null,
  ): Promise<FromRecords> {
    const [store, { title, question, cell }] = [this.#store, this.#sampled];
    const sum: FromRecords = { title: {}, deep: {}, verified: 0, conversion: {} };
    const deepest = Math.max(...slices.map((one) => depthOf(one.slice)), 0);
    for (const piece of this.#piecesOf(slice, deepest)) {
      const own = { ...scope, ...rangeOf(piece) };
      await fillScratch(store, own, () => this.#pause());
      addNumbers(sum.title, await numbersOfRecords(store, own, question));
      const served = slices.find((one) => piece >> (depthOf(piece) - depthOf(one.slice)) === one.slice);
      if (cell && served) addNumbers(sum.deep, await deepOfRecords(store, cell, served.asOfMs));
      sum.verified += await verifiedAmong(store, title, 'scratch_audit_outcome');
      if (campaign?.conversion)
        addNumbers(sum.conversion, await conversionOfRecords(store, own, 'scratch_audit_outcome', campaign.asOfMs));
      await this.#pause();
    }
    return sum;
  }

  /**
   * A slice of viewers in parts of about so many records that nobody waits long behind one; none shallower than a depth.
   */
  #piecesOf(slice: Slice, depth = 0): Slice[] {
    const { piece = RECORDS_A_PIECE } = this.#options;
    const records = this.#sampled.records / 2 ** depthOf(slice);
    return cut(slice, Math.max(levelsToCut(slice, records, piece), depth - depthOf(slice))).leaves;
  }

  #pause(): Promise<void> {
    return this.#options.pause?.() ?? Promise.resolve();
  }

  /** Ranges of all viewers, none with many more than so many of some records. */
  #ranges(records: number): Scope[] {
    const { title } = this.#sampled;
    return cut(WHOLE, levelsToCut(WHOLE, records, FACTS_A_PIECE)).leaves.map((slice) => ({
      ...{ title, quietSinceMs: 0 },
      ...rangeOf(slice),
    }));
  }

  /** What is additive over viewers, range by range. */
  async #summed(ranges: readonly Scope[], numbersOf: (own: Scope) => Promise<Numbers>): Promise<Numbers> {
    const sum: Numbers = {};
    for (const own of ranges) {
      addNumbers(sum, await numbersOf(own));
      await this.#pause();
    }
    return sum;
  }

  async #views(): Promise<void> {
    const { title } = this.#sampled;
    const campaign = await campaignServed(this.#store, title);
    if (!campaign) return;
    const ranges = this.#ranges(await scratchPromo(this.#store, title));
    const found = await viewsOfRecords(this.#store, title, ranges, () => this.#pause());
    const again = await campaignServed(this.#store, title);
    if (again?.version !== campaign.version) return;
    for (const place of new Set([...campaign.views.keys(), ...found.keys()]))
      this.#compare(place, { promo_views: campaign.views.get(place) ?? 0 }, { promo_views: found.get(place) ?? 0 });
  }

  /**
   * @param served null: it can't be compared now.
   * @param slack by how much a number may differ, because that many viewers came after it was counted.
   */
  #compare(scope: string, served: Numbers | null, recomputed: Numbers, slack: Numbers = {}): void {
    const { title } = this.#sampled;
    const metrics = Object.keys(served ?? recomputed).filter((metric) => this.#isAsked(metric));
    if (served === null) {
      this.#findings.skipped += metrics.length;
      return;
    }
    this.#findings.compared += metrics.length;
    for (const metric of metrics) {
      const [is, should] = [served[metric] ?? 0, recomputed[metric] ?? 0];
      if (Math.abs(is - should) <= (slack[metric] ?? 0) + CLOSE * Math.abs(is % 1)) continue;
      this.#findings.differences.push({
        ...{ title, metric, served: is, recomputed: should },
        scope: [scope, ...partOf(metric, this.#sampled)].join(', '),
      });
    }
  }

  #isAsked(metric: string): boolean {
    const { country, device, dimension, untilHour } = this.#sampled.question;
    if (metric === 'viewers_of_segment') return country !== '' || device >= 0;
    if (metric === 'viewers_of_audience') return dimension !== '';
    return !metric.endsWith('_by_age') || untilHour > 0;
  }
}

/** What part of its title a number is of: an empty list for all of it. */
function partOf(metric: string, { question, cell }: Sampled): string[] {
  const { day, untilHour, country, device, dimension, value } = question;
  if (metric.endsWith('_of_day')) return [new Date(day * DAY_MS).toISOString().slice(0, 10)];
  if (metric.endsWith('_by_age')) return [`to ${new Date(untilHour * HOUR_MS).toISOString().slice(0, 16)}Z`];
  if (metric === 'viewers_of_segment') return [country, device < 0 ? '' : `device ${device}`].filter(Boolean);
  if (metric === 'viewers_of_audience') return [`${dimension} ${value}`];
  if (cell && /^(retention|plays)_/.test(metric))
    return [...(cell.episode === '' ? [] : [cell.episode]), ...(metric.endsWith('_cell') ? [`cell ${cell.cell}`] : [])];
  return [];
}
