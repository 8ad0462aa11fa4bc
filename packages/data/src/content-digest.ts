import type { DuckDBConnection } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import { columnBytes } from './column-values.ts';
import { readChunks } from './duckdb.ts';
import type { StoredColumn } from './source-columns.ts';
import { identifier, literal } from './sql.ts';
import { distinctTexts, textCodes } from './text-codes.ts';

interface HashedColumn {
  sql: string;
  bytes: number;
}

/**
 * sha256 of the rows of a Parquet file in their order: each column is hashed as little-endian values (text as positions in
 * its sorted distinct values), then the columns together. So it depends on neither threads nor how the file is encoded.
 */
export async function contentDigest(
  connection: DuckDBConnection,
  { file, columns, signal }: { file: string; columns: readonly StoredColumn[]; signal?: AbortSignal },
): Promise<string> {
  const from = `read_parquet(${literal(file)})`;
  const texts: Record<string, string[]> = {};
  const hashed: HashedColumn[] = [];
  for (const column of columns) {
    if (column.type === 'varchar')
      texts[column.name] = await distinctTexts(connection, { from, column: column.name });
    hashed.push(valuesOf(column, texts[column.name] ?? []));
    if (column.nullable) hashed.push({ sql: `(${identifier(column.name)} is null)::utinyint`, bytes: 1 });
  }
  const hashes = hashed.map(() => createHash('sha256'));
  const sql = `select ${hashed.map((column) => column.sql).join(', ')} from ${from}`;
  for await (const chunk of readChunks(connection, sql, signal)) {
    hashed.forEach(({ bytes }, index) => hashes[index]!.update(columnBytes(chunk, index, bytes)));
  }
  const content = { columns, texts, values: hashes.map((hash) => hash.digest('hex')) };
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function valuesOf({ name, type }: StoredColumn, texts: readonly string[]): HashedColumn {
  const column = identifier(name);
  if (type === 'varchar') return { sql: textCodes({ column: name, values: texts }), bytes: 4 };
  if (type === 'timestamp') return { sql: `epoch_us(${column})::bigint`, bytes: 8 };
  if (type === 'bigint') return { sql: `coalesce(${column}, 0)::bigint`, bytes: 8 };
  if (type === 'float') return { sql: `coalesce(${column}, 0)::float`, bytes: 4 };
  return { sql: `${column}::utinyint`, bytes: 1 };
}
