/** A numeric column; NaN is missing. Shape [rows]. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly values: Float32Array;
}

/** A categorical column as codes into `categories`; -1 is missing or not among them. Shape [rows]. */
export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly codes: Int16Array;
  readonly categories: readonly string[];
}

export type Column = NumericColumn | CategoricalColumn;

/** Rows of one dataset split in event-time order, column by column. */
export interface Table {
  readonly rows: number;
  /** By feature name, in the order in which the project declares them. */
  readonly columns: Readonly<Record<string, Column>>;
  /** 0 or 1, shape [rows]. */
  readonly target: Uint8Array;
  /** Event time in milliseconds since 1970, ascending, shape [rows]. */
  readonly time: Float64Array;
}

/** The given rows, in the given order; copies. */
export function takeRows(table: Table, rows: Uint32Array): Table {
  const take = (column: Column): Column =>
    column.kind === 'numeric'
      ? { kind: 'numeric', values: Float32Array.from(rows, (row) => column.values[row]!) }
      : {
          kind: 'categorical',
          codes: Int16Array.from(rows, (row) => column.codes[row]!),
          categories: column.categories,
        };
  return {
    rows: rows.length,
    columns: Object.fromEntries(Object.entries(table.columns).map(([name, column]) => [name, take(column)])),
    target: Uint8Array.from(rows, (row) => table.target[row]!),
    time: Float64Array.from(rows, (row) => table.time[row]!),
  };
}

/** The rows from `start` up to, not including, `end`; shares memory with `table`. */
export function sliceRows(table: Table, start: number, end: number): Table {
  const slice = (column: Column): Column =>
    column.kind === 'numeric'
      ? { kind: 'numeric', values: column.values.subarray(start, end) }
      : { kind: 'categorical', codes: column.codes.subarray(start, end), categories: column.categories };
  return {
    rows: end - start,
    columns: Object.fromEntries(Object.entries(table.columns).map(([name, column]) => [name, slice(column)])),
    target: table.target.subarray(start, end),
    time: table.time.subarray(start, end),
  };
}
