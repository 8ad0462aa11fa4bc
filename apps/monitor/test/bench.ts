import { createLogger } from '@flywheel/service';
import { readDecisions, type OpenDatabase } from '@flywheel/store';
import { createApp, type MonitorApp } from '../src/app.ts';
import { createLog, fakeModels, fakeQueue, makeProject, type FakeModels, type FakeQueue } from './support.ts';

export interface Bench {
  app: MonitorApp;
  models: FakeModels;
  queue: FakeQueue;
  log: ReturnType<typeof createLog>;
  /** Another monitor on the same database, registry and queue. */
  another: () => Promise<MonitorApp>;
  decisions: () => Promise<string[]>;
  metrics: () => Promise<string>;
}

/** A monitor of one project of its own, with a fake registry and a fake queue. */
export async function createBench(
  db: OpenDatabase['db'],
  name: string,
  models = fakeModels(),
  queue = fakeQueue(),
): Promise<Bench> {
  const logger = createLogger({ name: 'monitor', level: 'silent' });
  const another = (): Promise<MonitorApp> =>
    createApp({ db, projects: [makeProject(name)], models, queue, logger, intervalSeconds: 1 });
  const app = await another();
  return {
    app,
    models,
    queue,
    another,
    log: createLog(db, name),
    decisions: async () =>
      (await readDecisions(db, { project: name, limit: 100 }))
        .toReversed()
        .map(({ id }) => id.replace(`${name}-`, '')),
    metrics: async () => (await app.server.inject('/metrics')).body,
  };
}
