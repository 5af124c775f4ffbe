/** Two letters of either case; which codes exist changes with the world, so only the form is checked. */
export function isCountry(value: string): boolean {
  return value.length === 2 && isLetter(value.charCodeAt(0)) && isLetter(value.charCodeAt(1));
}

function isLetter(code: number): boolean {
  const upper = code & 0xdf;
  return code < 128 && upper >= 65 && upper <= 90;
}
