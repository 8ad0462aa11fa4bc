import { DuckDBInstance, type DuckDBConnection, type DuckDBDataChunk } from '@duckdb/node-api';

export interface DuckDbOptions {
  /** Where DuckDB may spill what does not fit into memory; without it nothing is written. */
  tempFolder?: string | undefined;
  signal?: AbortSignal | undefined;
}

/** A DuckDB of its own in memory, bounded in memory and threads, without network, closed when `use` ends. */
export async function withDuckDb<Result>(
  { tempFolder, signal }: DuckDbOptions,
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const { connection, close } = await openDuckDb({ tempFolder });
  const interrupt = (): void => connection.interrupt();
  signal?.addEventListener('abort', interrupt);
  try {
    return await use(connection);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', interrupt);
    close();
  }
}

export async function openDuckDb({ tempFolder }: { tempFolder?: string | undefined }): Promise<{
  connection: DuckDBConnection;
  close: () => void;
}> {
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: '1GB',
    threads: '2',
    temp_directory: tempFolder ?? '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  await connection.run("set TimeZone = 'UTC'");
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  return { connection, close };
}

/** A value as JSON carries it: whole numbers are numbers, instants ISO text. */
export type PlainValue = string | number | boolean | null;

/** All rows of a small result. */
export async function readObjects(
  connection: DuckDBConnection,
  sql: string,
): Promise<Record<string, PlainValue>[]> {
  const rows = await (await connection.run(sql)).getRowObjectsJS();
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toPlain(value)])),
  );
}

/** The chunks of a result, up to 2,048 rows each, without holding it in memory. */
export async function* readChunks(
  connection: DuckDBConnection,
  sql: string,
  signal?: AbortSignal,
): AsyncGenerator<DuckDBDataChunk> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    signal?.throwIfAborted();
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

function toPlain(value: unknown): PlainValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

/** The first line of DuckDB's message: what is wrong, without the quoted query. */
export function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 300);
}
