import type { MonitoringWindow } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import type { TrainingQueue } from '@flywheel/queue';
import type { Logger } from '@flywheel/service';
import { readLastWindows, readWatermark, type OpenDatabase } from '@flywheel/store';
import { decide } from './decide.ts';
import { enqueueDueJobs } from './enqueue-due-jobs.ts';
import type { MonitorMetrics, RunResult, VersionSnapshot } from './metrics.ts';
import { decisionTime, performanceTrigger } from './trigger.ts';
import { updateWindows } from './update-windows.ts';
import type { WatchedModels } from './watched-model.ts';

export interface CycleContext {
  db: OpenDatabase['db'];
  models: WatchedModels;
  queue: Pick<TrainingQueue, 'enqueue' | 'list'>;
  metrics: Pick<MonitorMetrics, 'decided'>;
  logger: Logger;
  now: () => Date;
  /** Is this state of a subject another than last time? Null is the good state. */
  isNews: (subject: string, state: string | null) => boolean;
}

/**
 * One look at one project: close windows, pull the trigger if performance says so, hand jobs to the queue.
 * Its "now" is the watermark, the greatest event time in the log, so that a replay and live traffic run the same code.
 */
export async function runCycle(
  context: CycleContext,
  project: Project,
): Promise<{ result: Exclude<RunResult, 'failed'>; versions: VersionSnapshot[] }> {
  const { db, models, logger } = context;
  await handOver(context, project);
  const watermark = await readWatermark(db, project.name);
  if (watermark === null) return { result: 'insufficient', versions: [] };
  const { evaluated, unknownVersions } = await updateWindows({ db, project, models, watermark });
  for (const window of evaluated) logWindow(logger, window);
  if (
    context.isNews(`${project.name} versions`, unknownVersions.join() || null) &&
    unknownVersions.length > 0
  )
    logger.warn({ project: project.name, unknownVersions }, 'the registry does not know logged versions');
  const { champion, challenger } = await models.aliases(project.name);
  if (champion !== null) await pullTrigger(context, { project, champion, watermark });
  const shown = [...new Set([champion, challenger])].filter((version) => version !== null);
  const versions = await Promise.all(shown.map((version) => readSnapshot(db, project.name, version)));
  const isWatching = versions.some(({ last }) => last?.window.status === 'ok');
  return { result: isWatching ? 'ok' : 'insufficient', versions };
}

async function pullTrigger(
  context: CycleContext,
  { project, champion, watermark }: { project: Project; champion: string; watermark: Date },
): Promise<void> {
  const { db, models, queue, metrics, logger, now } = context;
  const scope = { project: project.name, modelVersion: champion, hasPerformance: true };
  const evaluated = await readLastWindows(db, { ...scope, limit: project.monitoring.ofWindows });
  const trigger = performanceTrigger(
    evaluated.map(({ window }) => window),
    project.monitoring,
  );
  if (trigger === null) return;
  const model = await models.load(project.name, champion);
  if (model === null) return;
  const { trainUntil } = model;
  const at = decisionTime(trigger, { watermark, windowDays: project.monitoring.windowDays });
  const decided = await decide({ db, project, queue, trigger, at, trainUntil, now });
  if (!decided?.isNew) return;
  metrics.decided(decided.decision);
  logger.info({ ...decided.decision }, 'retraining decided');
  await handOver(context, project);
}

async function handOver({ db, queue, logger, now }: CycleContext, project: Project): Promise<void> {
  const jobIds = await enqueueDueJobs({ db, project: project.name, queue, now });
  if (jobIds.length > 0) logger.info({ project: project.name, jobIds }, 'training jobs handed to the queue');
}

async function readSnapshot(
  db: OpenDatabase['db'],
  project: string,
  modelVersion: string,
): Promise<VersionSnapshot> {
  const scope = { project, modelVersion, limit: 1 };
  const [last] = await readLastWindows(db, scope);
  const [evaluated] = await readLastWindows(db, { ...scope, hasPerformance: true });
  return {
    project,
    model: project,
    version: modelVersion,
    last: last ? { window: last.window, outcomeCoverage: last.outcomeCount / last.predictionCount } : null,
    performance: evaluated?.window.performance ?? null,
  };
}

function logWindow(logger: Logger, window: MonitoringWindow): void {
  const { project, modelVersion, from, rows, status, performance } = window;
  const drifted = window.drift.filter(({ detected }) => detected).map(({ feature }) => feature);
  const facts = { project, modelVersion, from, rows, status, rocAuc: performance?.value, drifted };
  if (drifted.length > 0) logger.warn(facts, 'window evaluated, drift detected');
  else logger.info(facts, 'window evaluated');
}
