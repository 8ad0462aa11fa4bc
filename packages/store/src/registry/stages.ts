import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { readVersionRow, type ModelVersionRow } from './model-versions.ts';
import { lockRegisteredModel, readRegisteredModelRow } from './registered-models.ts';
import type { VersionStage } from './tables.ts';

/** Moves a version to a stage, for clients older than aliases. */
export async function transitionStage(
  db: Kysely<Database>,
  transition: { name: string; version: string; stage: VersionStage; archiveOthers: boolean; now: number },
): Promise<void> {
  const { name, stage, now } = transition;
  await db.transaction().execute(async (trx) => {
    await lockRegisteredModel(trx, name);
    const { version } = await readVersionRow(trx, name, transition.version);
    if (transition.archiveOthers)
      await trx
        .updateTable('model_versions')
        .set({ stage: 'Archived', last_updated_timestamp: now })
        .where('name', '=', name)
        .where('stage', '=', stage)
        .where('version', '<>', version)
        .execute();
    await trx
      .updateTable('model_versions')
      .set({ stage, last_updated_timestamp: now })
      .where('name', '=', name)
      .where('version', '=', version)
      .execute();
  });
}

/** The newest version of each stage, of these stages only when any are given. */
export async function readLatestVersions(
  db: Kysely<Database>,
  name: string,
  stages: VersionStage[] = [],
): Promise<ModelVersionRow[]> {
  await readRegisteredModelRow(db, name);
  let query = db.selectFrom('model_versions').selectAll().distinctOn('stage').where('name', '=', name);
  if (stages.length > 0) query = query.where('stage', 'in', stages);
  const rows = await query.orderBy('stage').orderBy('version', 'desc').execute();
  return rows.toSorted((a, b) => a.version - b.version);
}
