import type { Database } from '@flywheel/store';
import { isConnectionLoss } from '@flywheel/store/registry';
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
      const counts = await countVersions(db);
      if (counts === null) return;
      this.reset();
      for (const { name, versions } of counts) this.set({ model: name }, Number(versions));
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

/** Null while the database is away: the gauge keeps its last values, and the other metrics stay readable. */
async function countVersions(db: Kysely<Database>): Promise<{ name: string; versions: string }[] | null> {
  try {
    return await db
      .selectFrom('model_versions')
      .select(['name', (select) => select.fn.countAll<string>().as('versions')])
      .groupBy('name')
      .execute();
  } catch (error) {
    if (isConnectionLoss(error)) return null;
    throw error;
  }
}
