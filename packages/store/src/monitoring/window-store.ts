import type { MonitoringWindow } from '@flywheel/contracts';
import type { Kysely, Selectable } from 'kysely';
import type { Database } from '../schema.ts';
import type { MonitoringWindowTable } from './tables.ts';

type Db = Kysely<Database>;

/** A window's result and what it was computed from. */
export interface StoredWindow {
  window: MonitoringWindow;
  predictionCount: number;
  outcomeCount: number;
  isMature: boolean;
  isFinal: boolean;
}

/** Stores a result; the same window of the same version is replaced. */
export async function saveWindow(db: Db, stored: StoredWindow): Promise<void> {
  const { window } = stored;
  const values = {
    window_until: new Date(window.until),
    status: window.status,
    result: JSON.stringify(window),
    prediction_count: stored.predictionCount,
    outcome_count: stored.outcomeCount,
    is_mature: stored.isMature,
    is_final: stored.isFinal,
    updated_at: new Date(),
  };
  await db
    .insertInto('monitoring_windows')
    .values({
      project: window.project,
      model_version: window.modelVersion,
      window_from: new Date(window.from),
      ...values,
    })
    .onConflict((conflict) =>
      conflict.columns(['project', 'model_version', 'window_from']).doUpdateSet(values),
    )
    .execute();
}

/** The start of the earliest window that may still change; null while nothing is stored. */
export async function readOpenSince(db: Db, project: string): Promise<Date | null> {
  const { open, last } = await db
    .selectFrom('monitoring_windows')
    .where('project', '=', project)
    .select((row) => [
      row.fn.min('window_from').filterWhere('is_final', '=', false).as('open'),
      row.fn.max('window_from').as('last'),
    ])
    .executeTakeFirstOrThrow();
  return open ?? last;
}

/** Stored windows that start at `since` or later. */
export async function readWindowsSince(db: Db, project: string, since: Date): Promise<StoredWindow[]> {
  const rows = await selectWindows(db, project)
    .where('window_from', '>=', since)
    .orderBy('window_from')
    .execute();
  return rows.map(toStoredWindow);
}

/** The last windows of a project, or of one of its versions, newest first. */
export async function readLastWindows(
  db: Db,
  scope: {
    project: string;
    modelVersion?: string;
    before?: Date;
    status?: MonitoringWindow['status'];
    hasPerformance?: boolean;
    limit: number;
  },
): Promise<StoredWindow[]> {
  let query = selectWindows(db, scope.project);
  if (scope.modelVersion !== undefined) query = query.where('model_version', '=', scope.modelVersion);
  if (scope.before !== undefined) query = query.where('window_from', '<', scope.before);
  if (scope.status !== undefined) query = query.where('status', '=', scope.status);
  if (scope.hasPerformance)
    query = query.where((row) =>
      row(row.fn('jsonb_typeof', [row.ref('result', '->').key('performance')]), '=', 'object'),
    );
  const rows = await query
    .orderBy('window_from', 'desc')
    .orderBy('model_version', 'desc')
    .limit(scope.limit)
    .execute();
  return rows.map(toStoredWindow);
}

const COLUMNS = ['result', 'prediction_count', 'outcome_count', 'is_mature', 'is_final'] as const;
type WindowColumns = Pick<Selectable<MonitoringWindowTable>, (typeof COLUMNS)[number]>;

const selectWindows = (db: Db, project: string) =>
  db.selectFrom('monitoring_windows').where('project', '=', project).select(COLUMNS);

const toStoredWindow = (row: WindowColumns): StoredWindow => ({
  window: row.result,
  predictionCount: row.prediction_count,
  outcomeCount: row.outcome_count,
  isMature: row.is_mature,
  isFinal: row.is_final,
});
