import type { Evaluation, EvaluationReport, Registration } from '@flywheel/contracts';
import { MODEL_PACKAGE_FILES } from '@flywheel/contracts';
import { DATASET_FILES, readDatasetManifest } from '@flywheel/data';
import type { Project } from '@flywheel/project';
import type { ModelVersion, Run, TrackingClient } from '@flywheel/tracking';
import { join } from 'node:path';
import { wrongDataset } from './errors.ts';
import { jsonText, readModelFolder } from './package/model-folder.ts';
import { datasetInputsOf, metricsOf, paramsOf, tagsOf } from './run-facts.ts';
import type { StageContext } from './stage-context.ts';

/** Folder of the model package among the files of its run. */
const ARTIFACT_FOLDER = 'model';

export interface RegisterOptions extends StageContext {
  project: Project;
  tracking: TrackingClient;
  modelFolder: string;
  datasetFolder: string;
  evaluation: EvaluationReport;
  /** Registering twice with the same key gives the same run and version. The digest of the ONNX file when absent. */
  idempotencyKey?: string;
  reason?: string;
  /** Milliseconds since 1970, for the times of the run. */
  now?: () => number;
}

/** Stage 4: the run with its figures, the model package as its files, a model version, and the evaluation that the gate reads. */
export async function register(options: RegisterOptions): Promise<Registration> {
  const { project, tracking, modelFolder, evaluation, onProgress, log, signal, now = Date.now } = options;
  const { manifest } = await readModelFolder(modelFolder);
  const onnxDigest = manifest.digests[MODEL_PACKAGE_FILES.onnx]!;
  if (evaluation.challenger.onnxDigest !== onnxDigest)
    throw wrongDataset({ expected: onnxDigest, received: evaluation.challenger.onnxDigest });
  const idempotencyKey = options.idempotencyKey ?? `onnx-${onnxDigest}`;
  onProgress?.(0, 'opening the run');
  const run = await openRun({ tracking, project: project.name, idempotencyKey, reason: options.reason, now });
  signal?.throwIfAborted();
  const existing = await findVersion(tracking, run.runId);
  const version = existing ?? (await publish({ ...options, run, idempotencyKey }));
  onProgress?.(0.9, 'recording the evaluation');
  const recorded = toEvaluation(evaluation, version.version);
  await tracking.postEvaluation(recorded);
  await tracking.updateRun(run.runId, { status: 'FINISHED', endTime: now() });
  log?.(`registered as ${project.name} version ${version.version}, run ${run.runId}`);
  onProgress?.(1, `version ${version.version} is registered`);
  return {
    model: project.name,
    runId: run.runId,
    modelVersion: version.version,
    evaluationId: recorded.id,
  };
}

/** The run of this key: made now, or by an earlier attempt. */
export async function openRun({
  tracking,
  project,
  idempotencyKey,
  reason,
  now,
}: {
  tracking: TrackingClient;
  project: string;
  idempotencyKey: string;
  reason?: string | undefined;
  now: () => number;
}): Promise<Run> {
  const experimentId = await tracking.getOrCreateExperiment(project);
  return tracking.createRun({
    experimentId,
    startTime: now(),
    idempotencyKey,
    tags: {
      'mlflow.source.type': 'JOB',
      'mlflow.source.name': 'flywheel',
      ...(reason !== undefined && { 'mlflow.note.content': reason }),
    },
  });
}

/** The version that an earlier attempt made of this run, if any. */
export async function findVersion(tracking: TrackingClient, runId: string): Promise<ModelVersion | null> {
  const [version] = await tracking.searchModelVersions(`run_id = '${runId}'`, 1);
  return version ?? null;
}

/** Everything but the evaluation. The version comes last: once it exists, its files are complete. */
async function publish({
  project,
  tracking,
  modelFolder,
  datasetFolder,
  run,
  idempotencyKey,
  signal,
  onProgress,
}: RegisterOptions & { run: Run; idempotencyKey: string }): Promise<ModelVersion> {
  const { manifest: packed } = await readModelFolder(modelFolder);
  const manifest = { ...packed, runId: run.runId };
  const dataset = await readDatasetManifest(datasetFolder);
  const tags = tagsOf(manifest);
  onProgress?.(0.1, 'logging params and figures');
  await tracking.logBatch(run.runId, {
    params: paramsOf(manifest, dataset),
    // The time of the run, not of this attempt: logging again writes the same points.
    metrics: metricsOf(manifest, run.startTime),
    tags,
  });
  await tracking.logInputs(run.runId, datasetInputsOf(dataset));
  signal?.throwIfAborted();
  onProgress?.(0.3, 'uploading the model package');
  const source = `${run.artifactUri}/${ARTIFACT_FOLDER}`;
  await tracking.uploadFolder(source, modelFolder);
  await tracking.uploadArtifact(`${source}/${MODEL_PACKAGE_FILES.manifest}`, jsonText(manifest));
  await tracking.uploadArtifact(`${run.artifactUri}/dataset/${DATASET_FILES.manifest}`, {
    file: join(datasetFolder, DATASET_FILES.manifest),
  });
  signal?.throwIfAborted();
  onProgress?.(0.8, 'creating the model version');
  await tracking.createRegisteredModel(project.name);
  return tracking.createModelVersion({
    model: project.name,
    source,
    runId: run.runId,
    tags,
    idempotencyKey,
    description: `${manifest.estimator} on ${manifest.train.rows} rows to ${manifest.train.interval.until}`,
  });
}

/** Deterministic id: evaluating the same version against the same champion on the same rows again is the same evaluation. */
function toEvaluation(report: EvaluationReport, version: string): Omit<Evaluation, 'createdAt'> {
  const against = report.champion === null ? 'first' : `vs-${report.champion.version}`;
  return {
    ...report,
    id: `${report.model}-${version}-${against}-${report.rows.digest.slice(0, 12)}`,
    challenger: { version, figures: report.challenger.figures },
  };
}
