import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadProject } from '@flywheel/project';
import { createLogger, loadConfig, runMain, runService } from '@flywheel/service';
import { migrateToLatest, openDatabase, readLatestEventTimes } from '@flywheel/store';
import { createApp } from './app.ts';
import { configSchema } from './config.ts';
import { createMlflowSource } from './model/model-source.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));

await runMain(async () => {
  const config = loadConfig('inference', configSchema, process.env);
  const logger = createLogger({ name: 'inference', level: config.LOG_LEVEL });
  const projects = await Promise.all(config.PROJECTS.map(loadProject));
  const { db, close: closeDatabase } = await openDatabase(config.DATABASE_URL, { maxConnections: 4 });
  await migrateToLatest(db);
  const app = await createApp({
    projects,
    latestEventTimes: await readLatestEventTimes(db),
    source: createMlflowSource({ uri: config.MLFLOW_TRACKING_URI }),
    db,
    logger,
    cacheFolder: resolve(repository, config.FLYWHEEL_HOME, 'inference'),
    pollMs: config.CHAMPION_POLL_MS,
    maxRequestsInFlight: config.MAX_REQUESTS_IN_FLIGHT,
    modelsFolder: config.MODELS_FOLDER,
  });
  await runService(
    {
      name: 'inference',
      server: app.server,
      logger,
      drain: app.drain,
      close: async () => {
        await app.close();
        await closeDatabase();
      },
    },
    { host: config.HOST, port: config.INFERENCE_PORT, drainMs: config.DRAIN_MS },
  );
  await app.start();
});
