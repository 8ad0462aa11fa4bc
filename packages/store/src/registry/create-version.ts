import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { copyArtifacts } from '../artifacts/artifact-index.ts';
import { proxyPathOf, SNAPSHOT_ROOT } from '../artifacts/artifact-path.ts';
import type { Database } from '../schema.ts';
import type { KeyValuePair } from './key-values.ts';
import { writeVersionTags } from './model-versions.ts';
import { lockRegisteredModel } from './registered-models.ts';
import { IDEMPOTENCY_TAG } from './runs.ts';
import { resolveSource } from './version-source.ts';

export interface NewVersion {
  name: string;
  source: string;
  runId: string;
  modelId: string | null;
  description: string;
  runLink: string;
  tags: KeyValuePair[];
  now: number;
}

/**
 * Gives the next number to the files at `source`, as they are now: later writes to the run do not change the version.
 * A repeated request with the same idempotency key gets the version of the first.
 */
export async function createVersion(db: Kysely<Database>, given: NewVersion): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { last_version: last } = await lockRegisteredModel(trx, given.name);
    const idempotencyKey = given.tags.find(({ key }) => key === IDEMPOTENCY_TAG)?.value ?? null;
    const earlier = idempotencyKey === null ? null : await findEarlier(trx, given.name, idempotencyKey);
    if (earlier !== null) return earlier;
    const source = await resolveSource(trx, given);
    const version = last + 1;
    await trx
      .updateTable('registered_models')
      .set({ last_version: version, last_updated_timestamp: given.now })
      .where('name', '=', given.name)
      .execute();
    await trx
      .insertInto('model_versions')
      .values({
        name: given.name,
        version,
        description: given.description,
        source: given.source,
        artifact_uri: await takeSnapshot(trx, source.artifactUri),
        run_id: given.runId === '' ? source.runId : given.runId,
        model_id: given.modelId,
        run_link: given.runLink,
        idempotency_key: idempotencyKey,
        creation_timestamp: given.now,
        last_updated_timestamp: given.now,
      })
      .execute();
    await writeVersionTags(trx, { name: given.name, version }, given.tags);
    return version;
  });
}

async function findEarlier(trx: Transaction<Database>, name: string, key: string): Promise<number | null> {
  const row = await trx
    .selectFrom('model_versions')
    .select('version')
    .where('name', '=', name)
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  return row?.version ?? null;
}

/** Copies the index of the files, not their bytes. A source without files, or of another store, is kept as it is. */
async function takeSnapshot(trx: Transaction<Database>, artifactUri: string): Promise<string> {
  const source = proxyPathOf(artifactUri);
  if (source === null) return artifactUri;
  const target = `${SNAPSHOT_ROOT}/${randomUUID()}`;
  return (await copyArtifacts(trx, source, target)) === 0 ? artifactUri : `mlflow-artifacts:/${target}`;
}
