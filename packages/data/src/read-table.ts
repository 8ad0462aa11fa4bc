import type { DuckDBConnection } from '@duckdb/node-api';
import type { Feature, Target } from '@flywheel/contracts';
import type { Column, Table } from '@flywheel/learn';
import { existsSync } from 'node:fs';
import { columnBytes } from './column-values.ts';
import { readChunks, readObjects, reasonOf, withDuckDb } from './duckdb.ts';
import { datasetUnreadable, tooManyCategories } from './errors.ts';
import { identifier, literal } from './sql.ts';
import { distinctTexts, textCodes } from './text-codes.ts';

const MOST_CATEGORIES = 32_767;

export interface ReadTableOptions {
  /** A Parquet file of a dataset version. */
  file: string;
  features: readonly Feature[];
  target: Target;
  /** Categories of a model, by feature name: a text that is not among them becomes -1. Otherwise the file's own, sorted. */
  categories?: Readonly<Record<string, readonly string[]>>;
  signal?: AbortSignal;
}

/** The rows of one split as columns of numbers, in the file's order. */
export async function readTable(options: ReadTableOptions): Promise<Table> {
  if (!existsSync(options.file))
    throw datasetUnreadable({ path: options.file, reason: 'there is no such file' });
  try {
    return await withDuckDb({ signal: options.signal }, (connection) => readColumns(connection, options));
  } catch (error) {
    if (options.signal?.aborted || (error instanceof Error && error.name === 'AppError')) throw error;
    throw datasetUnreadable({ path: options.file, reason: reasonOf(error) }, error);
  }
}

/** A column under way: where its values go, and the SQL that makes them. */
interface Sink {
  sql: string;
  values: Uint8Array;
  bytes: number;
}

async function readColumns(
  connection: DuckDBConnection,
  { file, features, target, categories, signal }: ReadTableOptions,
): Promise<Table> {
  const from = `read_parquet(${literal(file)})`;
  const [count] = await readObjects(connection, `select count(*) as rows from ${from}`);
  const rows = Number(count!.rows);
  const columns: Record<string, Column> = {};
  const sinks: Sink[] = [];
  for (const feature of features) {
    const name = identifier(feature.name);
    if (feature.kind === 'numeric') {
      const values = new Float32Array(rows);
      columns[feature.name] = { kind: 'numeric', values };
      sinks.push(sinkOf(`coalesce(${name}::float, 'nan'::float)`, values));
      continue;
    }
    const texts =
      categories?.[feature.name] ?? (await distinctTexts(connection, { from, column: feature.name }));
    if (texts.length > MOST_CATEGORIES)
      throw tooManyCategories({ feature: feature.name, received: texts.length, limit: MOST_CATEGORIES });
    const codes = new Int16Array(rows);
    columns[feature.name] = { kind: 'categorical', codes, categories: texts };
    const code = textCodes({ column: feature.name, values: texts });
    sinks.push(sinkOf(`(${code})::smallint`, codes));
  }
  const labels = new Uint8Array(rows);
  const time = new Float64Array(rows);
  sinks.push(
    sinkOf(`${identifier(target.name)}::utinyint`, labels),
    sinkOf('epoch_ms(event_time)::double', time),
  );
  await fill(connection, {
    sql: `select ${sinks.map(({ sql }) => sql).join(', ')} from ${from}`,
    sinks,
    signal,
  });
  return { rows, columns, target: labels, time };
}

function sinkOf(sql: string, values: Float32Array | Int16Array | Uint8Array | Float64Array): Sink {
  return { sql, values: new Uint8Array(values.buffer), bytes: values.BYTES_PER_ELEMENT };
}

async function fill(
  connection: DuckDBConnection,
  { sql, sinks, signal }: { sql: string; sinks: readonly Sink[]; signal?: AbortSignal },
): Promise<void> {
  let row = 0;
  for await (const chunk of readChunks(connection, sql, signal)) {
    for (const [column, { values, bytes }] of sinks.entries())
      values.set(columnBytes(chunk, column, bytes), row * bytes);
    row += chunk.rowCount;
  }
}
