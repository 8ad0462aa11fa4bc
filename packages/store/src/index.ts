export { openDatabase, type OpenDatabase } from './database.ts';
export * from './errors.ts';
export { migrateToLatest } from './migrate.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './postgres/embedded-postgres.ts';
export type { Database } from './schema.ts';
export { type LoggedPrediction } from './prediction-log/insert-predictions.ts';
export { recordOutcomes } from './prediction-log/record-outcomes.ts';
export { PredictionLogWriter, type DropReason, type PredictionLogOptions } from './prediction-log/writer.ts';
