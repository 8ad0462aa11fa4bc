import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { resourceDoesNotExist } from './errors.ts';
import { cutTag, groupBy, lastOfEachKey, type KeyValuePair } from './key-values.ts';
import { readRegisteredModelRow } from './registered-models.ts';

type Db = Kysely<Database>;
export type ModelVersionRow = Selectable<Database['model_versions']>;
export type ModelVersion = ModelVersionRow & { tags: KeyValuePair[]; aliases: string[] };

export async function readVersionRow(db: Db, name: string, version: string): Promise<ModelVersionRow> {
  const row = await db
    .selectFrom('model_versions')
    .selectAll()
    .where('name', '=', name)
    .where('version', '=', toVersionNumber(name, version))
    .executeTakeFirst();
  if (row !== undefined) return row;
  await readRegisteredModelRow(db, name);
  throw resourceDoesNotExist({ kind: `version of registered model "${name}"`, id: version });
}

export async function readVersion(db: Db, name: string, version: string): Promise<ModelVersion> {
  const [found] = await withVersionData(db, [await readVersionRow(db, name, version)]);
  return found!;
}

export async function withVersionData(db: Db, rows: ModelVersionRow[]): Promise<ModelVersion[]> {
  if (rows.length === 0) return [];
  const names = [...new Set(rows.map(({ name }) => name))];
  const [tags, aliases] = await Promise.all([
    db.selectFrom('model_version_tags').selectAll().where('name', 'in', names).orderBy('key').execute(),
    db.selectFrom('model_aliases').selectAll().where('name', 'in', names).orderBy('alias').execute(),
  ]);
  const keyed = <Row extends { name: string; version: number }>(list: Row[]) =>
    groupBy(
      list.map((row) => ({ ...row, id: `${row.version} ${row.name}` })),
      'id',
    );
  const tagsOf = keyed(tags);
  const aliasesOf = keyed(aliases);
  return rows.map((row) => {
    const id = `${row.version} ${row.name}`;
    return {
      ...row,
      tags: tagsOf.get(id) ?? [],
      aliases: (aliasesOf.get(id) ?? []).map(({ alias }) => alias),
    };
  });
}

export async function updateVersion(
  db: Db,
  id: { name: string; version: string },
  change: { description: string; now: number },
): Promise<void> {
  const { version } = await readVersionRow(db, id.name, id.version);
  await db
    .updateTable('model_versions')
    .set({ description: change.description, last_updated_timestamp: change.now })
    .where('name', '=', id.name)
    .where('version', '=', version)
    .execute();
}

export async function setVersionTag(
  db: Db,
  id: { name: string; version: string },
  tag: KeyValuePair,
): Promise<void> {
  const { version } = await readVersionRow(db, id.name, id.version);
  await writeVersionTags(db, { name: id.name, version }, [tag]);
}

/** Also fine when there is no such tag. */
export async function deleteVersionTag(
  db: Db,
  id: { name: string; version: string },
  key: string,
): Promise<void> {
  const { version } = await readVersionRow(db, id.name, id.version);
  await db
    .deleteFrom('model_version_tags')
    .where('name', '=', id.name)
    .where('version', '=', version)
    .where('key', '=', key)
    .execute();
}

export async function writeVersionTags(
  db: Db | Transaction<Database>,
  id: { name: string; version: number },
  tags: readonly KeyValuePair[],
): Promise<void> {
  if (tags.length === 0) return;
  await db
    .insertInto('model_version_tags')
    .values(lastOfEachKey(tags).map(({ key, value }) => ({ ...id, key, value: cutTag(value) })))
    .onConflict((conflict) =>
      conflict.columns(['name', 'version', 'key']).doUpdateSet({ value: sql.ref('excluded.value') }),
    )
    .execute();
}

/** Versions are whole numbers in text; any other text names none. */
export function toVersionNumber(name: string, version: string): number {
  if (!/^\d{1,9}$/.test(version))
    throw resourceDoesNotExist({ kind: `version of registered model "${name}"`, id: version });
  return Number(version);
}
