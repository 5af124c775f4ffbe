/** As the contract takes a label: without line breaks and what else nobody sees, and not too long. */
export const label = (text: string, most: number): string =>
  [...text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()].slice(0, most).join('');
