import type { Project } from '@flywheel/project';
import type { Database } from '@flywheel/store';
import type { BlobStore } from '@flywheel/store/artifacts';
import type { Kysely } from 'kysely';
import type { Metrics } from './metrics.ts';

/** What the routes work with. */
export interface Deps {
  db: Kysely<Database>;
  blobs: BlobStore;
  /** By name; a registered model of the same name is gated. */
  projects: ReadonlyMap<string, Project>;
  metrics: Metrics;
  now: () => Date;
}
