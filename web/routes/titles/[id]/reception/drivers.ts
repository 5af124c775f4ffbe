/** What is praised and what is blamed: the rows of the chart, and the one whose quotes are read. */
import type { Driver } from '../../../../../sql/queries/reception-model.ts';

export const KINDS = { aspect: 'Aspects', term: 'Words' } as const;
export type Kind = Driver['kind'];

export const kindOf = (asked: string | null): Kind => (asked === 'term' ? 'term' : 'aspect');

/** How an address names a driver. */
export const driverKey = ({ kind, language, name }: Driver): string =>
  kind === 'aspect' ? name : `${language}:${name}`;

/** Of a kind, as many as a chart holds: aspects by how much is said of them, terms as told. */
export function driversOf(drivers: readonly Driver[], kind: Kind, most = 14): Driver[] {
  const own = drivers.filter((driver) => driver.kind === kind && driver.positive + driver.negative > 0);
  if (kind === 'aspect') own.sort((a, b) => said(b) - said(a));
  return own.slice(0, most);
}
export const said = ({ positive, negative }: Driver): number => positive + negative;

/** `Pacing`; a term is told as it was written. */
export const driverName = ({ kind, name }: Driver): string =>
  kind === 'aspect' ? name.charAt(0).toUpperCase() + name.slice(1) : name;

/** Keeps a word of either direction apart from what stands around it (first strong isolate). */
export const isolated = (text: string): string => `\u2068${text}\u2069`;

/** In a chart of several languages a term says whose it is: `muhteşem · tr`. */
export function driverLabel(driver: Driver, severalLanguages: boolean): string {
  if (driver.kind === 'aspect') return driverName(driver);
  return severalLanguages ? `${isolated(driver.name)} · ${driver.language}` : isolated(driver.name);
}
