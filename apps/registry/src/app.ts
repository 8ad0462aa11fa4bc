import { listProjects, loadProject, type Project } from '@flywheel/project';
import { createMetricsRegistry, createServer, type Logger } from '@flywheel/service';
import { migrateToLatest, openDatabase } from '@flywheel/store';
import { openBlobStore } from '@flywheel/store/artifacts';
import type { FastifyInstance } from 'fastify';
import { addArtifactProxy } from './artifacts/proxy.ts';
import type { RegistryConfig } from './config.ts';
import type { Deps } from './deps.ts';
import { addFlywheelRoutes } from './flywheel/index.ts';
import { addConsole, addServiceProxies } from './http/console.ts';
import { errorBody } from './http/error-body.ts';
import { secure } from './http/security.ts';
import { createMetrics } from './metrics.ts';
import { addMlflowRoutes } from './mlflow/index.ts';
import { addServerInfoRoutes } from './mlflow/server-info.ts';

/** Log-inputs carries a dataset profile of up to 16 MB. */
const BODY_LIMIT_BYTES = 32 * 1024 * 1024;

export interface RegistryApp {
  server: FastifyInstance;
  close: () => Promise<void>;
}

/** The registry: MLflow's API, the gate in front of the champion alias, and the console. */
export async function createApp(options: {
  config: RegistryConfig;
  logger: Logger;
  /** Gated models; the folders below projects/ when absent. */
  projects?: readonly Project[];
  now?: () => Date;
}): Promise<RegistryApp> {
  const { config, logger, now = () => new Date() } = options;
  const blobs = await openBlobStore(config.ARTIFACT_URL);
  const database = await openDatabase(config.DATABASE_URL);
  await migrateToLatest(database.db);
  const projects = options.projects ?? (await Promise.all(listProjects().map(loadProject)));
  const registry = createMetricsRegistry('registry');
  const deps: Deps = {
    db: database.db,
    blobs,
    projects: new Map(projects.map((project) => [project.name, project])),
    metrics: createMetrics(registry, database.db),
    now,
  };
  const server = await createServer({
    title: 'Flywheel registry',
    description: 'MLflow tracking and model registry with a gate in front of the champion.',
    logger,
    registry,
    notReadyBecause: () => null,
    errorBody,
    bodyLimitBytes: BODY_LIMIT_BYTES,
  });
  secure(server);
  addServerInfoRoutes(server);
  await addMlflowRoutes(server, deps);
  await addArtifactProxy(server, deps);
  await addFlywheelRoutes(server, deps);
  await addServiceProxies(server, {
    inference: config.INFERENCE_URL,
    monitor: config.MONITOR_URL,
    trainer: config.TRAINER_URL,
  });
  await addConsole(server);
  return { server, close: database.close };
}
