import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { databaseUnreachable } from './errors.ts';
import type { Database } from './schema.ts';

export interface OpenDatabase {
  db: Kysely<Database>;
  close: () => Promise<void>;
}

/** A pool of connections to `url`. An idle connection that breaks is replaced at the next query. */
export async function openDatabase(url: string, { maxConnections = 10 } = {}): Promise<OpenDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: maxConnections, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {}); // the pool drops the connection; whoever queries next gets a new one or an error
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    await db.destroy();
    throw databaseUnreachable({ url: withoutPassword(url) }, error);
  }
  return { db, close: () => db.destroy() };
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return 'an address that is no URL';
  const parsed = new URL(url);
  parsed.password = parsed.password === '' ? '' : '***';
  return parsed.href;
}
