import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { resourceAlreadyExists, resourceDoesNotExist } from './errors.ts';
import { cutTag, lastOfEachKey, type KeyValuePair } from './key-values.ts';
import { isUniqueViolation } from './postgres-errors.ts';

type Db = Kysely<Database>;
export type RegisteredModelRow = Selectable<Database['registered_models']>;

export async function createRegisteredModel(
  db: Db,
  model: { name: string; description: string; tags: KeyValuePair[]; now: number },
): Promise<void> {
  const { name, description, tags, now } = model;
  await db.transaction().execute(async (trx) => {
    const created = await trx
      .insertInto('registered_models')
      .values({ name, description, creation_timestamp: now, last_updated_timestamp: now })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('name')
      .executeTakeFirst();
    if (created === undefined) throw resourceAlreadyExists({ kind: 'registered model', name });
    await writeModelTags(trx, name, tags);
  });
}

export async function readRegisteredModelRow(db: Db, name: string): Promise<RegisteredModelRow> {
  const row = await db
    .selectFrom('registered_models')
    .selectAll()
    .where('name', '=', name)
    .executeTakeFirst();
  if (row === undefined) throw resourceDoesNotExist({ kind: 'registered model', id: name });
  return row;
}

/** Locks the model until the transaction ends: versions are numbered and aliases moved one after the other. */
export async function lockRegisteredModel(
  trx: Transaction<Database>,
  name: string,
): Promise<RegisteredModelRow> {
  const row = await trx
    .selectFrom('registered_models')
    .selectAll()
    .where('name', '=', name)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw resourceDoesNotExist({ kind: 'registered model', id: name });
  return row;
}

export async function updateRegisteredModel(
  db: Db,
  name: string,
  change: { name?: string; description?: string; now: number },
): Promise<void> {
  const { now, ...values } = change;
  try {
    const { numUpdatedRows } = await db
      .updateTable('registered_models')
      .set({ ...values, last_updated_timestamp: now })
      .where('name', '=', name)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw resourceDoesNotExist({ kind: 'registered model', id: name });
  } catch (error) {
    if (isUniqueViolation(error))
      throw resourceAlreadyExists({ kind: 'registered model', name: change.name! }, error);
    throw error;
  }
}

export async function setModelTag(db: Db, name: string, tag: KeyValuePair): Promise<void> {
  await readRegisteredModelRow(db, name);
  await writeModelTags(db, name, [tag]);
}

/** Also fine when there is no such tag. */
export async function deleteModelTag(db: Db, name: string, key: string): Promise<void> {
  await readRegisteredModelRow(db, name);
  await db.deleteFrom('registered_model_tags').where('name', '=', name).where('key', '=', key).execute();
}

async function writeModelTags(db: Db, name: string, tags: readonly KeyValuePair[]): Promise<void> {
  if (tags.length === 0) return;
  await db
    .insertInto('registered_model_tags')
    .values(lastOfEachKey(tags).map(({ key, value }) => ({ name, key, value: cutTag(value) })))
    .onConflict((conflict) =>
      conflict.columns(['name', 'key']).doUpdateSet({ value: sql.ref('excluded.value') }),
    )
    .execute();
}
