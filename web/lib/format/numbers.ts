/** Numbers as people read them. The locale is fixed, so that server and browser write the same text. */

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const THIN = '\u202f';

/** A number cut into its digits and its unit, so that the unit can be drawn smaller. */
export interface NumberParts {
  digits: string;
  unit: string;
}

const MAGNITUDES: readonly (readonly [atLeast: number, unit: string])[] = [
  [1e9, 'bn'],
  [1e6, 'M'],
  [1e3, 'k'],
];

/** Three significant digits without a trailing decimal point: 9.84, 38.2, 184. */
function threeDigits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 99.95 ? 0 : size >= 9.995 ? 1 : 2);
}

/** `18412` → 18,412; `184306` → 184 k; `9.84e6` → 9.84 M. Whole numbers below 100,000 stay exact. */
export function compactParts(value: number, exactBelow = 100_000): NumberParts {
  const size = Math.abs(value);
  if (size < exactBelow) {
    if (Number.isInteger(value) || size >= 100) return { digits: whole.format(value), unit: '' };
    return { digits: value.toFixed(size >= 10 ? 1 : 2), unit: '' };
  }
  for (const [atLeast, unit] of MAGNITUDES) {
    // 999,950 rounds to a thousand thousands: it is a million.
    if (size >= atLeast * 0.9995) return { digits: threeDigits(value / atLeast), unit };
  }
  return { digits: whole.format(value), unit: '' };
}

/** The same as one text, with a thin space before the unit. */
export function compact(value: number, exactBelow = 100_000): string {
  const { digits, unit } = compactParts(value, exactBelow);
  return unit === '' ? digits : digits + THIN + unit;
}

/** A tick of an axis: as few digits as tell it apart from its neighbours (`20 M`, `2.5 k`, `0`). */
export function axisNumber(value: number): string {
  const size = Math.abs(value);
  if (size < 1000) return String(Number(value.toPrecision(3)));
  for (const [atLeast, unit] of MAGNITUDES) {
    if (size >= atLeast) return String(Number((value / atLeast).toPrecision(3))) + THIN + unit;
  }
  return whole.format(value);
}

/** Every digit: 1,234,567. */
export function exact(value: number): string {
  return whole.format(value);
}

/** A share of one as `38.2 %`; one decimal below 99.95 %, none when `digits` is 0. */
export function percent(share: number, digits = 1): string {
  const value = share * 100;
  const shown = value > 0 && value < 100 ? value.toFixed(digits) : value.toFixed(0);
  return `${shown}${THIN}%`;
}

/** `+31 %` or `−4 %`: a change against something, with a real minus sign. */
export function signedPercent(ratio: number, digits = 0): string {
  const value = Number((Math.abs(ratio) * 100).toFixed(digits));
  const sign = value === 0 ? '±' : ratio > 0 ? '+' : '−';
  return `${sign}${value.toFixed(digits)}${THIN}%`;
}

/** `+38.2`, `−4.0`, `±0.0`: points of a hundred for a share of one, such as net sentiment. */
export function signedPoints(share: number, digits = 1): string {
  const value = Number(Math.abs(share * 100).toFixed(digits));
  return `${value === 0 ? '±' : share > 0 ? '+' : '−'}${value.toFixed(digits)}`;
}

/** Bytes as `1.4 GB`, in powers of 1,000 as disks are sold. */
export function bytes(value: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(size) : threeDigits(size)}${THIN}${units[unit] ?? 'bytes'}`;
}

/** `1 title`, `3 titles`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}
