import { sql, type Kysely, type RawBuilder, type SqlBool } from 'kysely';
import type { Database } from '../schema.ts';
import { offsetOf, toPage, type Page, type PageRequest } from './filter/page.ts';
import {
  columnField,
  filterToSql,
  keyedField,
  orderByToSql,
  type FieldResolver,
  type SearchField,
} from './filter/to-sql.ts';
import { withVersionData, type ModelVersion } from './model-versions.ts';
import { withModelData, type RegisteredModel } from './read-models.ts';

export interface ModelSearch extends PageRequest {
  filter: string;
  orderBy: string[];
}

/** By name unless ordered otherwise. */
export async function searchRegisteredModels(
  db: Kysely<Database>,
  search: ModelSearch,
): Promise<Page<RegisteredModel>> {
  let query = db.selectFrom('registered_models').selectAll();
  for (const condition of filterToSql(search.filter, resolveModel)) query = query.where(condition);
  for (const ordering of orderByToSql(search.orderBy, resolveModel)) query = query.orderBy(ordering);
  const rows = await query
    .orderBy('name')
    .limit(search.maxResults + 1)
    .offset(offsetOf(search))
    .execute();
  const { items, nextPageToken } = toPage(rows, search);
  return { items: await withModelData(db, items), nextPageToken };
}

/** Greatest version first unless ordered otherwise. */
export async function searchVersions(db: Kysely<Database>, search: ModelSearch): Promise<Page<ModelVersion>> {
  let query = db.selectFrom('model_versions').selectAll();
  for (const condition of filterToSql(search.filter, resolveVersion)) query = query.where(condition);
  for (const ordering of orderByToSql(search.orderBy, resolveVersion)) query = query.orderBy(ordering);
  const rows = await query
    .orderBy('version', 'desc')
    .orderBy('name')
    .limit(search.maxResults + 1)
    .offset(offsetOf(search))
    .execute();
  const { items, nextPageToken } = toPage(rows, search);
  return { items: await withVersionData(db, items), nextPageToken };
}

const isAttribute = (family: string): boolean => /^attr(ibutes?)?$/.test(family);
const isTag = (family: string): boolean => /^tags?$/.test(family);
const TIMES = new Set(['creation_timestamp', 'last_updated_timestamp']);

const resolveModel: FieldResolver = ({ family, key }) => {
  if (isTag(family))
    return tagField(
      key,
      sql`registered_model_tags where registered_model_tags.name = registered_models.name and registered_model_tags.key = ${key}`,
    );
  if (!isAttribute(family)) return undefined;
  if (key === 'name') return columnField(sql.ref('registered_models.name'), 'text');
  if (key === 'timestamp') return columnField(sql.ref('registered_models.last_updated_timestamp'), 'number');
  return TIMES.has(key) ? columnField(sql.ref(`registered_models.${key}`), 'number') : undefined;
};

const resolveVersion: FieldResolver = ({ family, key }) => {
  if (isTag(family))
    return tagField(
      key,
      sql`model_version_tags where model_version_tags.name = model_versions.name
          and model_version_tags.version = model_versions.version and model_version_tags.key = ${key}`,
    );
  if (!isAttribute(family)) return undefined;
  if (key === 'name') return columnField(sql.ref('model_versions.name'), 'text');
  if (key === 'run_id') return columnField(sql.ref('model_versions.run_id'), 'text', ['in', 'not in']);
  if (key === 'source_path' || key === 'source') return columnField(sql.ref('model_versions.source'), 'text');
  if (key === 'version_number' || key === 'version')
    return columnField(sql.ref('model_versions.version'), 'number');
  return TIMES.has(key) ? columnField(sql.ref(`model_versions.${key}`), 'number') : undefined;
};

/** Marks the models that are prompts. Clients ask for `!= 'true'` to leave prompts out, and models do not carry the tag. */
const PROMPT_TAG = 'mlflow.prompt.is_prompt';

function tagField(key: string, from: RawBuilder<unknown>): SearchField {
  const field = keyedField(from, 'text');
  if (key !== PROMPT_TAG) return field;
  return {
    ...field,
    where: ({ comparator, value }) => {
      const isPrompt = sql<SqlBool>`exists (select 1 from ${from} and value = 'true')`;
      return (value === 'true') === (comparator === '=') ? isPrompt : sql<SqlBool>`not ${isPrompt}`;
    },
  };
}
