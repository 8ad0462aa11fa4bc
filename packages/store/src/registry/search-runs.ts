import { sql, type Kysely, type RawBuilder } from 'kysely';
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
import { withData, type RunWithData } from './read-runs.ts';

export interface RunSearch extends PageRequest {
  experimentIds: string[];
  filter: string;
  orderBy: string[];
  stages: ('active' | 'deleted')[];
}

/** Newest first unless ordered otherwise. */
export async function searchRuns(db: Kysely<Database>, search: RunSearch): Promise<Page<RunWithData>> {
  const conditions = filterToSql(search.filter, resolve);
  const orderings = orderByToSql(search.orderBy, resolve);
  const offset = offsetOf(search);
  const experimentIds = search.experimentIds.filter((id) => /^\d{1,18}$/.test(id));
  if (experimentIds.length === 0) return { items: [], nextPageToken: undefined };
  let query = db
    .selectFrom('runs')
    .selectAll()
    .where('experiment_id', 'in', experimentIds)
    .where('lifecycle_stage', 'in', search.stages);
  for (const condition of conditions) query = query.where(condition);
  for (const ordering of orderings) query = query.orderBy(ordering);
  const rows = await query
    .orderBy('start_time', 'desc')
    .orderBy('run_id')
    .limit(search.maxResults + 1)
    .offset(offset)
    .execute();
  const { items, nextPageToken } = toPage(rows, search);
  return { items: await withData(db, items), nextPageToken };
}

const resolve: FieldResolver = ({ family, key }) => {
  switch (family) {
    case 'metric':
    case 'metrics':
      return keyedField(
        sql`latest_metrics where run_id = runs.run_id and latest_metrics.key = ${key}`,
        'number',
      );
    case 'param':
    case 'params':
    case 'parameter':
    case 'parameters':
      return keyedField(sql`run_params where run_id = runs.run_id and run_params.key = ${key}`, 'text');
    case 'tag':
    case 'tags':
      return keyedField(sql`run_tags where run_id = runs.run_id and run_tags.key = ${key}`, 'text');
    case 'dataset':
    case 'datasets':
      return datasetField(key);
    case 'attr':
    case 'attribute':
    case 'attributes':
      return attributeField(key);
    default:
      return undefined;
  }
};

const ATTRIBUTES: Record<string, string> = {
  run_id: 'run_id',
  'run id': 'run_id',
  run_name: 'run_name',
  'run name': 'run_name',
  user_id: 'user_id',
  user: 'user_id',
  status: 'status',
  artifact_uri: 'artifact_uri',
  start_time: 'start_time',
  created: 'start_time',
  end_time: 'end_time',
};

function attributeField(key: string): SearchField | undefined {
  const column = Object.hasOwn(ATTRIBUTES, key.toLowerCase()) ? ATTRIBUTES[key.toLowerCase()] : undefined;
  if (column === undefined) return undefined;
  const isTime = column === 'start_time' || column === 'end_time';
  return columnField(
    sql.ref(`runs.${column}`),
    isTime ? 'number' : 'text',
    column === 'run_id' ? ['in', 'not in'] : [],
  );
}

function datasetField(key: string): SearchField | undefined {
  const inputs = sql`run_inputs join datasets on datasets.id = run_inputs.dataset_id`;
  const exists = (from: RawBuilder<unknown>, value: string): SearchField => ({
    ...columnField(sql.ref(value), 'text', ['in', 'not in']),
    where: (comparison) =>
      sql`exists (select 1 from ${from} and ${columnField(sql.ref(value), 'text').where(comparison)})`,
    order: null,
  });
  if (key === 'name' || key === 'digest')
    return exists(sql`${inputs} where run_inputs.run_id = runs.run_id`, `datasets.${key}`);
  if (key === 'context')
    return exists(
      sql`run_input_tags where run_input_tags.run_id = runs.run_id and run_input_tags.key = 'mlflow.data.context'`,
      'run_input_tags.value',
    );
  return undefined;
}
