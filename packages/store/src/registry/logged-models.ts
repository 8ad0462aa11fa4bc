import { sql, type Kysely, type Selectable } from 'kysely';
import type { Database } from '../schema.ts';
import { invalidParameterValue, resourceDoesNotExist } from './errors.ts';
import { artifactLocationOf, readExperiment } from './experiments.ts';
import { cutParam, cutTag, groupBy, lastOfEachKey, type KeyValuePair } from './key-values.ts';

type Db = Kysely<Database>;
export type LoggedModelRow = Selectable<Database['logged_models']>;
export interface LoggedModel {
  row: LoggedModelRow;
  params: KeyValuePair[];
  tags: KeyValuePair[];
  metrics: Selectable<Database['logged_model_metrics']>[];
}

export async function createLoggedModel(
  db: Db,
  model: {
    modelId: string;
    experimentId: string;
    name: string;
    modelType: string | null;
    sourceRunId: string | null;
    params: KeyValuePair[];
    tags: KeyValuePair[];
    now: number;
  },
): Promise<LoggedModel> {
  const { modelId, now } = model;
  const experiment = await readExperiment(db, model.experimentId);
  if (experiment.lifecycle_stage === 'deleted')
    throw invalidParameterValue(`experiment ${model.experimentId} is deleted and takes no models.`);
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('logged_models')
      .values({
        model_id: modelId,
        experiment_id: experiment.id,
        name: model.name,
        model_type: model.modelType,
        source_run_id: model.sourceRunId,
        artifact_uri: `${artifactLocationOf(experiment).replace(/\/+$/, '')}/models/${modelId}/artifacts`,
        creation_timestamp: now,
        last_updated_timestamp: now,
      })
      .execute();
    await writePairs(trx, 'logged_model_params', modelId, model.params);
    await writePairs(trx, 'logged_model_tags', modelId, model.tags);
  });
  return readLoggedModel(db, modelId);
}

export async function readLoggedModel(
  db: Db,
  modelId: string,
  options: { allowDeleted?: boolean } = {},
): Promise<LoggedModel> {
  const row = await db
    .selectFrom('logged_models')
    .selectAll()
    .where('model_id', '=', modelId)
    .executeTakeFirst();
  if (row === undefined || (row.lifecycle_stage === 'deleted' && options.allowDeleted !== true))
    throw resourceDoesNotExist({ kind: 'logged model', id: modelId });
  const [model] = await withLoggedModelData(db, [row]);
  return model!;
}

export async function withLoggedModelData(db: Db, rows: LoggedModelRow[]): Promise<LoggedModel[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ model_id: id }) => id);
  const [params, tags, metrics] = await Promise.all([
    db.selectFrom('logged_model_params').selectAll().where('model_id', 'in', ids).orderBy('key').execute(),
    db.selectFrom('logged_model_tags').selectAll().where('model_id', 'in', ids).orderBy('key').execute(),
    db.selectFrom('logged_model_metrics').selectAll().where('model_id', 'in', ids).orderBy('key').execute(),
  ]);
  const paramsOf = groupBy(params, 'model_id');
  const tagsOf = groupBy(tags, 'model_id');
  const metricsOf = groupBy(metrics, 'model_id');
  return rows.map((row) => ({
    row,
    params: paramsOf.get(row.model_id) ?? [],
    tags: tagsOf.get(row.model_id) ?? [],
    metrics: metricsOf.get(row.model_id) ?? [],
  }));
}

/** Changes the status or the life-cycle stage. */
export async function updateLoggedModel(
  db: Db,
  modelId: string,
  change: { status?: string; lifecycle_stage?: 'deleted'; now: number },
): Promise<void> {
  const { now, ...values } = change;
  const { numUpdatedRows } = await db
    .updateTable('logged_models')
    .set({ ...values, last_updated_timestamp: now })
    .where('model_id', '=', modelId)
    .where('lifecycle_stage', '=', 'active')
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw resourceDoesNotExist({ kind: 'logged model', id: modelId });
}

export async function setLoggedModelTags(db: Db, modelId: string, tags: KeyValuePair[]): Promise<void> {
  await readLoggedModel(db, modelId);
  await writePairs(db, 'logged_model_tags', modelId, tags);
}

export async function deleteLoggedModelTag(db: Db, modelId: string, key: string): Promise<void> {
  await readLoggedModel(db, modelId);
  const { numDeletedRows } = await db
    .deleteFrom('logged_model_tags')
    .where('model_id', '=', modelId)
    .where('key', '=', key)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw resourceDoesNotExist({ kind: `tag of logged model ${modelId}`, id: key });
}

export async function addLoggedModelParams(db: Db, modelId: string, params: KeyValuePair[]): Promise<void> {
  await readLoggedModel(db, modelId);
  await writePairs(db, 'logged_model_params', modelId, params);
}

async function writePairs(
  db: Db,
  table: 'logged_model_params' | 'logged_model_tags',
  modelId: string,
  pairs: readonly KeyValuePair[],
): Promise<void> {
  if (pairs.length === 0) return;
  const cut = table === 'logged_model_tags' ? cutTag : cutParam;
  await db
    .insertInto(table)
    .values(lastOfEachKey(pairs).map(({ key, value }) => ({ model_id: modelId, key, value: cut(value) })))
    .onConflict((conflict) =>
      conflict.columns(['model_id', 'key']).doUpdateSet({ value: sql.ref('excluded.value') }),
    )
    .execute();
}
