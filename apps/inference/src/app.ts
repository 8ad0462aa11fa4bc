import { join } from 'node:path';
import type { Project } from '@flywheel/project';
import { createMetricsRegistry, createServer, type Logger } from '@flywheel/service';
import { PredictionLogWriter, type OpenDatabase } from '@flywheel/store';
import type { FastifyInstance } from 'fastify';
import { limitRequests } from './admission.ts';
import { createEventClock, type EventClock } from './event-clock.ts';
import { createMetrics, type InferenceMetrics } from './metrics.ts';
import { ChampionFollower } from './model/champion-follower.ts';
import { ModelCatalog } from './model/model-catalog.ts';
import { ModelSlot } from './model/model-slot.ts';
import type { ModelSource } from './model/model-source.ts';
import { openBareModels } from './model/open-bare-models.ts';
import { PackageCache } from './model/package-cache.ts';
import { observeLoad, observeRun } from './observe-models.ts';
import { registerOipRoutes } from './oip/routes.ts';
import { registerOutcomesRoute } from './outcomes/route.ts';
import type { PredictionSink } from './predict/capture.ts';
import { registerPredictRoutes } from './predict/routes.ts';

export interface AppOptions {
  projects: readonly Project[];
  source: ModelSource;
  db: OpenDatabase['db'];
  logger: Logger;
  /** Folder for model packages that outlive a restart. */
  cacheFolder: string;
  pollMs: number;
  maxRequestsInFlight?: number;
  modelsFolder?: string | undefined;
  now?: () => Date;
  /** Greatest event time in the prediction log by project. */
  latestEventTimes?: ReadonlyMap<string, Date>;
}

export interface InferenceApp {
  server: FastifyInstance;
  /** Starts to follow the champions; resolves after the first look at the registry. */
  start: () => Promise<void>;
  drain: () => void;
  close: () => Promise<void>;
}

const BODY_LIMIT_BYTES = 4 * 1024 * 1024;

/** Wires the server; nothing listens and nothing is loaded yet. */
export async function createApp(options: AppOptions): Promise<InferenceApp> {
  const { projects, db, logger, now = () => new Date(), maxRequestsInFlight = 1000 } = options;
  const clock = createEventClock(projects, { wallNow: now, latest: options.latestEventTimes ?? new Map() });
  const registry = createMetricsRegistry('inference');
  const metrics = createMetrics(registry);
  const writer = createWriter(db, logger, metrics);
  const sink = keepTime(writer, clock);
  const slots = projects.map((project) => new ModelSlot(project.name));
  const bare = await openBareModels(options.modelsFolder, (name) => observeRun(metrics, name));
  const catalog = new ModelCatalog([...slots, ...bare]);
  const followers = slots.map((slot) => followerOf(slot, options, metrics));
  let isDraining = false;
  const notReadyBecause = (): string | null =>
    isDraining ? 'the server is stopping' : catalog.notReadyBecause;
  const server = await createServer({
    title: 'Flywheel inference',
    description: 'Predictions for people (JSON records) and for programs (Open Inference Protocol v2).',
    logger,
    registry,
    notReadyBecause,
    bodyLimitBytes: BODY_LIMIT_BYTES,
  });
  limitRequests(server, { limit: maxRequestsInFlight, isDraining: () => isDraining });
  registerOipRoutes(server, {
    catalog,
    sink,
    metrics,
    now: clock.now,
    notReadyBecause,
    bodyLimitBytes: BODY_LIMIT_BYTES,
  });
  void server.register(async (people) => {
    // zod checks bodies, with better messages; the schemas of the routes are for the documentation page.
    people.setValidatorCompiler(() => () => true);
    people.setSerializerCompiler(() => (value) => JSON.stringify(value));
    registerPredictRoutes(people, { projects, catalog, sink, metrics, now: clock.now });
    registerOutcomesRoute(people, {
      db,
      writer,
      metrics,
      clock: { now: clock.now, projects: projects.map(({ name }) => name) },
    });
  });
  return {
    server,
    start: async () => {
      await Promise.all(followers.map((follower) => follower.start()));
    },
    drain: () => {
      isDraining = true;
    },
    close: async () => {
      await Promise.all(followers.map((follower) => follower.stop()));
      await writer.close();
      await catalog.close();
    },
  };
}

function followerOf(slot: ModelSlot, options: AppOptions, metrics: InferenceMetrics): ChampionFollower {
  const { source, cacheFolder, logger, pollMs } = options;
  return new ChampionFollower({
    project: slot.name,
    slot,
    source,
    cache: new PackageCache(join(cacheFolder, 'models')),
    logger,
    pollMs,
    onRun: observeRun(metrics, slot.name),
    onLoad: observeLoad(metrics, slot.name),
  });
}

/** The prediction log, which also tells the clock how far the event time has come. */
function keepTime(writer: PredictionLogWriter, clock: EventClock): PredictionSink {
  return {
    add: (rows) => {
      for (const { project, observedAt } of rows) clock.observe(project, observedAt);
      writer.add(rows);
    },
  };
}

function createWriter(
  db: OpenDatabase['db'],
  logger: Logger,
  metrics: InferenceMetrics,
): PredictionLogWriter {
  const writer: PredictionLogWriter = new PredictionLogWriter({
    db,
    onWritten: ({ rows, seconds }) => {
      metrics.captureWritten.inc(rows);
      metrics.captureDuration.observe(seconds);
      metrics.captureBuffered.set(writer.bufferedRows);
    },
    onDropped: ({ project, reason, rows }) => metrics.captureDropped.inc({ project, reason }, rows),
    onFailure: (error, reason) => {
      metrics.captureBuffered.set(writer.bufferedRows);
      logger.error(
        { err: error, reason, bufferedRows: writer.bufferedRows },
        'prediction log was not written',
      );
    },
  });
  return writer;
}
