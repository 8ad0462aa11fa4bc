import type { DatasetManifest, Figures, ModelManifest } from '@flywheel/contracts';
import type { DatasetInput, Metric } from '@flywheel/tracking';

/** Params of a run: what was asked for. Texts, as MLflow keeps them. */
export function paramsOf(manifest: ModelManifest, dataset: DatasetManifest): Record<string, string> {
  const { train, test } = dataset.splits;
  return {
    project: manifest.project,
    estimator: manifest.estimator,
    seed: String(manifest.seed),
    threshold: String(manifest.threshold),
    ...Object.fromEntries(
      Object.entries(manifest.params).map(([name, value]) => [
        `model.${name}`,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    'train.from': train.interval.from,
    'train.until': train.interval.until,
    'train.rows': String(train.rows),
    'test.from': test.interval.from,
    'test.until': test.interval.until,
    'test.rows': String(test.rows),
  };
}

/** Tags of a run and of its model version. */
export function tagsOf(manifest: ModelManifest): Record<string, string> {
  return {
    'flywheel.project': manifest.project,
    'flywheel.estimator': manifest.estimator,
    'flywheel.datasetDigest': manifest.datasetDigest,
    ...(manifest.gitCommit !== null && { 'mlflow.source.git.commit': manifest.gitCommit }),
  };
}

/**
 * Metrics of a run: `test_*` from the ONNX file on the test rows, `cv_*` of the chosen candidate (mean over folds),
 * `cv_fold_*` of each fold (the fold is the step), `candidates/<name>/cv_*` of all.
 */
export function metricsOf(manifest: ModelManifest, timestamp: number): Metric[] {
  const chosen = manifest.candidates.find(
    ({ estimator, params }) =>
      estimator === manifest.estimator && JSON.stringify(params) === JSON.stringify(manifest.params),
  );
  return [
    ...named('test_', manifest.test.figures, { timestamp }),
    ...(chosen === undefined
      ? []
      : [
          ...named('cv_', chosen.mean, { timestamp }),
          ...chosen.folds.flatMap((figures, fold) =>
            named('cv_fold_', figures, { timestamp, step: fold + 1 }),
          ),
        ]),
    ...manifest.candidates.flatMap((candidate) => [
      ...named(`candidates/${candidate.name}/cv_`, candidate.mean, { timestamp }),
      { key: `candidates/${candidate.name}/fit_seconds`, value: candidate.fitSeconds, timestamp },
    ]),
  ];
}

function named(prefix: string, figures: Figures, point: { timestamp: number; step?: number }): Metric[] {
  return Object.entries(figures).map(([name, value]) => ({
    key: `${prefix}${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
    value,
    ...point,
  }));
}

/** The dataset version as inputs of the run, one a split. */
export function datasetInputsOf(dataset: DatasetManifest): DatasetInput[] {
  const { lineage, splits, features, target } = dataset;
  const schema = JSON.stringify({
    mlflow_colspec: [
      ...features.map((feature) => ({
        name: feature.name,
        type: feature.kind === 'categorical' ? 'string' : feature.dtype === 'int64' ? 'long' : 'float',
        required: false,
      })),
      { name: target.name, type: 'long', required: true },
    ],
  });
  return (['train', 'test'] as const).map((split) => ({
    name: `${dataset.project}-${split}`,
    // MLflow allows 36 characters.
    digest: splits[split].digest.slice(0, 36),
    sourceType: 'flywheel',
    source: JSON.stringify({
      dataset: dataset.digest,
      source: lineage.source,
      sourceDigest: lineage.sourceDigest,
      interval: splits[split].interval,
    }),
    schema,
    profile: JSON.stringify({ num_rows: splits[split].rows, num_positives: splits[split].positives }),
    tags: { 'mlflow.data.context': split === 'train' ? 'training' : 'evaluation' },
  }));
}
