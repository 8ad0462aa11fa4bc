import type { Feature, RawRecord, RawValue } from '@flywheel/contracts';
import type { Column, Table } from '@flywheel/learn';

/** Raw records as a table whose categories are the texts that occur; without labels and times. */
export function recordsToTable(records: readonly RawRecord[], features: readonly Feature[]): Table {
  const columns = features.map(({ name, kind }): [string, Column] => {
    const values = records.map((record) => record[name] ?? null);
    return [name, kind === 'numeric' ? numericColumn(values) : categoricalColumn(values)];
  });
  return {
    rows: records.length,
    columns: Object.fromEntries(columns),
    target: new Uint8Array(records.length),
    time: new Float64Array(records.length),
  };
}

function numericColumn(values: readonly RawValue[]): Column {
  return { kind: 'numeric', values: Float32Array.from(values, (value) => Number(value ?? Number.NaN)) };
}

function categoricalColumn(values: readonly RawValue[]): Column {
  const categories = [...new Set(values.filter((value) => value !== null).map(String))].toSorted();
  const codes = Int16Array.from(values, (value) => (value === null ? -1 : categories.indexOf(String(value))));
  return { kind: 'categorical', codes, categories };
}

/** One row of a table as a request would carry it. */
export function recordAt(table: Table, row: number): RawRecord {
  return Object.fromEntries(
    Object.entries(table.columns).map(([name, column]) => {
      if (column.kind === 'categorical') return [name, column.categories[column.codes[row]!] ?? null];
      const value = column.values[row]!;
      return [name, Number.isNaN(value) ? null : value];
    }),
  );
}
