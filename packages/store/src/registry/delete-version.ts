import type { Kysely } from 'kysely';
import { deleteArtifacts } from '../artifacts/artifact-index.ts';
import { isSnapshotPath, proxyPathOf } from '../artifacts/artifact-path.ts';
import type { Database } from '../schema.ts';
import { moveAlias } from './aliases.ts';
import { resourceDoesNotExist } from './errors.ts';
import { readVersionRow } from './model-versions.ts';
import { lockRegisteredModel } from './registered-models.ts';

type Db = Kysely<Database>;

/** Deletes a version; aliases that pointed to it go with it. Its number is not given again. */
export async function deleteVersion(db: Db, name: string, version: string, now: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const model = await lockRegisteredModel(trx, name);
    const { version: number, artifact_uri: artifactUri } = await readVersionRow(trx, name, version);
    const aliases = await trx
      .selectFrom('model_aliases')
      .select('alias')
      .where('name', '=', name)
      .where('version', '=', number)
      .execute();
    for (const { alias } of aliases)
      await moveAlias(trx, {
        model,
        alias,
        version: null,
        decisionId: null,
        reason: `version ${number} was deleted`,
        at: now,
      });
    await deleteSnapshot(trx, artifactUri);
    await trx.deleteFrom('model_versions').where('name', '=', name).where('version', '=', number).execute();
  });
}

/** Takes versions, tags, aliases and evaluations along; decisions are kept for good. */
export async function deleteRegisteredModel(db: Db, name: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const versions = await trx
      .deleteFrom('model_versions')
      .where('name', '=', name)
      .returning('artifact_uri')
      .execute();
    for (const { artifact_uri: artifactUri } of versions) await deleteSnapshot(trx, artifactUri);
    const { numDeletedRows } = await trx
      .deleteFrom('registered_models')
      .where('name', '=', name)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw resourceDoesNotExist({ kind: 'registered model', id: name });
  });
}

/** Only the version's own copy: the files of the run that it came from stay. */
async function deleteSnapshot(db: Db, artifactUri: string): Promise<void> {
  const path = proxyPathOf(artifactUri);
  if (path !== null && isSnapshotPath(path)) await deleteArtifacts(db, path);
}
