import { createLogger, runMain, runService } from '@flywheel/service';
import { createApp } from './app.ts';
import { loadRegistryConfig } from './config.ts';

await runMain(async () => {
  const config = loadRegistryConfig(process.env);
  const logger = createLogger({ name: 'registry', level: config.LOG_LEVEL });
  const { server, close } = await createApp({ config, logger });
  await runService(
    { name: 'registry', server, logger, close },
    { host: config.HOST, port: config.REGISTRY_PORT },
  );
});
