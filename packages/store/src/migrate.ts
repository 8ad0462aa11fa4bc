import type { Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { migrationFailed } from './errors.ts';
import * as registry from './migrations/001-registry.ts';
import * as predictionLog from './migrations/002-prediction-log.ts';
import * as monitoring from './migrations/003-monitoring.ts';
import type { Database } from './schema.ts';

/** Forward only, in the order of their names; a released one is never edited. */
const migrations: Record<string, Migration> = {
  '001-registry': registry,
  '002-prediction-log': predictionLog,
  '003-monitoring': monitoring,
};

/** Brings the schema up to date. Every process calls this on start; Kysely holds an advisory lock meanwhile. */
export async function migrateToLatest(db: Kysely<Database>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error');
  throw migrationFailed(
    {
      migration: failed?.migrationName ?? 'set-up',
      reason: error instanceof Error ? error.message : 'no reason given',
    },
    error,
  );
}
