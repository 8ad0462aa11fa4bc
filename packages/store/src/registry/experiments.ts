import { sql, type Kysely, type Selectable } from 'kysely';
import type { Database } from '../schema.ts';
import { resourceAlreadyExists, resourceDoesNotExist } from './errors.ts';
import { cutTag, groupBy, lastOfEachKey, type KeyValuePair } from './key-values.ts';
import { isUniqueViolation } from './postgres-errors.ts';

type Db = Kysely<Database>;
export type ExperimentRow = Selectable<Database['experiments']>;
export type Experiment = ExperimentRow & { artifact_location: string; tags: KeyValuePair[] };

export async function createExperiment(
  db: Db,
  experiment: { name: string; artifactLocation?: string | undefined; tags: KeyValuePair[]; now: number },
): Promise<string> {
  const { name, artifactLocation = null, tags, now } = experiment;
  return db.transaction().execute(async (trx) => {
    const created = await trx
      .insertInto('experiments')
      .values({ name, artifact_location: artifactLocation, creation_time: now, last_update_time: now })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (created === undefined) throw resourceAlreadyExists({ kind: 'experiment', name });
    await writeTags(trx, created.id, tags);
    return created.id;
  });
}

export async function readExperiment(db: Db, id: string): Promise<Experiment> {
  return single(db, await db.selectFrom('experiments').selectAll().where('id', '=', toId(id)).execute(), id);
}

export async function readExperimentByName(db: Db, name: string): Promise<Experiment> {
  return single(db, await db.selectFrom('experiments').selectAll().where('name', '=', name).execute(), name);
}

async function single(db: Db, rows: ExperimentRow[], id: string): Promise<Experiment> {
  const [experiment] = await withTags(db, rows);
  if (experiment === undefined) throw resourceDoesNotExist({ kind: 'experiment', id });
  return experiment;
}

export async function withTags(db: Db, rows: ExperimentRow[]): Promise<Experiment[]> {
  if (rows.length === 0) return [];
  const tags = await db
    .selectFrom('experiment_tags')
    .selectAll()
    .where(
      'experiment_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('key')
    .execute();
  const byExperiment = groupBy(tags, 'experiment_id');
  return rows.map((row) => ({
    ...row,
    artifact_location: artifactLocationOf(row),
    tags: byExperiment.get(row.id) ?? [],
  }));
}

export const artifactLocationOf = (row: ExperimentRow): string =>
  row.artifact_location ?? `mlflow-artifacts:/${row.id}`;

export async function renameExperiment(db: Db, id: string, name: string, now: number): Promise<void> {
  try {
    const { numUpdatedRows } = await db
      .updateTable('experiments')
      .set({ name, last_update_time: now })
      .where('id', '=', toId(id))
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw resourceDoesNotExist({ kind: 'experiment', id });
  } catch (error) {
    if (isUniqueViolation(error)) throw resourceAlreadyExists({ kind: 'experiment', name }, error);
    throw error;
  }
}

/** Deletes or restores an experiment and its runs along with it. */
export async function moveExperiment(
  db: Db,
  id: string,
  to: 'active' | 'deleted',
  now: number,
): Promise<void> {
  const from = to === 'active' ? 'deleted' : 'active';
  await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('experiments')
      .set({ lifecycle_stage: to, last_update_time: now })
      .where('id', '=', toId(id))
      .where('lifecycle_stage', '=', from)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw resourceDoesNotExist({ kind: `${from} experiment`, id });
    await trx.updateTable('runs').set({ lifecycle_stage: to }).where('experiment_id', '=', id).execute();
  });
}

export async function setExperimentTag(db: Db, id: string, tag: KeyValuePair): Promise<void> {
  await readExperiment(db, id);
  await writeTags(db, id, [tag]);
}

export async function deleteExperimentTag(db: Db, id: string, key: string): Promise<void> {
  await readExperiment(db, id);
  const { numDeletedRows } = await db
    .deleteFrom('experiment_tags')
    .where('experiment_id', '=', id)
    .where('key', '=', key)
    .executeTakeFirst();
  if (numDeletedRows === 0n) throw resourceDoesNotExist({ kind: `tag of experiment ${id}`, id: key });
}

async function writeTags(db: Db, id: string, tags: KeyValuePair[]): Promise<void> {
  if (tags.length === 0) return;
  await db
    .insertInto('experiment_tags')
    .values(lastOfEachKey(tags).map(({ key, value }) => ({ experiment_id: id, key, value: cutTag(value) })))
    .onConflict((conflict) =>
      conflict.columns(['experiment_id', 'key']).doUpdateSet({ value: sql.ref('excluded.value') }),
    )
    .execute();
}

/** Ids are whole numbers in text; any other text names no experiment. */
function toId(id: string): string {
  if (!/^\d{1,18}$/.test(id)) throw resourceDoesNotExist({ kind: 'experiment', id });
  return id;
}
