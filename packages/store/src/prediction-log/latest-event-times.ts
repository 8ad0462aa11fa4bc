import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';

/** The greatest event time of any prediction, by project; projects without one are left out. */
export async function readLatestEventTimes(db: Kysely<Database>): Promise<Map<string, Date>> {
  const rows = await db
    .selectFrom('predictions')
    .select(['project', ({ fn }) => fn.max('observed_at').as('latest')])
    .groupBy('project')
    .execute();
  return new Map(rows.map(({ project, latest }) => [project, latest]));
}
