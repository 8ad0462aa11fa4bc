import type {
  Experiment,
  KeyValuePair,
  LoggedModel,
  MetricRow,
  ModelVersion,
  RegisteredModel,
  RunRow,
  RunWithData,
} from '@flywheel/store/registry';

/** A 64-bit number as JSON: a number where a double holds it, else text, as MLflow's clients accept. */
const int64 = (value: string): number | string => {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
};

/** What JSON cannot write is written as text. */
const float = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

const pairs = (list: readonly KeyValuePair[]): KeyValuePair[] =>
  list.map(({ key, value }) => ({ key, value }));

export const experimentToJson = (experiment: Experiment): object => ({
  experiment_id: experiment.id,
  name: experiment.name,
  artifact_location: experiment.artifact_location,
  lifecycle_stage: experiment.lifecycle_stage,
  creation_time: int64(experiment.creation_time),
  last_update_time: int64(experiment.last_update_time),
  tags: pairs(experiment.tags),
});

export const runInfoToJson = (row: RunRow): object => ({
  run_id: row.run_id,
  run_uuid: row.run_id,
  run_name: row.run_name,
  experiment_id: row.experiment_id,
  user_id: row.user_id,
  status: row.status,
  start_time: int64(row.start_time),
  ...(row.end_time !== null && { end_time: int64(row.end_time) }),
  artifact_uri: row.artifact_uri,
  lifecycle_stage: row.lifecycle_stage,
});

export const metricToJson = (metric: Omit<MetricRow, 'run_id'>): object => ({
  key: metric.key,
  value: float(metric.value),
  timestamp: int64(metric.timestamp),
  step: int64(metric.step),
});

export const runToJson = (run: RunWithData): object => ({
  info: runInfoToJson(run.row),
  data: { metrics: run.metrics.map(metricToJson), params: pairs(run.params), tags: pairs(run.tags) },
  inputs: {
    dataset_inputs: run.datasets.map(({ dataset, tags }) => ({
      tags: pairs(tags),
      dataset: {
        name: dataset.name,
        digest: dataset.digest,
        source_type: dataset.source_type,
        source: dataset.source,
        ...(dataset.schema !== null && { schema: dataset.schema }),
        ...(dataset.profile !== null && { profile: dataset.profile }),
      },
    })),
    model_inputs: run.models
      .filter(({ direction }) => direction === 'input')
      .map(({ model_id: modelId }) => ({ model_id: modelId })),
  },
  outputs: {
    model_outputs: run.models
      .filter(({ direction }) => direction === 'output')
      .map(({ model_id: modelId, step }) => ({ model_id: modelId, step: int64(step) })),
  },
});

export const versionToJson = (version: ModelVersion): object => ({
  name: version.name,
  version: String(version.version),
  creation_timestamp: int64(version.creation_timestamp),
  last_updated_timestamp: int64(version.last_updated_timestamp),
  current_stage: version.stage,
  description: version.description,
  source: version.source,
  run_id: version.run_id,
  run_link: version.run_link,
  status: 'READY',
  tags: pairs(version.tags),
  aliases: version.aliases,
});

export const registeredModelToJson = (model: RegisteredModel): object => ({
  name: model.row.name,
  creation_timestamp: int64(model.row.creation_timestamp),
  last_updated_timestamp: int64(model.row.last_updated_timestamp),
  description: model.row.description,
  latest_versions: model.latestVersions.map((version) => versionToJson({ ...version, aliases: [] })),
  tags: pairs(model.tags),
  aliases: model.aliases.map(({ alias, version }) => ({ alias, version: String(version) })),
});

export const loggedModelToJson = ({ row, params, tags, metrics }: LoggedModel): object => ({
  info: {
    model_id: row.model_id,
    experiment_id: row.experiment_id,
    name: row.name,
    creation_timestamp_ms: int64(row.creation_timestamp),
    last_updated_timestamp_ms: int64(row.last_updated_timestamp),
    artifact_uri: row.artifact_uri,
    status: row.status,
    ...(row.model_type !== null && { model_type: row.model_type }),
    ...(row.source_run_id !== null && { source_run_id: row.source_run_id }),
    tags: pairs(tags),
  },
  data: {
    params: pairs(params),
    metrics: metrics.map((metric) => ({
      ...metricToJson(metric),
      model_id: metric.model_id,
      run_id: metric.run_id,
      ...(metric.dataset_name !== '' && { dataset_name: metric.dataset_name }),
      ...(metric.dataset_digest !== '' && { dataset_digest: metric.dataset_digest }),
    })),
  },
});

/** A page under its name: MLflow leaves empty lists and an absent token out. */
export const pageToJson = <Item>(
  name: string,
  page: { items: Item[]; nextPageToken: string | undefined },
  toJson: (item: Item) => object,
): object => ({
  ...(page.items.length > 0 && { [name]: page.items.map(toJson) }),
  ...(page.nextPageToken !== undefined && { next_page_token: page.nextPageToken }),
});
