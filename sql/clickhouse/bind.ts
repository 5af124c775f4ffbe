/** Values that a statement's `{name:Type}` placeholders take. Instants travel as integer milliseconds. */
export type Param = string | number | boolean | readonly string[] | readonly number[];
export type Params = Readonly<Record<string, Param>>;

/** Escape as the engine's TabSeparated reader expects it: that is how it reads a parameter's text. */
const escapeTsv = (text: string) =>
  text.replace(
    /[\\\t\n\r\0\b\f]/g,
    (c) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0', '\b': '\\b', '\f': '\\f' })[c] ?? c,
  );

/** Escape for a quoted string inside an array parameter, or inside SQL. */
const escapeQuoted = (text: string) => text.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\0/g, '\\0');

function paramText(value: Param): string {
  if (typeof value === 'string') return escapeTsv(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError(`A parameter must be a finite number, got ${value}.`);
    return String(value);
  }
  return `[${value.map((v) => (typeof v === 'string' ? `'${escapeQuoted(v)}'` : String(v))).join(',')}]`;
}

/**
 * Binding for the embedded engine: `SET param_x = …` on the lane's own connection, before the statement. The client's
 * `query_params` take a lock across all connections there (a page waited 3.4 s behind a roll-up's bound query).
 * A parameter stays set on the connection, which is harmless: every statement sets all it uses.
 */
export function setStatements(params: Params): string {
  return Object.entries(params)
    .map(([name, value]) => {
      if (!/^[a-z][a-zA-Z0-9_]*$/.test(name)) throw new RangeError(`Not a parameter name: ${name}`);
      return `SET param_${name} = '${escapeQuoted(paramText(value))}'; `;
    })
    .join('');
}

/** The same values for a server's `query_params` (it binds without a lock). */
export function queryParams(params: Params): Record<string, unknown> {
  return { ...params };
}
