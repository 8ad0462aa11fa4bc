import type { Database } from '@flywheel/store';
import type { Kysely } from 'kysely';
import { Counter, Gauge, type Registry } from 'prom-client';

export interface Metrics {
  promotions: Counter<'model' | 'outcome'>;
  artifactBytesWritten: Counter;
  artifactBytesRead: Counter;
}

/** What the registry adds to Node's own metrics and the request durations. */
export function createMetrics(registry: Registry, db: Kysely<Database>): Metrics {
  const registers = [registry];
  new Gauge({
    name: 'flywheel_registered_versions',
    help: 'Model versions that exist.',
    labelNames: ['model'],
    registers,
    async collect() {
      const rows = await db
        .selectFrom('model_versions')
        .select(['name', (select) => select.fn.countAll<string>().as('versions')])
        .groupBy('name')
        .execute();
      this.reset();
      for (const { name, versions } of rows) this.set({ model: name }, Number(versions));
    },
  });
  return {
    promotions: new Counter({
      name: 'flywheel_promotions_total',
      help: 'Answers to "make this version the champion", and rollbacks.',
      labelNames: ['model', 'outcome'],
      registers,
    }),
    artifactBytesWritten: new Counter({
      name: 'flywheel_artifact_written_bytes_total',
      help: 'Bytes of artifacts that were uploaded.',
      registers,
    }),
    artifactBytesRead: new Counter({
      name: 'flywheel_artifact_read_bytes_total',
      help: 'Bytes of artifacts that were sent.',
      registers,
    }),
  };
}
