import { parse } from 'csv-parse/sync'; import { readdirSync, readFileSync } from 'node:fs'; import { plainText } from './workers/sentiment/clean.ts';
import { readReviewSets } from './workers/sentiment/training/review-sets.ts';
import { byLanguage } from './workers/sentiment/training/train.ts';
import { calibrate, surpriseOf, type Held } from './workers/sentiment/training/calibrate.ts';
import { documentsOf, fitDirection, scoreOf } from './workers/sentiment/training/fit.ts';
import { traitsOf, valencesOf } from './workers/sentiment/training/traits.ts';
import { shuffled } from './workers/sentiment/training/shuffle.ts';
import { recipeOf } from './workers/sentiment/recipe.ts';
import { probabilitiesOf } from './workers/sentiment/verdict.ts';
const only = process.argv[2];
const sets = byLanguage(readReviewSets('/work/shared/data/reviews')).find(([l]) => l === only)![1];
const base = recipeOf(only);
const all = sets.flatMap((s) => s.train.map((e) => ({ ...e, set: s.name })));
function cv(name: string, recipe = base, { tables = valencesOf(only, recipe), cost = 0.15, weight = (e: any) => e.weight } = {}) {
  const t0 = Date.now();
  const traits = traitsOf(recipe, tables);
  const ex = all.map((e) => ({ ...e, weight: weight(e) }));
  const columns = documentsOf(ex.map((e) => e.text), only, recipe, traits);
  const fold = new Int8Array(ex.length); shuffled(ex.length, 7).forEach((x, i) => (fold[x] = i % 5));
  const held: (Held & { set: string; counts: boolean })[] = [];
  const neutral = ex.some((e) => e.label === 0);
  for (let f = 0; f < 5; f++) {
    const w = Float64Array.from(ex, (e, i) => (fold[i] !== f ? e.weight : 0)); const c = w.map((x) => cost * x);
    const fit = (s: (l: number) => number) => fitDirection(columns, traits, Int8Array.from(ex, (e, i) => (fold[i] !== f ? s(e.label) : 0)), w, c);
    const pol = fit((l) => l); const neu = neutral ? fit((l) => (l === 0 ? 1 : -1)) : null;
    ex.forEach((e, i) => { if (fold[i] === f) held.push({ label: e.label, weight: e.weight, set: e.set, counts: only !== 'ko' || e.weight === 1, sums: { polarity: scoreOf(columns.documents[i]!, pol), neutrality: neu ? scoreOf(columns.documents[i]!, neu) : 0 } }); });
  }
  const cal = calibrate(held);
  const polar = held.filter((h) => h.label !== 0 && h.counts);
  const bin = polar.filter((h) => (h.sums.polarity > cal.centre ? 1 : -1) === h.label).length / polar.length;
  const tri = held.filter((h) => { const p = probabilitiesOf(h.sums, cal); return (p.neutral > p.positive && p.neutral > p.negative ? 0 : p.positive >= p.negative ? 1 : -1) === h.label; }).length / held.length;
  console.log(only, name.padEnd(34), 'n', held.length, 'binary', bin.toFixed(4), 'three', tri.toFixed(4), 'surprise', surpriseOf(held, cal).toFixed(4), ((Date.now() - t0) / 1000).toFixed(0) + 's');
}
const R = (o: any) => ({ ...base, ...o });
cv('base');
if (only === 'zh') {
  const raw = readdirSync('/work/shared/data/reviews/chinese-films/details').sort().flatMap((f) => parse(readFileSync('/work/shared/data/reviews/chinese-films/details/' + f), { columns: true, bom: true, relax_quotes: true, relax_column_count: true }) as any[]);
  const star = new Map(raw.map((r) => [plainText(r.comment), Number(r.star)]));
  for (const m of [0.3, 0.5, 0.7]) cv('mild ' + m, base, { weight: (e) => e.weight * (Math.abs((star.get(e.text) ?? 0) - 30) === 10 ? m : 1) });
  cv('cost .05', base, { cost: 0.05 }); cv('cost .5', base, { cost: 0.5 }); cv('no lexicon', base, { tables: [] });
  cv('words', R({ words: 1 }));
} else {
  cv('cost .05', base, { cost: 0.05 }); cv('cost .5', base, { cost: 0.5 });
  cv('chars 2-5', R({ characters: [2, 5] })); cv('chars 1-4', R({ characters: [1, 4] })); cv('chars 1-6', R({ characters: [1, 6] }));
  cv('across', R({ across: true })); cv('words 1', R({ words: 1 })); cv('words 3', R({ words: 3 })); cv('no negation', R({ negation: false }));
  if (only !== 'en') cv('with english valences', base, { tables: [...valencesOf(only, base), ...valencesOf('en', base)] });
  cv('no lexicon', base, { tables: [] });
}
