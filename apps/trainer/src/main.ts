import { createLogger, runMain, runService } from '@flywheel/service';
import { createApp } from './app.ts';
import { loadTrainerConfig } from './config.ts';
import { readGitCommit } from './git-commit.ts';

await runMain(async () => {
  const config = loadTrainerConfig(process.env);
  const logger = createLogger({ name: 'trainer', level: config.LOG_LEVEL });
  // The training process talks to the registry only: it has no business in the database.
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...childEnvironment } = process.env;
  const gitCommit = config.GIT_COMMIT ?? (await readGitCommit());
  const app = await createApp({ config, logger, gitCommit, childEnvironment });
  await runService(
    { name: 'trainer', server: app.server, logger, close: app.close },
    { host: config.HOST, port: config.TRAINER_PORT },
  );
  // Last: from here on SIGTERM hands the running job back.
  await app.start();
});
