import type { RawRecord } from '@flywheel/contracts';
import { sql, type Kysely } from 'kysely';
import type { Database } from '../schema.ts';

/** One answered row, as the log keeps it. */
export interface LoggedPrediction {
  id: string;
  project: string;
  modelVersion: string;
  /** Event time: when the thing happened that was asked about. */
  observedAt: Date;
  features: RawRecord;
  probability: number;
  label: number;
}

/** Writes all rows in one statement; a row whose id is there already is left as it is, so a batch can be sent again. */
export async function insertPredictions(
  db: Kysely<Database>,
  rows: readonly LoggedPrediction[],
): Promise<void> {
  const column = <Value>(pick: (row: LoggedPrediction) => Value): Value[] => rows.map(pick);
  await sql`
    insert into predictions (id, project, model_version, observed_at, features, probability, label)
    select * from unnest(
      ${column((row) => row.id)}::uuid[],
      ${column((row) => row.project)}::text[],
      ${column((row) => row.modelVersion)}::text[],
      ${column((row) => row.observedAt.toISOString())}::timestamptz[],
      ${column((row) => JSON.stringify(row.features))}::jsonb[],
      ${column((row) => row.probability)}::float8[],
      ${column((row) => row.label)}::smallint[]
    )
    on conflict (id) do nothing`.execute(db);
}
