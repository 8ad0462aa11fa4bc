import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { offsetOf, toPage, type Page, type PageRequest } from './filter/page.ts';
import type { MetricRow } from './read-runs.ts';
import { readRunRow } from './runs.ts';

/** Every point of one metric, in the order of time and step; an unknown key has none. */
export async function readMetricHistory(
  db: Kysely<Database>,
  metric: { runId: string; key: string } & PageRequest,
): Promise<Page<MetricRow>> {
  await readRunRow(db, metric.runId);
  const rows = await db
    .selectFrom('metric_points')
    .selectAll()
    .where('run_id', '=', metric.runId)
    .where('key', '=', metric.key)
    .orderBy('timestamp')
    .orderBy('step')
    .orderBy('value')
    .limit(metric.maxResults + 1)
    .offset(offsetOf(metric))
    .execute();
  return toPage(rows, metric);
}
