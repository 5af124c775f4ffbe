/** Files of a chart: SVG, PNG and CSV, made in the browser from what is on the screen. */
import { toCsv, type ChartTable } from './csv.ts';

/** What a copied mark needs to look the same outside the page. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'font-family',
  'font-size',
  'font-weight',
  'font-variant-numeric',
  'paint-order',
  'text-anchor',
];
const SVG = 'http://www.w3.org/2000/svg';
const HEAD = 56;
const PAD = 16;

export interface Caption {
  title: string;
  note: string;
}

/**
 * The page's font as a rule that carries the file itself, since a picture may load nothing. The Latin part only: text in
 * other scripts takes the font of who looks. Empty when the font cannot be had.
 */
async function fontRule(): Promise<string> {
  try {
    for (const sheet of document.styleSheets) {
      for (const rule of sheet.cssRules) {
        if (!(rule instanceof CSSFontFaceRule)) continue;
        if (!rule.style.getPropertyValue('unicode-range').toUpperCase().startsWith('U+0-FF')) continue;
        const url = /url\("?([^")]+)/.exec(rule.style.getPropertyValue('src'))?.[1];
        if (url === undefined) continue;
        const answer = await fetch(new URL(url, sheet.href ?? location.href));
        const file = await dataUrl(await answer.blob());
        const family = rule.style.getPropertyValue('font-family');
        return `@font-face{font-family:${family};font-weight:100 900;src:url(${file})}`;
      }
    }
  } catch {
    // The picture is right without it, in another font.
  }
  return '';
}

function dataUrl(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(content);
  });
}

/** A chart as it looks, with the page's colours written into its marks. */
function drawnCopy(source: SVGSVGElement): SVGSVGElement {
  const copy = source.cloneNode(true) as SVGSVGElement;
  const originals = source.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, index) => {
    const original = originals[index];
    if (!original) return;
    const style = getComputedStyle(original);
    for (const name of PROPERTIES) {
      const value = style.getPropertyValue(name);
      // A pattern is named by its id; computed, it would carry the address of the page.
      if (value !== '' && !(name === 'fill' && value.startsWith('url'))) element.setAttribute(name, value);
    }
    element.removeAttribute('class');
    // A colour given in place is a token of the page; what it came to stands in the attributes now.
    element.removeAttribute('style');
  });
  // Marked on the original, since the copy lost its classes.
  const copies = copy.querySelectorAll('*');
  originals.forEach((original, index) => {
    if (original.classList.contains('no-export')) copies[index]?.remove();
  });
  return copy;
}

/**
 * The charts of a panel, one under the other, as a document of their own, with title and note and the page's colours and
 * font written into it.
 *
 * @param sources at least one
 */
export async function svgText(sources: readonly SVGSVGElement[], caption: Caption): Promise<string> {
  const [first] = sources;
  if (!first) throw new RangeError('There is no chart to save.');
  const token = (name: string) => {
    const probe = document.createElement('i');
    probe.style.color = `var(${name})`;
    first.parentElement?.append(probe);
    const color = getComputedStyle(probe).color;
    probe.remove();
    return color;
  };
  const line = (text: string, y: number, fontSize: number, weight: number, color: string) => {
    const element = document.createElementNS(SVG, 'text');
    element.textContent = text;
    element.setAttribute('x', String(PAD));
    element.setAttribute('y', String(y));
    element.setAttribute('font-size', String(fontSize));
    element.setAttribute('font-weight', String(weight));
    element.setAttribute('fill', color);
    return element;
  };
  let bottom = HEAD + PAD;
  const charts = sources.map((source) => {
    const box = source.getBoundingClientRect();
    const size = { x: PAD, y: bottom, width: Math.round(box.width), height: Math.round(box.height) };
    const copy = drawnCopy(source);
    for (const [name, value] of Object.entries(size)) copy.setAttribute(name, String(value));
    bottom += size.height;
    return { copy, ...size };
  });
  const width = Math.max(...charts.map((chart) => chart.width)) + 2 * PAD;
  const height = bottom + PAD;
  const whole = document.createElementNS(SVG, 'svg');
  whole.setAttribute('xmlns', SVG);
  whole.setAttribute('width', String(width));
  whole.setAttribute('height', String(height));
  whole.setAttribute('viewBox', `0 0 ${width} ${height}`);
  whole.setAttribute('font-family', getComputedStyle(first).fontFamily);
  const ground = document.createElementNS(SVG, 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', token('--surface'));
  const style = document.createElementNS(SVG, 'style');
  style.textContent = await fontRule();
  whole.append(
    style,
    ground,
    line(caption.title, PAD + 16, 15, 650, token('--ink')),
    line(caption.note, PAD + 36, 12, 400, token('--ink-3')),
    ...charts.map((chart) => chart.copy),
  );
  return new XMLSerializer().serializeToString(whole);
}

/** The same as a picture with twice the pixels. Rejects when the browser cannot draw it. */
export async function pngBlob(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gives no canvas to draw the picture on: export SVG instead.');
  context.scale(2, 2);
  context.drawImage(image, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error('This browser could not make a PNG of the chart: export SVG instead.'));
    }, 'image/png');
  });
}

/** Hands a file to the reader. */
export function download(fileName: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

export function csvBlob(table: ChartTable): Blob {
  return new Blob([toCsv(table)], { type: 'text/csv;charset=utf-8' });
}

/** `the-salt-road-launch-curve`: what a file of this chart is called, without its ending. */
export function fileStem(...parts: readonly string[]): string {
  return parts
    .join(' ')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80);
}
