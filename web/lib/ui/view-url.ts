/** The view is the URL: changing it is going to another one. */

/** The same page with some parameters changed; null takes one away. Others stay, so that a copied link keeps them. */
export function withParams(url: URL, changes: Readonly<Record<string, string | null>>): string {
  const params = new URLSearchParams(url.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) params.delete(name);
    else params.set(name, value);
  }
  const search = params.toString();
  return search === '' ? url.pathname : `${url.pathname}?${search}`;
}

/** Another page, and its parameters, in the same zone: the zone is the reader's. */
export function toPage(path: string, from: URL): string {
  const zone = from.searchParams.get('zone');
  return zone === null ? path : `${path}${path.includes('?') ? '&' : '?'}zone=${encodeURIComponent(zone)}`;
}

export function titlePath(id: string): string {
  return `/titles/${encodeURIComponent(id)}`;
}

/** Where a title's assets and milestones are edited. */
export function cataloguePath(id: string): string {
  return `/settings/catalogue?title=${encodeURIComponent(id)}`;
}

/** Where the dictionary says what a metric is. */
export function definitionPath(metric: string, from: URL): string {
  return `${toPage('/metrics', from)}#${metric}`;
}
