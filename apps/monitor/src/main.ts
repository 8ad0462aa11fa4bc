import { loadProject } from '@flywheel/project';
import { createTrainingQueue } from '@flywheel/queue';
import { createLogger, runMain, runService } from '@flywheel/service';
import { migrateToLatest, openDatabase } from '@flywheel/store';
import { createTrackingClient } from '@flywheel/tracking';
import { createApp } from './app.ts';
import { loadMonitorConfig } from './config.ts';
import { createRegistryModels } from './registry-models.ts';

await runMain(async () => {
  const config = loadMonitorConfig(process.env);
  const logger = createLogger({ name: 'monitor', level: config.LOG_LEVEL });
  const projects = await Promise.all(config.PROJECTS.map((name) => loadProject(name)));
  const { db, close: closeDatabase } = await openDatabase(config.DATABASE_URL);
  await migrateToLatest(db);
  const queue = createTrainingQueue({
    databaseUrl: config.DATABASE_URL,
    redisUrl: config.REDIS_URL,
    onError: (error) => logger.error({ err: error }, 'queue trouble'),
  });
  // The next look is the retry: a registry that is away must not hold this one up.
  const client = createTrackingClient({ uri: config.MLFLOW_TRACKING_URI, retries: 0, timeoutMs: 5000 });
  const app = await createApp({
    db,
    projects,
    queue,
    logger,
    models: createRegistryModels(client),
    intervalSeconds: config.MONITOR_INTERVAL_SECONDS,
  });
  const close = async (): Promise<void> => {
    await app.close();
    await queue.close();
    await closeDatabase();
  };
  await runService(
    { name: 'monitor', server: app.server, logger, close },
    { host: config.HOST, port: config.MONITOR_PORT },
  );
  app.start();
});
