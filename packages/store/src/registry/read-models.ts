import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { groupBy, type KeyValuePair } from './key-values.ts';
import { withVersionData, type ModelVersion } from './model-versions.ts';
import { readRegisteredModelRow, type RegisteredModelRow } from './registered-models.ts';

export interface RegisteredModel {
  row: RegisteredModelRow;
  tags: KeyValuePair[];
  aliases: { alias: string; version: number }[];
  /** The newest version of each stage. */
  latestVersions: ModelVersion[];
}

export async function readRegisteredModel(db: Kysely<Database>, name: string): Promise<RegisteredModel> {
  const [model] = await withModelData(db, [await readRegisteredModelRow(db, name)]);
  return model!;
}

export async function withModelData(
  db: Kysely<Database>,
  rows: RegisteredModelRow[],
): Promise<RegisteredModel[]> {
  if (rows.length === 0) return [];
  const names = rows.map(({ name }) => name);
  const [tags, aliases, versions] = await Promise.all([
    db.selectFrom('registered_model_tags').selectAll().where('name', 'in', names).orderBy('key').execute(),
    db.selectFrom('model_aliases').selectAll().where('name', 'in', names).orderBy('alias').execute(),
    db
      .selectFrom('model_versions')
      .selectAll()
      .distinctOn(['name', 'stage'])
      .where('name', 'in', names)
      .orderBy('name')
      .orderBy('stage')
      .orderBy('version', 'desc')
      .execute(),
  ]);
  const tagsOf = groupBy(tags, 'name');
  const aliasesOf = groupBy(aliases, 'name');
  const versionsOf = groupBy(await withVersionData(db, versions), 'name');
  return rows.map((row) => ({
    row,
    tags: tagsOf.get(row.name) ?? [],
    aliases: aliasesOf.get(row.name) ?? [],
    latestVersions: versionsOf.get(row.name) ?? [],
  }));
}
