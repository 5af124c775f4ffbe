import { parseXml, XmlElement } from '@rgrove/parse-xml';
import { strFromU8, unzipSync } from 'fflate';

export interface ReadCell {
  /** A date where its format is one of dates, as a spreadsheet takes it. */
  readonly value: string | number | Date | null;
  readonly formula: string | null;
  /** Of its number: `General` where it has none. */
  readonly format: string;
  readonly bold: boolean;
  readonly wrapped: boolean;
}

export interface ReadSheet {
  readonly name: string;
  /** Rows that stay in sight. */
  readonly frozenRows: number;
  /** Of the columns, in characters. */
  readonly widths: readonly number[];
  /** By their addresses, such as `B2`. */
  readonly cells: ReadonlyMap<string, ReadCell>;
}

export interface ReadWorkbook {
  readonly creator: string;
  readonly created: Date;
  readonly sheets: readonly ReadSheet[];
}

type Style = Pick<ReadCell, 'format' | 'bold' | 'wrapped'>;

/**
 * An XLSX as its standard has it (ECMA-376), read by nothing that wrote it. Throws where a part is missing, is not well-formed or
 * holds a character that XML forbids: a spreadsheet refuses such a file.
 */
export function readWorkbook(file: Uint8Array): ReadWorkbook {
  const parts = unzipSync(file);
  const part = (path: string) => there(parseXml(strFromU8(there(parts[path], path))).root, path);
  const targets = new Map(
    all(part('xl/_rels/workbook.xml.rels'), 'Relationship').map(({ attributes: { Id, Target } }) => [Id, Target]),
  );
  const texts = all(part('xl/sharedStrings.xml'), 'si').map((one) => decoded(one.text));
  const styles = stylesOf(part('xl/styles.xml'));
  const core = part('docProps/core.xml');
  return {
    creator: one(core, 'dc:creator').text,
    created: new Date(one(core, 'dcterms:created').text),
    sheets: all(one(part('xl/workbook.xml'), 'sheets'), 'sheet').map(({ attributes }) =>
      sheetOf(there(attributes['name'], 'a name'), part(`xl/${targets.get(attributes['r:id'])}`), { texts, styles }),
    ),
  };
}

interface Shared {
  readonly texts: readonly string[];
  readonly styles: readonly Style[];
}

function sheetOf(name: string, root: XmlElement, shared: Shared): ReadSheet {
  const [pane] = all(one(one(root, 'sheetViews'), 'sheetView'), 'pane');
  const cells = all(one(root, 'sheetData'), 'row').flatMap((row) => all(row, 'c'));
  return {
    name,
    frozenRows: pane?.attributes['state'] === 'frozen' ? Number(pane.attributes['ySplit']) : 0,
    widths: all(one(root, 'cols'), 'col').map(({ attributes }) => Number(attributes['width'])),
    cells: new Map(cells.map((cell) => [there(cell.attributes['r'], 'an address'), cellOf(cell, shared)])),
  };
}

function cellOf(cell: XmlElement, { texts, styles }: Shared): ReadCell {
  const { t: type = 'n', s: style = '0' } = cell.attributes;
  const looks = there(styles[Number(style)], `style ${style}`);
  const [written] = all(cell, 'v');
  const valueOf = (text: string) => {
    if (type === 's') return there(texts[Number(text)], `text ${text}`);
    if (type !== 'n' || !/^-?\d+(\.\d+)?(e[+-]\d+)?$/i.test(text)) throw new Error(`No number: ${type} ${text}`);
    // In days since 30 December 1899.
    return looks.format.startsWith('yyyy') ? new Date(Math.round((Number(text) - 25_569) * 86_400_000)) : Number(text);
  };
  return { ...looks, value: written ? valueOf(written.text) : null, formula: all(cell, 'f')[0]?.text ?? null };
}

function stylesOf(root: XmlElement): Style[] {
  const formats = all(one(root, 'numFmts'), 'numFmt').map(
    ({ attributes: { numFmtId, formatCode } }) => [numFmtId, formatCode] as const,
  );
  const named = new Map([['0', 'General'], ...formats]);
  const fonts = all(one(root, 'fonts'), 'font');
  return all(one(root, 'cellXfs'), 'xf').map((xf) => ({
    format: there(named.get(xf.attributes['numFmtId']), 'a number format'),
    bold: all(there(fonts[Number(xf.attributes['fontId'])], 'a font'), 'b').length > 0,
    wrapped: all(xf, 'alignment').some(({ attributes }) => /^(1|true)$/.test(attributes['wrapText'] ?? '')),
  }));
}

const all = (parent: XmlElement, name: string) =>
  parent.children.filter((child): child is XmlElement => child instanceof XmlElement && child.name === name);

const one = (parent: XmlElement, name: string) => there(all(parent, name)[0], name);

function there<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`The workbook has no ${what}.`);
  return value;
}

/** Letters may be written by their code (ST_Xstring). */
const decoded = (text: string) =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_code, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
