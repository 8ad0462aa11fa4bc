export { openDatabase, type OpenDatabase } from './database.ts';
export * from './errors.ts';
export { migrateToLatest } from './migrate.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './postgres/embedded-postgres.ts';
export type { Database } from './schema.ts';
