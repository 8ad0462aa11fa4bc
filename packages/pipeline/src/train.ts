import type { Candidate, DatasetManifest, ModelManifest, ReferenceProfile } from '@flywheel/contracts';
import { MODEL_PACKAGE_FILES } from '@flywheel/contracts';
import { DATASET_FILES, readDatasetManifest, readTable } from '@flywheel/data';
import { computeFigures, type Table } from '@flywheel/learn';
import { toOnnx } from '@flywheel/onnx';
import type { Project } from '@flywheel/project';
import { join } from 'node:path';
import { checkParity } from './check-parity.ts';
import { wrongProject } from './errors.ts';
import { fitBest } from './fit-best.ts';
import { goldenRows } from './package/golden-rows.ts';
import { mlmodelOf } from './package/mlmodel.ts';
import { modelCardOf } from './package/model-card.ts';
import { jsonText, writeModelFolder, type PackageContents } from './package/model-folder.ts';
import { buildReferenceProfile } from './package/reference-profile.ts';
import { recordsToTable } from './records-to-table.ts';
import { scoreOnnx, type OnnxScores } from './score-onnx.ts';
import type { StageContext } from './stage-context.ts';

const GOLDEN_TOLERANCE = 1e-6;
/** Run id of a package that no tracking server knows yet; `register` replaces it. */
export const UNREGISTERED_RUN = 'unregistered';

export interface TrainOptions extends StageContext {
  project: Project;
  /** A dataset version, made by `prepare`. */
  datasetFolder: string;
  /** The model package goes here; a package that is there is replaced. */
  outFolder: string;
  seed: number;
  runId?: string;
  gitCommit?: string | null;
  /** Milliseconds of any clock, for the durations of the candidates. */
  now?: () => number;
}

/**
 * Stage 2: compares the project's candidates on the training rows, fits the best on all of them, writes it as an ONNX file,
 * scores that very file on the test rows, and packs everything that serving and monitoring need.
 */
export async function train(options: TrainOptions): Promise<{ manifest: ModelManifest; folder: string }> {
  const { project, datasetFolder, outFolder, seed, signal, onProgress, log } = options;
  const dataset = await readDatasetManifest(datasetFolder);
  if (dataset.project !== project.name)
    throw wrongProject({ expected: project.name, received: dataset.project, path: datasetFolder });
  onProgress?.(0, 'reading the training rows');
  const { features, target } = project;
  const table = await readTable({
    file: join(datasetFolder, DATASET_FILES.train),
    features,
    target,
    signal,
  });
  const { candidates, winner, model } = await fitBest({ ...options, table });
  const onnx = toOnnx(model, {
    features,
    threshold: project.training.threshold,
    metadata: { project: project.name, dataset: dataset.digest, candidate: winner.name, seed: String(seed) },
  });
  onProgress?.(0.85, 'scoring the ONNX file on the test rows');
  const test = await readTable({ file: join(datasetFolder, DATASET_FILES.test), features, target, signal });
  const scores = await scoreOnnx({ onnx, features, table: test, signal });
  const { threshold } = project.training;
  const parity = checkParity({ model, table: test, scores, threshold });
  log?.(`the ONNX file equals the trainer on ${parity.rows} rows to ${parity.largest.toExponential(1)}`);
  onProgress?.(0.93, 'writing the model package');
  const reference = buildReferenceProfile({
    train: table,
    interval: dataset.splits.train.interval,
    test: { time: test.time, labels: test.target, probabilities: scores.probabilities },
    policy: project.monitoring,
  });
  const facts = manifestFacts({ ...options, dataset, table, test, scores, candidates, winner });
  const contents = await packageContents({ project, dataset, facts, onnx, reference, test });
  const manifest = await writeModelFolder({ folder: outFolder, contents, manifest: facts });
  const { rocAuc, logLoss } = manifest.test.figures;
  log?.(
    `${winner.name}: ROC AUC ${rocAuc.toFixed(4)}, log loss ${logLoss.toFixed(4)} on ${test.rows} test rows`,
  );
  onProgress?.(1, `${winner.name} is packed`);
  return { manifest, folder: outFolder };
}

function manifestFacts({
  project,
  seed,
  runId = UNREGISTERED_RUN,
  gitCommit = null,
  dataset,
  table,
  test,
  scores,
  candidates,
  winner,
}: TrainOptions & {
  dataset: DatasetManifest;
  table: Table;
  test: Table;
  scores: OnnxScores;
  candidates: Candidate[];
  winner: Candidate;
}): Omit<ModelManifest, 'digests'> {
  const { threshold } = project.training;
  return {
    schemaVersion: 1,
    project: project.name,
    task: project.task,
    features: project.features,
    target: project.target,
    categories: Object.fromEntries(
      Object.entries(table.columns).flatMap(([name, column]) =>
        column.kind === 'categorical' ? [[name, [...column.categories]]] : [],
      ),
    ),
    threshold,
    estimator: winner.estimator,
    params: winner.params,
    seed,
    candidates,
    train: { interval: dataset.splits.train.interval, rows: table.rows },
    test: {
      interval: dataset.splits.test.interval,
      figures: computeFigures(test.target, scores.probabilities, threshold),
    },
    datasetDigest: dataset.digest,
    runId,
    gitCommit,
  };
}

async function packageContents({
  project,
  dataset,
  facts,
  onnx,
  reference,
  test,
}: {
  project: Project;
  dataset: DatasetManifest;
  facts: Omit<ModelManifest, 'digests'>;
  onnx: Uint8Array;
  reference: ReferenceProfile;
  test: Table;
}): Promise<PackageContents> {
  const { features } = project;
  const rows = goldenRows({ test, features, categories: facts.categories });
  const answers = await scoreOnnx({ onnx, features, table: recordsToTable(rows, features) });
  const golden = {
    schemaVersion: 1,
    tolerance: GOLDEN_TOLERANCE,
    rows,
    labels: [...answers.labels],
    probabilities: [...answers.probabilities],
  };
  return {
    [MODEL_PACKAGE_FILES.onnx]: onnx,
    [MODEL_PACKAGE_FILES.mlmodel]: mlmodelOf(facts),
    [MODEL_PACKAGE_FILES.golden]: jsonText(golden),
    [MODEL_PACKAGE_FILES.reference]: `${JSON.stringify(reference)}\n`,
    [MODEL_PACKAGE_FILES.card]: modelCardOf({
      project,
      manifest: facts,
      dataset,
      performance: reference.performance,
    }),
  };
}
