import { sql, type Insertable, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { invalidParameterValue, resourceDoesNotExist } from './errors.ts';
import { artifactLocationOf, readExperiment } from './experiments.ts';
import { cutTag, lastOfEachKey, type KeyValuePair } from './key-values.ts';

type Db = Kysely<Database>;
export type RunRow = Selectable<Database['runs']>;

/** Tags that say the same as a field of the run. */
export const RUN_NAME_TAG = 'mlflow.runName';
export const USER_TAG = 'mlflow.user';
/** A repeated create with this tag returns the run of the first. */
export const IDEMPOTENCY_TAG = 'flywheel.idempotencyKey';

export interface NewRun {
  runId: string;
  experimentId: string;
  runName: string;
  userId: string;
  startTime: string;
  tags: KeyValuePair[];
}

/** Makes a run, or returns the one that an earlier request with the same idempotency key made. */
export async function createRun(db: Db, run: NewRun): Promise<string> {
  const experiment = await readExperiment(db, run.experimentId);
  if (experiment.lifecycle_stage === 'deleted')
    throw invalidParameterValue(
      `experiment ${run.experimentId} is deleted and takes no runs: restore it or use another one.`,
    );
  const idempotencyKey = run.tags.find(({ key }) => key === IDEMPOTENCY_TAG)?.value ?? null;
  const row: Insertable<Database['runs']> = {
    run_id: run.runId,
    experiment_id: run.experimentId,
    run_name: run.runName,
    user_id: run.userId,
    status: 'RUNNING',
    start_time: run.startTime,
    artifact_uri: `${artifactLocationOf(experiment).replace(/\/+$/, '')}/${run.runId}/artifacts`,
    idempotency_key: idempotencyKey,
  };
  return db.transaction().execute(async (trx) => {
    const created = await trx
      .insertInto('runs')
      .values(row)
      .onConflict((conflict) => conflict.columns(['experiment_id', 'idempotency_key']).doNothing())
      .returning('run_id')
      .executeTakeFirst();
    if (created === undefined) return findByIdempotencyKey(trx, run.experimentId, idempotencyKey!);
    await writeRunTags(trx, run.runId, run.tags);
    return run.runId;
  });
}

async function findByIdempotencyKey(db: Db, experimentId: string, key: string): Promise<string> {
  const { run_id: runId } = await db
    .selectFrom('runs')
    .select('run_id')
    .where('experiment_id', '=', experimentId)
    .where('idempotency_key', '=', key)
    .executeTakeFirstOrThrow();
  return runId;
}

export async function readRunRow(db: Db, runId: string): Promise<RunRow> {
  const row = await db.selectFrom('runs').selectAll().where('run_id', '=', runId).executeTakeFirst();
  if (row === undefined) throw resourceDoesNotExist({ kind: 'run', id: runId });
  return row;
}

/** Locks the run until the transaction ends, so that writes to one run happen one after the other; refuses a deleted one. */
export async function lockActiveRun(trx: Transaction<Database>, runId: string): Promise<RunRow> {
  const row = await trx
    .selectFrom('runs')
    .selectAll()
    .where('run_id', '=', runId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw resourceDoesNotExist({ kind: 'run', id: runId });
  if (row.lifecycle_stage === 'deleted')
    throw invalidParameterValue(`run ${runId} is deleted and takes no writes: restore it first.`);
  return row;
}

export async function updateRun(
  db: Db,
  runId: string,
  change: {
    status?: RunRow['status'] | undefined;
    endTime?: string | undefined;
    runName?: string | undefined;
  },
): Promise<RunRow> {
  return db.transaction().execute(async (trx) => {
    const { run_name: runName, status, end_time: endTime } = await lockActiveRun(trx, runId);
    const row = await trx
      .updateTable('runs')
      .set({
        status: change.status ?? status,
        end_time: change.endTime ?? endTime,
        run_name: change.runName || runName,
      })
      .where('run_id', '=', runId)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (change.runName) await writeRunTags(trx, runId, [{ key: RUN_NAME_TAG, value: change.runName }]);
    return row;
  });
}

export async function moveRun(db: Db, runId: string, to: 'active' | 'deleted'): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('runs')
    .set({ lifecycle_stage: to })
    .where('run_id', '=', runId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw resourceDoesNotExist({ kind: 'run', id: runId });
}

/** Sets tags; the tag of the run's name moves the name along. */
export async function writeRunTags(db: Db, runId: string, tags: readonly KeyValuePair[]): Promise<void> {
  if (tags.length === 0) return;
  const rows = lastOfEachKey(tags).map(({ key, value }) => ({ run_id: runId, key, value: cutTag(value) }));
  await db
    .insertInto('run_tags')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['run_id', 'key']).doUpdateSet({ value: sql.ref('excluded.value') }),
    )
    .execute();
  const name = rows.find(({ key }) => key === RUN_NAME_TAG)?.value;
  if (name) await db.updateTable('runs').set({ run_name: name }).where('run_id', '=', runId).execute();
}

export async function deleteRunTag(db: Db, runId: string, key: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockActiveRun(trx, runId);
    const { numDeletedRows } = await trx
      .deleteFrom('run_tags')
      .where('run_id', '=', runId)
      .where('key', '=', key)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw resourceDoesNotExist({ kind: `tag of run ${runId}`, id: key });
  });
}
