import type { Converted, StoredConversion } from './buzz-detail.ts';
import { CREDITS, MEDIA_KINDS, type Credit, type MediaKind } from './buzz-model.ts';
import { hiddenDoers, roundPeople, withheldParts } from './privacy.ts';

/** People in tens; null: withheld. */
type People = number | null;

/** What is told of a window beside the title's totals, which are exempt. */
export interface ToldParts {
  /** Most exposed first, then those of which nothing is told. */
  assets: { asset: string; exposed: People; converted: People; maturing: People; held: ToldHoldout | null }[];
  kinds: { kind: MediaKind; exposed: People; credited: Record<Credit, People> }[];
}
/** Null: none was declared for the asset. */
interface ToldHoldout {
  n: People;
  started: People;
}

/**
 * Who was shown an asset, or anything by a kind of media, is a part of a title's audience as a segment is: those who chose them
 * (the guests of a screening, the readers of a mail) know who they are. What few of them did is withheld, with what would leave
 * few over of what is told of everybody, and the rest is told in tens.
 *
 * @param windows the shortest first: who was exposed long enough ago for one was so for those before it, so that a part which one
 *   withholds is withheld by those after it, too
 */
export function toldParts(windows: readonly StoredConversion[]): ToldParts[] {
  const ids = [...new Set(windows.flatMap(({ assets }) => assets.map(({ asset }) => asset)))].sort();
  const kinds = MEDIA_KINDS.filter((one) => windows.some((window) => window.kinds.some(({ kind }) => kind === one)));
  const held = ids.filter((id) => windows.some((window) => of(window, id).held !== null));
  const chain = (counts: (window: StoredConversion) => number[], whole: Line | null = null) => {
    let before = whole;
    return windows.map((window) => (before = lineOf(counts(window), before)));
  };
  const each = (wholes: readonly Line[], counts: (window: StoredConversion) => number[]) =>
    windows.map((window, at) => lineOf(counts(window), wholes[at] ?? null));

  const [first] = windows;
  const ever = lineOf(
    ids.map((id) => (first ? everExposed(of(first, id)) : 0)),
    null,
  );
  const exposed = chain((window) => ids.map((id) => of(window, id).exposed), ever);
  const converted = each(exposed, (window) => ids.map((id) => of(window, id).converted));
  const heldOld = chain((window) => held.map((id) => of(window, id).held?.n ?? 0));
  const heldStarted = each(heldOld, (window) => held.map((id) => of(window, id).held?.started ?? 0));
  const byKind = chain((window) => kinds.map((kind) => ofKind(window, kind)?.exposed ?? 0));
  const credited = CREDITS.map((credit) =>
    each(byKind, (window) => kinds.map((kind) => Math.round(ofKind(window, kind)?.credited[credit] ?? 0))),
  );

  return windows.map((window, at) => ({
    assets: ids
      .map((id, i) => ({
        asset: id,
        ...{ exposed: told(exposed[at], i), converted: told(converted[at], i) },
        maturing: told(exposed[at], i) === null ? null : roundPeople(of(window, id).maturing),
        held: held.includes(id)
          ? { n: told(heldOld[at], held.indexOf(id)), started: told(heldStarted[at], held.indexOf(id)) }
          : null,
      }))
      .sort((a, b) => (b.exposed ?? -1) - (a.exposed ?? -1)),
    kinds: kinds.map((kind, i) => {
      const credits = credited.map((lines) => told(lines[at], i));
      // One viewer's credit goes to other kinds by each rule: what one of them withholds, another may be near to.
      const all = credits.includes(null) ? credits.map(() => null) : credits;
      const byCredit = Object.fromEntries(CREDITS.map((credit, index) => [credit, all[index] ?? null]));
      return { kind, exposed: told(byKind[at], i), credited: byCredit as Record<Credit, People> };
    }),
  }));
}

const NOBODY: Converted = { exposed: 0, converted: 0, maturing: 0, started: 0, inHoldout: 0, held: null };
const of = ({ assets }: StoredConversion, id: string): Converted => assets.find(({ asset }) => asset === id) ?? NOBODY;
const ofKind = ({ kinds }: StoredConversion, of: MediaKind) => kinds.find(({ kind }) => kind === of);
/** Of every window the same. */
const everExposed = ({ exposed, maturing }: Converted) => exposed + maturing;

/** How many people each part has, and which of them withhold it, by their place. */
interface Line {
  own: readonly number[];
  hidden: ReadonlySet<number>;
}

/** @param whole what each of the parts is a part of; null: of the title's totals alone */
function lineOf(own: readonly number[], whole: Line | null): Line {
  if (whole === null) {
    const parts = own.map((viewers, at) => ({ key: String(at), viewers }));
    return { own, hidden: new Set([...withheldParts(parts, false)].map(Number)) };
  }
  const doers = own.map((viewers, at) => ({
    ...{ viewers, spare: Math.max(0, (whole.own[at] ?? 0) - viewers) },
    withheld: whole.hidden.has(at),
  }));
  return { own, hidden: hiddenDoers(doers, null) };
}

const told = (line: Line | undefined, at: number): People =>
  line === undefined || line.hidden.has(at) ? null : roundPeople(line.own[at] ?? 0);
