import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { invalidParameterValue } from './errors.ts';
import { cutParam, type KeyValuePair } from './key-values.ts';
import { lockActiveRun, writeRunTags } from './runs.ts';

export interface MetricPoint {
  key: string;
  value: number;
  /** Milliseconds and step as decimal text: 64 bits. */
  timestamp: string;
  step: string;
  modelId?: string | undefined;
  datasetName?: string | undefined;
  datasetDigest?: string | undefined;
}

export interface Batch {
  metrics: MetricPoint[];
  params: KeyValuePair[];
  tags: KeyValuePair[];
}

/** Writes all of it or nothing. Logging the same again changes nothing; a param never changes its value. */
export async function logBatch(db: Kysely<Database>, runId: string, batch: Batch): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockActiveRun(trx, runId);
    await writeParams(trx, runId, batch.params);
    await writeMetrics(trx, runId, batch.metrics);
    await writeRunTags(trx, runId, batch.tags);
  });
}

async function writeParams(
  trx: Transaction<Database>,
  runId: string,
  params: readonly KeyValuePair[],
): Promise<void> {
  if (params.length === 0) return;
  const rows = params.map(({ key, value }) => ({ run_id: runId, key, value: cutParam(value) }));
  const twice = rows.find(({ key }, index) => rows.findIndex((row) => row.key === key) !== index);
  if (twice !== undefined)
    throw invalidParameterValue(`param "${twice.key}" stands twice in one batch: send each key once.`);
  const stored = await trx
    .selectFrom('run_params')
    .selectAll()
    .where('run_id', '=', runId)
    .where(
      'key',
      'in',
      rows.map(({ key }) => key),
    )
    .execute();
  const before = new Map(stored.map(({ key, value }) => [key, value]));
  for (const { key, value } of rows) {
    const earlier = before.get(key);
    if (earlier !== undefined && earlier !== value)
      throw invalidParameterValue(
        `param "${key}" of run ${runId} is "${earlier.slice(0, 200)}" and cannot become "${value.slice(0, 200)}": a param is written once. Use another key, a tag or another run.`,
      );
  }
  const fresh = rows.filter(({ key }) => !before.has(key));
  if (fresh.length > 0) await trx.insertInto('run_params').values(fresh).execute();
}

async function writeMetrics(
  trx: Transaction<Database>,
  runId: string,
  points: readonly MetricPoint[],
): Promise<void> {
  if (points.length === 0) return;
  const given = sql`unnest(
    ${points.map(({ key }) => key)}::text[],
    ${points.map(({ step }) => step)}::bigint[],
    ${points.map(({ timestamp }) => timestamp)}::bigint[],
    ${points.map(({ value }) => value)}::float8[]) as given (key, step, timestamp, value)`;
  await sql`
    insert into metric_points (run_id, key, step, timestamp, value)
    select ${runId}, key, step, timestamp, value from ${given}
    on conflict do nothing`.execute(trx);
  await sql`
    insert into latest_metrics (run_id, key, step, timestamp, value)
    select distinct on (key) ${runId}, key, step, timestamp, value from ${given}
    order by key, step desc, timestamp desc, value desc
    on conflict (run_id, key) do update
    set step = excluded.step, timestamp = excluded.timestamp, value = excluded.value
    where (excluded.step, excluded.timestamp, excluded.value)
        > (latest_metrics.step, latest_metrics.timestamp, latest_metrics.value)`.execute(trx);
  await writeModelMetrics(
    trx,
    runId,
    points.filter(({ modelId }) => modelId),
  );
}

/** Metrics that name a logged model stand with that model too; a model that is not known is passed over. */
async function writeModelMetrics(
  trx: Transaction<Database>,
  runId: string,
  points: readonly MetricPoint[],
): Promise<void> {
  if (points.length === 0) return;
  await sql`
    insert into logged_model_metrics (model_id, run_id, key, dataset_name, dataset_digest, step, timestamp, value)
    select distinct on (model_id, key, dataset_name, dataset_digest)
           model_id, ${runId}, key, dataset_name, dataset_digest, step, timestamp, value
    from unnest(
      ${points.map(({ modelId }) => modelId)}::text[],
      ${points.map(({ key }) => key)}::text[],
      ${points.map(({ datasetName = '' }) => datasetName)}::text[],
      ${points.map(({ datasetDigest = '' }) => datasetDigest)}::text[],
      ${points.map(({ step }) => step)}::bigint[],
      ${points.map(({ timestamp }) => timestamp)}::bigint[],
      ${points.map(({ value }) => value)}::float8[])
      as given (model_id, key, dataset_name, dataset_digest, step, timestamp, value)
    where exists (select 1 from logged_models where logged_models.model_id = given.model_id)
    order by model_id, key, dataset_name, dataset_digest, step desc, timestamp desc, value desc
    on conflict (model_id, run_id, key, dataset_name, dataset_digest) do update
    set step = excluded.step, timestamp = excluded.timestamp, value = excluded.value
    where (excluded.step, excluded.timestamp, excluded.value)
        > (logged_model_metrics.step, logged_model_metrics.timestamp, logged_model_metrics.value)`.execute(
    trx,
  );
}
