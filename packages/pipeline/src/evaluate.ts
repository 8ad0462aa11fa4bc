import type { EvaluationReport, Figures, ModelManifest } from '@flywheel/contracts';
import { MODEL_PACKAGE_FILES } from '@flywheel/contracts';
import { DATASET_FILES, readDatasetManifest, readTable } from '@flywheel/data';
import { computeFigures, type Table } from '@flywheel/learn';
import type { Project } from '@flywheel/project';
import { join } from 'node:path';
import { featuresChanged, rowsSeenInTraining, wrongDataset, wrongProject } from './errors.ts';
import { readModelFolder } from './package/model-folder.ts';
import { scoreOnnx } from './score-onnx.ts';
import type { StageContext } from './stage-context.ts';

export interface EvaluateOptions extends StageContext {
  project: Project;
  challengerFolder: string;
  /** Null when there is no champion yet. */
  champion: { version: string; folder: string } | null;
  /** The dataset version that the challenger was trained on; its test rows are later than the training rows of both models. */
  datasetFolder: string;
  /** The challenger's figures when this process has just computed them from the same file and rows; else they are computed. */
  challengerFigures?: Figures;
}

/** Stage 3: challenger, champion and the constant baseline on the same test rows, each model from its ONNX file. */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationReport> {
  const { project, challengerFolder, champion, datasetFolder, challengerFigures, signal, onProgress, log } =
    options;
  const dataset = await readDatasetManifest(datasetFolder);
  const { train, test } = dataset.splits;
  const { features, target } = project;
  onProgress?.(0, 'reading the test rows');
  const challenger = await readModelFolder(challengerFolder);
  if (challenger.manifest.datasetDigest !== dataset.digest)
    throw wrongDataset({ expected: challenger.manifest.datasetDigest, received: dataset.digest });
  const table = await readTable({ file: join(datasetFolder, DATASET_FILES.test), features, target, signal });
  const measure = (folder: string, name: string, share: { from: number; to: number }): Promise<Figures> =>
    measureModel({
      folder,
      name,
      project,
      table,
      testFrom: test.interval.from,
      signal,
      report: (fraction) =>
        onProgress?.(share.from + (share.to - share.from) * fraction, `scoring the ${name}`),
    });
  const figures = {
    challenger:
      challengerFigures ??
      (await measure(challengerFolder, 'challenger', { from: 0.05, to: champion ? 0.5 : 0.95 })),
    champion:
      champion &&
      (await measure(champion.folder, `champion, version ${champion.version},`, { from: 0.5, to: 0.95 })),
  };
  const baseRate = new Float64Array(table.rows).fill(train.positives / train.rows);
  const report: EvaluationReport = {
    project: project.name,
    model: project.name,
    challenger: {
      onnxDigest: challenger.manifest.digests[MODEL_PACKAGE_FILES.onnx]!,
      figures: figures.challenger,
    },
    champion: champion && { version: champion.version, figures: figures.champion! },
    baseline: computeFigures(table.target, baseRate, project.training.threshold),
    rows: { interval: test.interval, digest: test.digest },
  };
  log?.(describe(report));
  onProgress?.(1, 'evaluated');
  return report;
}

async function measureModel({
  folder,
  name,
  project,
  table,
  testFrom,
  signal,
  report,
}: {
  folder: string;
  name: string;
  project: Project;
  table: Table;
  testFrom: string;
  signal: AbortSignal | undefined;
  report: (fraction: number) => void;
}): Promise<Figures> {
  const { manifest, onnx } = await readModelFolder(folder);
  checkFit({ manifest, folder, name, project, table, testFrom });
  const { probabilities } = await scoreOnnx({
    onnx,
    features: manifest.features,
    table,
    signal,
    onProgress: report,
  });
  return computeFigures(table.target, probabilities, manifest.threshold);
}

function checkFit({
  manifest,
  folder,
  name,
  project,
  table,
  testFrom,
}: {
  manifest: ModelManifest;
  folder: string;
  name: string;
  project: Project;
  table: Table;
  testFrom: string;
}): void {
  if (manifest.project !== project.name)
    throw wrongProject({ expected: project.name, received: manifest.project, path: folder });
  const trainUntil = manifest.train.interval.until;
  if (Date.parse(trainUntil) > Date.parse(testFrom))
    throw rowsSeenInTraining({ model: `the ${name}`, trainUntil, testFrom });
  const changed = manifest.features.filter((feature) => table.columns[feature.name]?.kind !== feature.kind);
  if (changed.length > 0)
    throw featuresChanged({ model: `the ${name}`, features: changed.map((feature) => feature.name) });
}

function describe({ challenger, champion, baseline }: EvaluationReport): string {
  const figuresOf = ({ rocAuc, logLoss }: Figures): string =>
    `ROC AUC ${rocAuc.toFixed(4)}, log loss ${logLoss.toFixed(4)}`;
  return [
    `challenger ${figuresOf(challenger.figures)}`,
    ...(champion === null ? [] : [`champion (version ${champion.version}) ${figuresOf(champion.figures)}`]),
    `baseline log loss ${baseline.logLoss.toFixed(4)}, on ${challenger.figures.rows} rows`,
  ].join('; ');
}
