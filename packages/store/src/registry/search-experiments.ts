import { sql, type Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { withTags, type Experiment } from './experiments.ts';
import { offsetOf, toPage, type Page, type PageRequest } from './filter/page.ts';
import { columnField, filterToSql, keyedField, orderByToSql, type FieldResolver } from './filter/to-sql.ts';

export interface ExperimentSearch extends PageRequest {
  filter: string;
  orderBy: string[];
  stages: ('active' | 'deleted')[];
}

/** Newest first unless ordered otherwise. */
export async function searchExperiments(
  db: Kysely<Database>,
  search: ExperimentSearch,
): Promise<Page<Experiment>> {
  let query = db.selectFrom('experiments').selectAll().where('lifecycle_stage', 'in', search.stages);
  for (const condition of filterToSql(search.filter, resolve)) query = query.where(condition);
  for (const ordering of orderByToSql(search.orderBy, resolve)) query = query.orderBy(ordering);
  const rows = await query
    .orderBy('creation_time', 'desc')
    .orderBy('id', 'desc')
    .limit(search.maxResults + 1)
    .offset(offsetOf(search))
    .execute();
  const { items, nextPageToken } = toPage(rows, search);
  return { items: await withTags(db, items), nextPageToken };
}

const resolve: FieldResolver = ({ family, key }) => {
  if (/^tags?$/.test(family))
    return keyedField(
      sql`experiment_tags where experiment_id = experiments.id and experiment_tags.key = ${key}`,
      'text',
    );
  if (!/^attr(ibutes?)?$/.test(family)) return undefined;
  if (key === 'name') return columnField(sql.ref('experiments.name'), 'text');
  if (key === 'experiment_id') return columnField(sql`experiments.id::text`, 'text');
  if (key === 'creation_time' || key === 'last_update_time')
    return columnField(sql.ref(`experiments.${key}`), 'number');
  return undefined;
};
