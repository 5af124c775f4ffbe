/** Things in a row that wraps, such as the swatches of a legend. */

/** @returns left and row of each, `gap` pixels apart; one that is wider than the row stands alone in it. */
export function flow(widths: readonly number[], width: number, gap: number): { x: number; row: number }[] {
  let x = 0;
  let row = 0;
  return widths.map((one) => {
    if (x > 0 && x + one > width) {
      x = 0;
      row += 1;
    }
    const place = { x, row };
    x += one + gap;
    return place;
  });
}
