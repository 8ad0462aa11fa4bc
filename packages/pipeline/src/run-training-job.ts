import type { EvaluationReport, JobProgress, Stage, TrainingJob, TrainingResult } from '@flywheel/contracts';
import { loadProject, type Project } from '@flywheel/project';
import type { TrackingClient } from '@flywheel/tracking';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { evaluate } from './evaluate.ts';
import { fetchChampion } from './fetch-champion.ts';
import { findFinished } from './find-finished.ts';
import { prepare } from './prepare.ts';
import { promote } from './promote.ts';
import { openRun, register } from './register.ts';
import type { StageContext } from './stage-context.ts';
import { train } from './train.ts';

/** What a training job needs besides its payload. */
export interface TrainingJobContext {
  jobId: string;
  tracking: TrackingClient;
  /** Dataset versions are kept below it, working files live there while the job runs. */
  flywheelHome: string;
  gitCommit: string | null;
  signal?: AbortSignal;
  onProgress?: (progress: JobProgress) => void;
  log?: (line: string) => void;
  /** Milliseconds since 1970, for the times of the run. */
  now?: () => number;
  /** Finds the declaration by name; below projects/ when absent. */
  loadProject?: (name: string) => Promise<Project>;
}

/** Share of the whole job at which each stage begins. */
const BEGINS: Record<Stage, number> = {
  prepare: 0,
  train: 0.1,
  evaluate: 0.88,
  register: 0.93,
  promote: 0.99,
};
const ORDER = Object.keys(BEGINS) as Stage[];

/**
 * Runs a training job from its payload to the gate's answer. Jobs are delivered at least once: run, version, evaluation and
 * decision carry keys made of the job, so that a second attempt finds what the first has done and doubles nothing.
 */
export async function runTrainingJob(job: TrainingJob, context: TrainingJobContext): Promise<TrainingResult> {
  const { tracking, jobId, log, now = Date.now, signal } = context;
  const project = await (context.loadProject ?? loadProject)(job.project);
  const run = await openRun({
    tracking,
    project: project.name,
    idempotencyKey: jobId,
    reason: job.reason,
    now,
  });
  const finished = await findFinished({ project, tracking, runId: run.runId, job });
  if (finished !== null) {
    if (run.status !== 'FINISHED')
      await tracking.updateRun(run.runId, { status: 'FINISHED', endTime: now() });
    log?.(`an earlier attempt of this job had finished: version ${finished.modelVersion}`);
    return finished;
  }
  if (run.status !== 'RUNNING') await tracking.updateRun(run.runId, { status: 'RUNNING' });
  const workFolder = await makeWorkFolder(context);
  try {
    return await runStages({ job, context, project, runId: run.runId, workFolder });
  } catch (error) {
    await tracking
      .updateRun(run.runId, { status: signal?.aborted ? 'KILLED' : 'FAILED', endTime: now() })
      .catch((failure: unknown) => log?.(`the run could not be marked as failed: ${String(failure)}`));
    throw error;
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
}

interface Running {
  job: TrainingJob;
  context: TrainingJobContext;
  project: Project;
  runId: string;
  workFolder: string;
}

async function runStages(running: Running): Promise<TrainingResult> {
  const { job, context, project, runId } = running;
  const { tracking, jobId, now } = context;
  const made = await makeModel(running);
  const { modelVersion, evaluationId } = await register({
    project,
    tracking,
    ...made,
    idempotencyKey: jobId,
    reason: job.reason,
    now,
    ...stageContext('register', context),
  });
  const { reason, requestedBy, at } = job;
  const decision = job.promote
    ? await promote({
        project,
        tracking,
        version: modelVersion,
        reason,
        requestedBy,
        at,
        ...stageContext('promote', context),
      })
    : null;
  return {
    runId,
    datasetDigest: made.datasetDigest,
    modelVersion,
    evaluationId,
    promotionDecisionId: decision?.id ?? null,
    outcome: decision === null ? 'registered' : decision.outcome === 'promoted' ? 'promoted' : 'refused',
  };
}

/** Prepare, train and evaluate: everything before the registry hears of the model. */
async function makeModel({ job, context, project, runId, workFolder }: Running): Promise<{
  datasetDigest: string;
  datasetFolder: string;
  modelFolder: string;
  evaluation: EvaluationReport;
}> {
  const { tracking, gitCommit } = context;
  const { manifest, folder: datasetFolder } = await prepare({
    project,
    train: job.train,
    test: job.test,
    datasetsFolder: join(context.flywheelHome, 'datasets'),
    ...stageContext('prepare', context),
  });
  const modelFolder = join(workFolder, 'model');
  const trained = await train({
    project,
    datasetFolder,
    outFolder: modelFolder,
    seed: job.seed,
    runId,
    gitCommit,
    ...stageContext('train', context),
  });
  const champion = await fetchChampion({ project, tracking, workFolder });
  const evaluation = await evaluate({
    project,
    challengerFolder: modelFolder,
    champion,
    datasetFolder,
    challengerFigures: trained.manifest.test.figures,
    ...stageContext('evaluate', context),
  });
  return { datasetDigest: manifest.digest, datasetFolder, modelFolder, evaluation };
}

/** A folder of this attempt; what an attempt that was killed left behind is removed. */
async function makeWorkFolder({ flywheelHome, jobId }: TrainingJobContext): Promise<string> {
  const root = join(flywheelHome, 'work');
  await mkdir(root, { recursive: true });
  const prefix = `job-${jobId.replaceAll(/[^A-Za-z0-9._-]/g, '_')}-`;
  for (const name of await readdir(root))
    if (name.startsWith(prefix)) await rm(join(root, name), { recursive: true, force: true });
  return mkdtemp(join(root, prefix));
}

function stageContext(stage: Stage, { signal, onProgress, log }: TrainingJobContext): StageContext {
  const from = BEGINS[stage];
  const next = ORDER[ORDER.indexOf(stage) + 1];
  const until = next === undefined ? 1 : BEGINS[next];
  return {
    signal,
    log,
    onProgress: (share, message) =>
      onProgress?.({ stage, fraction: from + (until - from) * Math.min(1, Math.max(0, share)), message }),
  };
}
