/** How a table is sorted, as its address says it. */
export interface Order<Column extends string> {
  column: Column;
  descending: boolean;
}

/** `-hours`: by hours, greatest first. Anything else is the first column, upwards. */
export function orderIn<Column extends string>(
  text: string | null,
  columns: readonly [Column, ...Column[]],
): Order<Column> {
  const descending = text?.startsWith('-') ?? false;
  const name = descending ? text?.slice(1) : text;
  const column = columns.find((one) => one === name);
  return column ? { column, descending } : { column: columns[0], descending: false };
}

/** Null: the order that an address need not name. */
export function orderText<Column extends string>(order: Order<Column>, unsaid: Column): string | null {
  if (order.column === unsaid && !order.descending) return null;
  return `${order.descending ? '-' : ''}${order.column}`;
}

/** A column chosen again turns round; numbers begin with the greatest, `upwards` says which begin with the least. */
export function nextOrder<Column extends string>(
  order: Order<Column>,
  column: Column,
  upwards: readonly Column[],
): Order<Column> {
  if (order.column === column) return { column, descending: !order.descending };
  return { column, descending: !upwards.includes(column) };
}

/** By a number; those without it come last in either direction, and equal ones stay as they stand. */
export function byNumber<Row>(rows: readonly Row[], descending: boolean, of: (row: Row) => number | null): Row[] {
  const sign = descending ? -1 : 1;
  return rows.toSorted((a, b) => {
    const [one, other] = [of(a), of(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other);
  });
}

/** For a table's head. */
export const arrowOf = <Column extends string>(order: Order<Column>, column: Column): string =>
  order.column !== column ? '' : order.descending ? ' ↓' : ' ↑';
export const ariaSortOf = <Column extends string>(
  order: Order<Column>,
  column: Column,
): 'ascending' | 'descending' | undefined =>
  order.column !== column ? undefined : order.descending ? 'descending' : 'ascending';
