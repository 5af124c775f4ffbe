import { cleanName, ordinal, seasonOf, seasonOrPartOf } from './parse-title.ts';

/** What a trailer's or clip's own title says of what it promotes. */
export interface PromoTitle {
  /** The promoted film or show. */
  readonly name: string;
  /** 0 when the title names no season. */
  readonly season: number;
}

const PROMO_WORD = 'Trailer|Teaser|Clip|Hook|Recap|Video|Cinemagraph|Announcement|Featurette|Review';
/** `Season 1 Trailer 2: `, `Part 5 Volume 2 Trailer: `, `Limited Series Cliffhanger Clip: `, `Hook 4: `. */
const LEAD = new RegExp(`^((?:Season \\S+: )?[^:]*)\\b(?:${PROMO_WORD})\\b[^:]*: (.+)$`, 'i');
/** ` (Trailer)`, ` (Franchise Trailer)`, ` (Thematic 3)`, ` (Recap)`. */
const BRACKETS = new RegExp(` \\([^()]*\\b(?:${PROMO_WORD}|Thematic|Preview)\\b[^()]*\\)$`, 'i');
/** ` - Clip 3`, ` - Fast Laughs - Clip 1`, ` - Upper Bound Clip 6`, ` - Clip 1 Cutdown`. */
const CLIP_TAIL = /(?: - Fast Laughs)? - [\w ]*\b(?:Clip|CLM)(?: \d+)?(?: Cutdown)?$/i;
/** ` PVS Clip 2`, ` Podular: TEXTLESS / Drama - Crime - Thriller`. */
const CUT_TAIL = / (?:PVS|Podular)\b.*$/;
/** Clips name their sort after the film, too: `Extinct: Clip: Genre Specific Moment`. */
const TRAILING_SORT = /: (?:(?:Clip|Trailer|Teaser)(?: \d+)?: .*|Inciting Incident|Hook|Review.*|Directing.*)$/i;
const LEADING_SEASON = /\b((?:Season|Series|Part|Volume|Book|Chapter) \S+)/gi;

/**
 * What an asset promotes, from its title: `Season 1 Trailer 2: The Queen's Gambit`, `Narcos: Season 1 (Trailer)`,
 * `Friends: Season 8 - Clip 1`, `Spider-Man: Homecoming_hook_primary_16x9`.
 */
export function readPromoTitle(title: string): PromoTitle {
  const clean = cleanName(title);
  const bare = clean.replace(/_.*$/, '').replace(BRACKETS, '').replace(CLIP_TAIL, '').replace(CUT_TAIL, '');
  if (bare !== clean) return seasonInside(bare);
  const lead = LEAD.exec(clean);
  if (lead === null) return seasonInside(clean);
  const inside = seasonInside((lead[2] ?? '').replace(TRAILING_SORT, ''));
  return { name: inside.name, season: inside.season || leadingSeason(lead[1] ?? '') };
}

/** `Part 5 Volume 2` is part 5: the first of them is the one that the show's titles carry. */
function leadingSeason(lead: string): number {
  if (/^Limited Series\b/i.test(lead)) return 1;
  const [first] = lead.matchAll(LEADING_SEASON);
  return seasonOrPartOf((first?.[1] ?? '').replace(':', ''));
}

function seasonInside(text: string): PromoTitle {
  const parts = text.replace(TRAILING_SORT, '').split(': ');
  const at = parts.findIndex((part, i) => i > 0 && seasonAtStart(part) > 0);
  if (at < 0) return { name: parts.join(': '), season: 0 };
  const show = parts.slice(0, at);
  // A few assets write the show's name twice: `Seinfeld: Seinfeld: Season 9`.
  const name = show.length === 2 && show[0] === show[1] ? show.slice(0, 1) : show;
  return { name: name.join(': '), season: seasonAtStart(parts[at] ?? '') };
}

/** `Season 1`, and `Season 1 Trailer 1` with more behind it. */
function seasonAtStart(part: string): number {
  const whole = seasonOrPartOf(part);
  if (whole > 0) return whole;
  const match = /^(Season|Series) (\S+) /i.exec(part);
  return match === null ? 0 : seasonOf(`${match[1]} ${match[2]}`);
}

/** `Stranger Things 3` as the name and the number at its end; null when there is none. */
export function numberAtEnd(name: string): PromoTitle | null {
  const match = /^(.+) (\S+)$/.exec(name);
  const season = ordinal(match?.[2] ?? '');
  return match !== null && season > 0 && season < 40 ? { name: match[1] ?? '', season } : null;
}
