import type { OutcomesRequest, OutcomesResponse } from '@flywheel/contracts';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../schema.ts';

type Outcome = OutcomesRequest['outcomes'][number];

/**
 * Keeps the true labels of predictions. Sending an outcome again changes nothing; a prediction that is not in the log,
 * and a label that contradicts the one recorded before, are refused and listed.
 * @param now event time of outcomes that name none: of their project, or of the database when it is not listed
 */
export async function recordOutcomes(
  db: Kysely<Database>,
  { outcomes, now }: { outcomes: readonly Outcome[]; now: ReadonlyMap<string, Date> },
): Promise<OutcomesResponse> {
  const firstById = new Map<string, Outcome>();
  for (const outcome of outcomes) if (!firstById.has(key(outcome))) firstById.set(key(outcome), outcome);
  const inserted = await insertNew(db, [...firstById.values()], now);
  const recorded = await readLabels(db, [...firstById.keys()]);
  const response: OutcomesResponse = { accepted: 0, repeated: 0, refused: [] };
  for (const outcome of outcomes) {
    const label = recorded.get(key(outcome));
    const { predictionId } = outcome;
    if (label === undefined) response.refused.push({ predictionId, reason: 'unknown_prediction' });
    else if (label !== outcome.label) response.refused.push({ predictionId, reason: 'conflicting_label' });
    else if (inserted.has(key(outcome)) && firstById.get(key(outcome)) === outcome) response.accepted += 1;
    else response.repeated += 1;
  }
  return response;
}

/** Ids are compared as PostgreSQL writes them. */
const key = (outcome: Outcome): string => outcome.predictionId.toLowerCase();

/** Ids of the outcomes that were not in the log and whose prediction is. A concurrent request with the same id is waited for. */
async function insertNew(
  db: Kysely<Database>,
  outcomes: readonly Outcome[],
  now: ReadonlyMap<string, Date>,
): Promise<Set<string>> {
  const { rows } = await sql<{ prediction_id: string }>`
    insert into outcomes (prediction_id, project, label, observed_at)
    select given.id, predictions.project, given.label, coalesce(given.observed_at, clocks.now, now())
    from unnest(
      ${outcomes.map(key)}::uuid[],
      ${outcomes.map((outcome) => outcome.label)}::smallint[],
      ${outcomes.map((outcome) => outcome.observedAt ?? null)}::timestamptz[]
    ) as given (id, label, observed_at)
    join predictions on predictions.id = given.id
    left join unnest(${[...now.keys()]}::text[], ${[...now.values()].map((time) => time.toISOString())}::timestamptz[])
      as clocks (project, now) on clocks.project = predictions.project
    order by given.id
    on conflict (prediction_id) do nothing
    returning prediction_id`.execute(db);
  return new Set(rows.map((row) => row.prediction_id));
}

async function readLabels(db: Kysely<Database>, ids: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ prediction_id: string; label: number }>`
    select prediction_id, label from outcomes where prediction_id = any(${ids}::uuid[])`.execute(db);
  return new Map(rows.map((row) => [row.prediction_id, row.label]));
}
