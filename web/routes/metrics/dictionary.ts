/** The dictionary as it is read: in its parts, or only what a search finds. */
import { METRICS, type MetricDefinition } from '../../../sql/queries/definitions.ts';
import { GROUP_OF, GROUPS, type Group } from '../../../sql/queries/dictionary.ts';

export interface DictionaryPart {
  name: string;
  question: string;
  metrics: readonly MetricDefinition[];
}

const PARTS = Object.entries(GROUPS) as [Group, (typeof GROUPS)[Group]][];

/** Parts with the metrics that have every word of `query` in their name, id or text; parts without any are left out. */
export function dictionary(query: string): DictionaryPart[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  const has = (metric: MetricDefinition) => {
    const text = folded(
      [metric.name, metric.id, metric.definition, metric.denominator, metric.window, metric.after].join(' '),
    );
    return words.every((word) => text.includes(word));
  };
  return PARTS.map(([id, group]) => ({
    name: group.name,
    question: group.question,
    metrics: Object.values(METRICS).filter(
      (metric) => GROUP_OF[metric.id as keyof typeof METRICS] === id && has(metric),
    ),
  })).filter((part) => part.metrics.length > 0);
}

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
