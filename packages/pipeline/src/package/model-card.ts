import type {
  Candidate,
  DatasetManifest,
  Feature,
  Figures,
  ModelManifest,
  ReferenceProfile,
} from '@flywheel/contracts';
import type { Project } from '@flywheel/project';

/** MODEL_CARD.md: what a person should know before using the model, made of facts alone. */
export function modelCardOf({
  project,
  manifest,
  dataset,
  performance,
}: {
  project: Project;
  manifest: Omit<ModelManifest, 'digests'>;
  dataset: DatasetManifest;
  performance: ReferenceProfile['performance'];
}): string {
  const { train, test, threshold, target } = manifest;
  return `# ${project.title}

${project.question}

The model answers with the probability of "${target.labels[1]}" (${target.description.toLowerCase()}) and with the label 1 from ${threshold} on.

| | |
| --- | --- |
| Estimator | ${manifest.estimator}, \`${JSON.stringify(manifest.params)}\`, seed ${manifest.seed} |
| Trained on | ${train.rows} rows from ${train.interval.from} to ${train.interval.until} |
| Tested on | ${test.figures.rows} later rows, to ${test.interval.until} |
| Dataset | ${manifest.datasetDigest}, made from ${dataset.lineage.source} |
| Commit | ${manifest.gitCommit ?? 'unknown'} |

## Inputs

| feature | type | what it is | range |
| --- | --- | --- | --- |
${manifest.features.map((feature) => featureLine(feature, manifest.categories)).join('\n')}

Every feature may be missing. A word never seen in training is answered like a missing one.

## Figures on the test rows, from the ONNX file

| ROC AUC | log loss | Brier | average precision | accuracy |
| --- | --- | --- | --- | --- |
| ${figureCells(test.figures)} |

${percent(test.figures.positives / test.figures.rows)} of the test rows are "${target.labels[1]}". Over windows of ${project.monitoring.windowDays} days inside the test rows the ROC AUC has mean ${performance.mean.toFixed(4)} and standard deviation ${performance.std.toFixed(4)}; below ${performance.lowerLimit.toFixed(4)} in ${project.monitoring.breaches} of ${project.monitoring.ofWindows} windows the monitor asks for retraining.

## Candidates, mean over ${manifest.candidates[0]?.folds.length ?? 0} time-series folds of the training rows

| candidate | estimator | log loss | ROC AUC | notes |
| --- | --- | --- | --- | --- |
${manifest.candidates.map(candidateLine).join('\n')}

## Data quality

${dataset.validation.rowsRead} rows were read, ${dataset.validation.rowsKept} kept.

${qualityLines(dataset)}
`;
}

function featureLine(feature: Feature, categories: ModelManifest['categories']): string {
  if (feature.kind === 'categorical')
    return `| ${feature.name} | word | ${feature.description} | ${categories[feature.name]?.length ?? 0} known, \`${feature.pattern}\` |`;
  const unit = feature.unit === undefined ? '' : ` ${feature.unit}`;
  return `| ${feature.name} | ${feature.dtype} | ${feature.description} | ${feature.min} to ${feature.max}${unit} |`;
}

function candidateLine({ name, estimator, mean, notes }: Candidate): string {
  return `| ${name} | ${estimator} | ${mean.logLoss.toFixed(4)} | ${mean.rocAuc.toFixed(4)} | ${notes.join('; ')} |`;
}

function figureCells({ rocAuc, logLoss, brier, averagePrecision, accuracy }: Figures): string {
  return [rocAuc, logLoss, brier, averagePrecision, accuracy].map((value) => value.toFixed(4)).join(' | ');
}

function qualityLines({ validation }: DatasetManifest): string {
  const broken = validation.checks.filter(({ failedRows }) => failedRows > 0);
  if (broken.length === 0) return 'Every check passed on every row.';
  return broken
    .map(
      ({ check, expectation, failedRows, severity }) =>
        `- ${check}: ${failedRows} rows without ${expectation} (${severity === 'reject' ? 'left out' : 'kept'})`,
    )
    .join('\n');
}

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
