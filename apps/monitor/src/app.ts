import type { Project } from '@flywheel/project';
import type { TrainingQueue } from '@flywheel/queue';
import { createMetricsRegistry, createServer, type Logger } from '@flywheel/service';
import type { OpenDatabase } from '@flywheel/store';
import type { FastifyInstance } from 'fastify';
import { createChangeFilter } from './change-filter.ts';
import { createCycleLoop } from './cycle-loop.ts';
import { createMetrics, type MonitorMetrics, type VersionSnapshot } from './metrics.ts';
import { addDecisionsRoute } from './routes/decisions.ts';
import { addRetrainRoute } from './routes/retrain.ts';
import type { RouteContext } from './routes/route-context.ts';
import { addStatusRoute } from './routes/status.ts';
import { addWindowsRoute } from './routes/windows.ts';
import { runCycle } from './run-cycle.ts';
import { cacheModels, type WatchedModels } from './watched-model.ts';

export interface MonitorOptions {
  db: OpenDatabase['db'];
  projects: readonly Project[];
  models: WatchedModels;
  queue: Pick<TrainingQueue, 'enqueue' | 'list'>;
  logger: Logger;
  intervalSeconds: number;
  /** The wall clock: used for marks and metrics, never in a decision. */
  now?: () => Date;
}

export interface MonitorApp {
  server: FastifyInstance;
  /** Begins to look at the log, every `intervalSeconds`. */
  start: () => void;
  /** One look at every project. Never rejects: a failure is counted and logged, and the next look tries again. */
  look: () => Promise<void>;
  /** Ends the look that runs. */
  close: () => Promise<void>;
}

/** The monitor: watches the prediction log of each project, exports what it sees, asks for retraining. */
export async function createApp(options: MonitorOptions): Promise<MonitorApp> {
  const { db, projects, queue, logger, now = () => new Date() } = options;
  const registry = createMetricsRegistry('monitor');
  const metrics = createMetrics(registry);
  const models = cacheModels(options.models);
  const context: RouteContext = {
    db,
    projects,
    models,
    queue,
    metrics,
    logger,
    now,
    isNews: createChangeFilter(),
  };
  const look = createLook(context, metrics);
  let hasLooked = false;
  const loop = createCycleLoop(async () => {
    await look();
    hasLooked = true;
  }, options.intervalSeconds * 1000);
  const server = await createServer({
    title: 'Flywheel monitor',
    description: 'Windows of the prediction log, drift, realised performance and retraining decisions.',
    logger,
    registry,
    notReadyBecause: () => (hasLooked ? null : 'the prediction log has not been looked at yet'),
  });
  addWindowsRoute(server, context);
  addDecisionsRoute(server, context);
  addStatusRoute(server, context);
  addRetrainRoute(server, context);
  return { server, start: loop.start, look, close: loop.stop };
}

function createLook(context: RouteContext, metrics: MonitorMetrics): () => Promise<void> {
  const { projects, now } = context;
  const shown = new Map<string, VersionSnapshot[]>();
  return async () => {
    for (const project of projects) {
      const { name } = project;
      const startedAt = performance.now();
      const run = await runCycle(context, project).then(
        (ended) => ({ ...ended, error: null }),
        (error: unknown) => ({ result: 'failed' as const, versions: shown.get(name) ?? [], error }),
      );
      logChange(context, name, run.error);
      shown.set(name, run.versions);
      const durationSeconds = (performance.now() - startedAt) / 1000;
      metrics.runEnded({
        project: name,
        result: run.result,
        durationSeconds,
        atSeconds: now().getTime() / 1000,
      });
    }
    metrics.publish([...shown.values()].flat());
  };
}

/** A failure that lasts is logged when it begins; the counter of runs tells the rest. */
function logChange({ logger, isNews }: RouteContext, project: string, error: unknown): void {
  const state = error === null ? null : error instanceof Error ? error.message : 'unknown';
  if (!isNews(`${project} look`, state)) return;
  if (state === null) logger.info({ project }, 'looks at the prediction log succeed again');
  else logger.error({ err: error, project }, 'looks at the prediction log fail');
}
