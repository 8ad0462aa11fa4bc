import type { RawRecord } from '@flywheel/contracts';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';

export interface WindowRow {
  id: string;
  observedAt: Date;
  features: RawRecord;
  /** Probability of class 1. */
  probability: number;
  /** 0 or 1 once the outcome is known. */
  outcome: number | null;
}

const CHUNK_ROWS = 5000;

/** The predictions of one model version in [from, until), in event-time order, read in chunks: a window may be large. */
export async function* readWindow(
  db: Kysely<Database>,
  scope: { project: string; modelVersion: string; from: Date; until: Date },
): AsyncGenerator<WindowRow[], void, undefined> {
  let after: WindowRow | undefined;
  for (;;) {
    const rows = await readChunk(db, scope, after);
    if (rows.length > 0) yield rows;
    if (rows.length < CHUNK_ROWS) return;
    after = rows.at(-1);
  }
}

function readChunk(
  db: Kysely<Database>,
  scope: { project: string; modelVersion: string; from: Date; until: Date },
  after: WindowRow | undefined,
): Promise<WindowRow[]> {
  return db
    .selectFrom('predictions as p')
    .leftJoin('outcomes as o', 'o.prediction_id', 'p.id')
    .where('p.project', '=', scope.project)
    .where('p.model_version', '=', scope.modelVersion)
    .where('p.observed_at', '>=', after?.observedAt ?? scope.from)
    .where('p.observed_at', '<', scope.until)
    .$if(after !== undefined, (query) =>
      query.where((row) =>
        row.or([row('p.observed_at', '>', after!.observedAt), row('p.id', '>', after!.id)]),
      ),
    )
    .select(['p.id', 'p.observed_at as observedAt', 'p.features', 'p.probability', 'o.label as outcome'])
    .orderBy('p.observed_at')
    .orderBy('p.id')
    .limit(CHUNK_ROWS)
    .execute();
}
