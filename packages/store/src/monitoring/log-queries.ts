import { sql, type Kysely } from 'kysely';
import type { Database } from '../schema.ts';

type Db = Kysely<Database>;

/** The greatest event time of a project's predictions and outcomes; null while there are none. The indexes answer it. */
export async function readWatermark(db: Db, project: string): Promise<Date | null> {
  const { predicted, observed } = await db
    .selectNoFrom((all) => [
      all
        .selectFrom('predictions')
        .where('project', '=', project)
        .select((row) => row.fn.max('observed_at').as('at'))
        .as('predicted'),
      all
        .selectFrom('outcomes')
        .where('project', '=', project)
        .select((row) => row.fn.max('observed_at').as('at'))
        .as('observed'),
    ])
    .executeTakeFirstOrThrow();
  if (predicted === null || observed === null) return predicted ?? observed;
  return predicted > observed ? predicted : observed;
}

/** Event time of the first prediction; null while there is none. */
export async function readFirstPrediction(db: Db, project: string): Promise<Date | null> {
  const { first } = await db
    .selectFrom('predictions')
    .where('project', '=', project)
    .select((row) => row.fn.min('observed_at').as('first'))
    .executeTakeFirstOrThrow();
  return first;
}

export async function countLog(db: Db, project: string): Promise<{ predictions: number; outcomes: number }> {
  const count = (table: 'predictions' | 'outcomes') =>
    db
      .selectFrom(table)
      .where('project', '=', project)
      .select((row) => row.fn.countAll<string>().as('rows'))
      .executeTakeFirstOrThrow();
  const [predictions, outcomes] = await Promise.all([count('predictions'), count('outcomes')]);
  return { predictions: Number(predictions.rows), outcomes: Number(outcomes.rows) };
}

export interface WindowRows {
  modelVersion: string;
  from: Date;
  until: Date;
  predictions: number;
  outcomes: number;
}

/**
 * Predictions and outcomes per model version and whole window, in time order.
 * @param since  start of a window; earlier rows are not looked at
 * @param endBy  only windows that end at or before this
 */
export async function countWindows(
  db: Db,
  scope: { project: string; since: Date; endBy: Date; windowDays: number },
): Promise<WindowRows[]> {
  // The same origin as windowIndexOf of @flywheel/drift: Monday 1970-01-05.
  const stride = sql<string>`make_interval(days => ${scope.windowDays}::int)`;
  const bin = sql<Date>`date_bin(${stride}, p.observed_at, timestamptz '1970-01-05 00:00:00Z')`;
  const counted = await db
    .selectFrom('predictions as p')
    .leftJoin('outcomes as o', 'o.prediction_id', 'p.id')
    .where('p.project', '=', scope.project)
    .where('p.observed_at', '>=', scope.since)
    .where('p.observed_at', '<', scope.endBy)
    .select((row) => [
      'p.model_version',
      bin.as('from'),
      row.fn.countAll<string>().as('predictions'),
      row.fn.count<string>('o.prediction_id').as('outcomes'),
    ])
    .groupBy(['p.model_version', sql`2`])
    .orderBy(sql`2`)
    .orderBy('p.model_version')
    .execute();
  return counted
    .map((row) => ({
      modelVersion: row.model_version,
      from: row.from,
      until: new Date(row.from.getTime() + scope.windowDays * 86_400_000),
      predictions: Number(row.predictions),
      outcomes: Number(row.outcomes),
    }))
    .filter(({ until }) => until <= scope.endBy);
}

/** Outcomes observed at or after an instant, counted up to `enough`: more is not looked at. */
export async function countOutcomesSince(
  db: Db,
  scope: { project: string; since: Date; enough: number },
): Promise<number> {
  const { rows } = await db
    .selectFrom((from) =>
      from
        .selectFrom('outcomes')
        .where('project', '=', scope.project)
        .where('observed_at', '>=', scope.since)
        .select('prediction_id')
        .limit(scope.enough)
        .as('recent'),
    )
    .select((row) => row.fn.countAll<string>().as('rows'))
    .executeTakeFirstOrThrow();
  return Number(rows);
}
