import type { Kysely, Selectable } from 'kysely';
import type { Database } from '../schema.ts';
import { groupBy, type KeyValuePair } from './key-values.ts';
import { readRunRow, type RunRow } from './runs.ts';

type Db = Kysely<Database>;
export type MetricRow = Selectable<Database['latest_metrics']>;
export type DatasetRow = Selectable<Database['datasets']>;

/** A run with everything that was logged to it. */
export interface RunWithData {
  row: RunRow;
  metrics: MetricRow[];
  params: KeyValuePair[];
  tags: KeyValuePair[];
  datasets: { dataset: DatasetRow; tags: KeyValuePair[] }[];
  models: Selectable<Database['run_models']>[];
}

export async function readRun(db: Db, runId: string): Promise<RunWithData> {
  const [run] = await withData(db, [await readRunRow(db, runId)]);
  return run!;
}

/** Reads the data of all these runs with a fixed number of queries. */
export async function withData(db: Db, rows: RunRow[]): Promise<RunWithData[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ run_id: runId }) => runId);
  const ofTheseRuns = <Name extends 'latest_metrics' | 'run_params' | 'run_tags'>(table: Name) =>
    db
      .selectFrom(table as 'run_tags')
      .selectAll()
      .where('run_id', 'in', ids)
      .orderBy('key')
      .execute() as unknown as Promise<Selectable<Database[Name]>[]>;
  const [metrics, params, tags, datasets, models] = await Promise.all([
    ofTheseRuns('latest_metrics'),
    ofTheseRuns('run_params'),
    ofTheseRuns('run_tags'),
    readDatasets(db, ids),
    db.selectFrom('run_models').selectAll().where('run_id', 'in', ids).orderBy('model_id').execute(),
  ]);
  const metricsOf = groupBy(metrics, 'run_id');
  const paramsOf = groupBy(params, 'run_id');
  const tagsOf = groupBy(tags, 'run_id');
  const datasetsOf = groupBy(datasets, 'run_id');
  const modelsOf = groupBy(models, 'run_id');
  return rows.map((row) => ({
    row,
    metrics: metricsOf.get(row.run_id) ?? [],
    params: paramsOf.get(row.run_id) ?? [],
    tags: tagsOf.get(row.run_id) ?? [],
    datasets: datasetsOf.get(row.run_id) ?? [],
    models: modelsOf.get(row.run_id) ?? [],
  }));
}

async function readDatasets(
  db: Db,
  ids: string[],
): Promise<{ run_id: string; dataset: DatasetRow; tags: KeyValuePair[] }[]> {
  const inputs = await db
    .selectFrom('run_inputs')
    .innerJoin('datasets', 'datasets.id', 'run_inputs.dataset_id')
    .selectAll('datasets')
    .select('run_inputs.run_id')
    .where('run_inputs.run_id', 'in', ids)
    .orderBy('datasets.id')
    .execute();
  if (inputs.length === 0) return [];
  const tags = await db
    .selectFrom('run_input_tags')
    .selectAll()
    .where('run_id', 'in', ids)
    .orderBy('key')
    .execute();
  return inputs.map(({ run_id: runId, ...dataset }) => ({
    run_id: runId,
    dataset,
    tags: tags.filter((tag) => tag.run_id === runId && tag.dataset_id === dataset.id),
  }));
}
