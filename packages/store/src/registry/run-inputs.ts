import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { cutTag, lastOfEachKey, type KeyValuePair } from './key-values.ts';
import { lockActiveRun } from './runs.ts';

export interface DatasetInput {
  name: string;
  digest: string;
  sourceType: string;
  source: string;
  schema: string | null;
  profile: string | null;
  tags: KeyValuePair[];
}

/** Links datasets and models to a run as what went in. A dataset is the same when experiment, name and digest are. */
export async function logInputs(
  db: Kysely<Database>,
  runId: string,
  inputs: { datasets: DatasetInput[]; modelIds: string[] },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { experiment_id: experimentId } = await lockActiveRun(trx, runId);
    for (const dataset of inputs.datasets) await linkDataset(trx, { runId, experimentId, dataset });
    await linkModels(
      trx,
      inputs.modelIds.map((modelId) => ({ runId, modelId, direction: 'input', step: '0' })),
    );
  });
}

/** Links models to a run as what came out. */
export async function logOutputs(
  db: Kysely<Database>,
  runId: string,
  models: { modelId: string; step: string }[],
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockActiveRun(trx, runId);
    await linkModels(
      trx,
      models.map((model) => ({ ...model, runId, direction: 'output' })),
    );
  });
}

async function linkDataset(
  trx: Transaction<Database>,
  link: { runId: string; experimentId: string; dataset: DatasetInput },
): Promise<void> {
  const { sourceType, tags, ...dataset } = link.dataset;
  const { id } = await trx
    .insertInto('datasets')
    .values({ ...dataset, source_type: sourceType, experiment_id: link.experimentId })
    // Touches the row so that it is returned; what was logged first stays.
    .onConflict((conflict) =>
      conflict.columns(['experiment_id', 'name', 'digest']).doUpdateSet({ name: dataset.name }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  const run = { run_id: link.runId, dataset_id: id };
  await trx
    .insertInto('run_inputs')
    .values(run)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  if (tags.length === 0) return;
  await trx
    .insertInto('run_input_tags')
    .values(lastOfEachKey(tags).map(({ key, value }) => ({ ...run, key, value: cutTag(value) })))
    .onConflict((conflict) =>
      conflict.columns(['run_id', 'dataset_id', 'key']).doUpdateSet({ value: sql.ref('excluded.value') }),
    )
    .execute();
}

async function linkModels(
  trx: Transaction<Database>,
  links: { runId: string; modelId: string; direction: 'input' | 'output'; step: string }[],
): Promise<void> {
  if (links.length === 0) return;
  await trx
    .insertInto('run_models')
    .values(
      links.map(({ runId, modelId, direction, step }) => ({
        run_id: runId,
        model_id: modelId,
        direction,
        step,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
