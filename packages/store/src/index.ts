export { openDatabase, type OpenDatabase } from './database.ts';
export * from './errors.ts';
export { readLatestEventTimes } from './prediction-log/latest-event-times.ts';
export { migrateToLatest } from './migrate.ts';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './postgres/embedded-postgres.ts';
export { endLeftover } from './postgres/leftover.ts';
export type { Database } from './schema.ts';
export { type LoggedPrediction } from './prediction-log/insert-predictions.ts';
export { recordOutcomes } from './prediction-log/record-outcomes.ts';
export { PredictionLogWriter, type DropReason, type PredictionLogOptions } from './prediction-log/writer.ts';
export {
  hasDecision,
  insertDecision,
  markEnqueued,
  readDecisions,
  readJobsToEnqueue,
  withDecisionLock,
} from './monitoring/decision-store.ts';
export {
  countLog,
  countOutcomesSince,
  countWindows,
  readFirstPrediction,
  readWatermark,
  type WindowRows,
} from './monitoring/log-queries.ts';
export { readWindow, type WindowRow } from './monitoring/read-window.ts';
export {
  readLastWindows,
  readOpenSince,
  readWindowsSince,
  saveWindow,
  type StoredWindow,
} from './monitoring/window-store.ts';
