import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Database } from '../schema.ts';
import { offsetOf, toPage, type Page, type PageRequest } from './filter/page.ts';
import type { FieldName } from './filter/parse.ts';
import {
  columnField,
  filterToSql,
  keyedField,
  orderToSql,
  type FieldResolver,
  type SearchField,
} from './filter/to-sql.ts';
import { withLoggedModelData, type LoggedModel } from './logged-models.ts';

export interface DatasetChoice {
  name: string;
  digest?: string | undefined;
}

export interface LoggedModelSearch extends PageRequest {
  experimentIds: string[];
  filter: string;
  /** Metrics of these datasets only; of all when empty. */
  datasets: DatasetChoice[];
  orderBy: { field: string; isAscending: boolean; dataset?: DatasetChoice | undefined }[];
}

/** Newest first unless ordered otherwise. Deleted models are not found. */
export async function searchLoggedModels(
  db: Kysely<Database>,
  search: LoggedModelSearch,
): Promise<Page<LoggedModel>> {
  const conditions = filterToSql(search.filter, createResolver(search.datasets));
  const orderings = search.orderBy.flatMap(({ field, isAscending, dataset }) =>
    orderToSql(
      { field: toFieldName(field), isAscending },
      createResolver(dataset === undefined ? [] : [dataset]),
    ),
  );
  const offset = offsetOf(search);
  const experimentIds = search.experimentIds.filter((id) => /^\d{1,18}$/.test(id));
  if (experimentIds.length === 0) return { items: [], nextPageToken: undefined };
  let query = db
    .selectFrom('logged_models')
    .selectAll()
    .where('experiment_id', 'in', experimentIds)
    .where('lifecycle_stage', '=', 'active');
  for (const condition of conditions) query = query.where(condition);
  for (const ordering of orderings) query = query.orderBy(ordering);
  const rows = await query
    .orderBy('creation_timestamp', 'desc')
    .orderBy('model_id')
    .limit(search.maxResults + 1)
    .offset(offset)
    .execute();
  const { items, nextPageToken } = toPage(rows, search);
  return { items: await withLoggedModelData(db, items), nextPageToken };
}

/** `metrics.a.b` → family metrics, key a.b; a bare name is an attribute. */
function toFieldName(field: string): FieldName {
  const dot = field.indexOf('.');
  return dot < 0
    ? { family: 'attribute', key: field }
    : { family: field.slice(0, dot), key: field.slice(dot + 1) };
}

const TEXTS = new Set(['name', 'model_id', 'status', 'model_type', 'source_run_id', 'artifact_uri']);
const TIMES = new Set(['creation_timestamp', 'last_updated_timestamp']);

const createResolver =
  (datasets: DatasetChoice[]): FieldResolver =>
  ({ family, key }) => {
    if (/^metrics?$/.test(family)) return metricField(key, datasets);
    if (/^tags?$/.test(family)) return pairField('logged_model_tags', key);
    if (/^param(eter)?s?$/.test(family)) return pairField('logged_model_params', key);
    if (!/^attr(ibutes?)?$/.test(family)) return undefined;
    const name = ALIASES[key] ?? key;
    if (name === 'experiment_id') return columnField(sql`logged_models.experiment_id::text`, 'text');
    if (TEXTS.has(name)) return columnField(sql.ref(`logged_models.${name}`), 'text', ['in', 'not in']);
    return TIMES.has(name) ? columnField(sql.ref(`logged_models.${name}`), 'number') : undefined;
  };

const ALIASES: Record<string, string | undefined> = {
  creation_time: 'creation_timestamp',
  creation_timestamp_ms: 'creation_timestamp',
  last_updated_timestamp_ms: 'last_updated_timestamp',
};

function pairField(table: string, key: string): SearchField {
  return keyedField(
    sql`${sql.table(table)} as pairs where pairs.model_id = logged_models.model_id and pairs.key = ${key}`,
    'text',
  );
}

/** The latest value of a metric, over all runs that logged it for the model. */
function metricField(key: string, datasets: DatasetChoice[]): SearchField {
  const conditions: RawBuilder<unknown>[] = datasets.map(({ name, digest }) =>
    digest === undefined
      ? sql`dataset_name = ${name}`
      : sql`(dataset_name = ${name} and dataset_digest = ${digest})`,
  );
  const ofDatasets = conditions.length === 0 ? sql`true` : sql`(${sql.join(conditions, sql` or `)})`;
  const from = sql`logged_model_metrics as points
    where points.model_id = logged_models.model_id and points.key = ${key} and ${ofDatasets}`;
  const latest = sql`(select value from ${from} order by step desc, timestamp desc, value desc limit 1) as latest (value) where true`;
  return keyedField(latest, 'number');
}
