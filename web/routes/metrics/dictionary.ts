/** The dictionary as it is read: in its parts, or only what a search finds. */
import { METRICS, type MetricDefinition } from '../../../sql/queries/definitions.ts';
import { GROUP_OF, GROUPS, type Group } from '../../../sql/queries/dictionary.ts';
import { TERMS, type Term } from '../../../sql/queries/terms.ts';
import { folded } from '../../lib/ui/fuzzy.ts';

export interface DictionaryPart {
  name: string;
  question: string;
  metrics: readonly MetricDefinition[];
  terms: readonly Term[];
}

const PARTS = Object.entries(GROUPS) as [Group, (typeof GROUPS)[Group]][];

/** How many definitions there are. */
export const DEFINED = Object.keys(METRICS).length + TERMS.length;

/** Parts with the metrics and terms that have every word of `query` in their name, id or text; parts without any are left out. */
export function dictionary(query: string): DictionaryPart[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const has = (one: MetricDefinition | Term) => {
    const { denominator, window }: Partial<MetricDefinition> = 'window' in one ? one : {};
    const text = folded([one.name, one.id, one.definition, denominator, window, one.after].join(' '));
    return words.every((word) => text.includes(word));
  };
  return PARTS.map(([id, group]) => ({
    ...group,
    metrics: Object.values(METRICS).filter(
      (metric) => GROUP_OF[metric.id as keyof typeof METRICS] === id && has(metric),
    ),
    terms: TERMS.filter((term) => term.group === id && has(term)),
  })).filter((part) => part.metrics.length + part.terms.length > 0);
}
