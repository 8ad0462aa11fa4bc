import { createLogger, runMain, runService } from '@flywheel/service';
import { createApp } from '../src/app.ts';
import { loadTrainerConfig } from '../src/config.ts';

/** A whole trainer whose training process is the fake one, and which takes up a dead one's job in two seconds. */
await runMain(async () => {
  const config = loadTrainerConfig(process.env);
  const logger = createLogger({ name: 'trainer', level: 'info' });
  const app = await createApp({
    config,
    logger,
    gitCommit: null,
    childEnvironment: process.env,
    childEntry: new URL('./fake-job-process.ts', import.meta.url),
    timing: { lockMs: 2000, stalledCheckMs: 500 },
  });
  await runService(
    { name: 'trainer', server: app.server, logger, close: app.close },
    { host: '127.0.0.1', port: 0 },
  );
  await app.start();
});
