import type { DuckDBConnection } from '@duckdb/node-api';
import { readObjects } from './duckdb.ts';
import { identifier, literal } from './sql.ts';

/** The distinct values of a text column of `from` (a table expression), sorted by code point. */
export async function distinctTexts(
  connection: DuckDBConnection,
  { from, column }: { from: string; column: string },
): Promise<string[]> {
  const name = identifier(column);
  const rows = await readObjects(
    connection,
    `select distinct ${name} as value from ${from} where ${name} is not null order by value`,
  );
  return rows.map(({ value }) => String(value));
}

/**
 * SQL that turns a text column into positions in `values`: inside DuckDB this costs a fraction of reading text.
 * The position is -1 for null and for a text that is not among the values.
 */
export function textCodes({ column, values }: { column: string; values: readonly string[] }): string {
  if (values.length === 0) return '-1::integer';
  const type = `enum (${values.map(literal).join(', ')})`;
  return `coalesce(enum_code(try_cast(${identifier(column)} as ${type}))::integer, -1)`;
}
