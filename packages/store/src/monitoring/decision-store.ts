import type { RetrainDecision, TrainingJob } from '@flywheel/contracts';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { Database } from '../schema.ts';

type Db = Kysely<Database>;

/** Runs `decide` while no other process decides for this project; what it writes is written whole or not at all. */
export function withDecisionLock<Result>(
  db: Db,
  project: string,
  decide: (transaction: Transaction<Database>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`flywheel-retrain:${project}`}, 0))`.execute(
      transaction,
    );
    return decide(transaction);
  });
}

/** Stores a decision, with its job when it starts one. False when this decision is stored already. */
export async function insertDecision(
  db: Db,
  decision: RetrainDecision,
  job: TrainingJob | null,
): Promise<boolean> {
  const inserted = await db
    .insertInto('retrain_decisions')
    .values({
      id: decision.id,
      project: decision.project,
      decision: decision.decision,
      result: JSON.stringify(decision),
      job: job === null ? null : JSON.stringify(job),
      enqueued_at: null,
      decided_at: new Date(decision.at),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** Newest first, by event time and then by insertion. */
export async function readDecisions(
  db: Db,
  scope: { project: string; decision?: RetrainDecision['decision']; limit: number },
): Promise<RetrainDecision[]> {
  let query = db.selectFrom('retrain_decisions').where('project', '=', scope.project);
  if (scope.decision !== undefined) query = query.where('decision', '=', scope.decision);
  const rows = await query
    .select('result')
    .orderBy('decided_at', 'desc')
    .orderBy('created_at', 'desc')
    .limit(scope.limit)
    .execute();
  return rows.map(({ result }) => result);
}

/** Is a decision of this id stored? */
export async function hasDecision(db: Db, id: string): Promise<boolean> {
  return (
    (await db.selectFrom('retrain_decisions').where('id', '=', id).select('id').executeTakeFirst()) !==
    undefined
  );
}

/** Jobs that were decided but that the queue may not know yet: a process may have died in between. Oldest first. */
export async function readJobsToEnqueue(
  db: Db,
  project: string,
): Promise<{ decisionId: string; jobId: string; job: TrainingJob }[]> {
  const rows = await db
    .selectFrom('retrain_decisions')
    .where('project', '=', project)
    .where('decision', '=', 'started')
    .where('enqueued_at', 'is', null)
    .select(['id', 'result', 'job'])
    .orderBy('created_at')
    .execute();
  return rows.flatMap(({ id, result, job }) =>
    job === null || result.jobId === null ? [] : [{ decisionId: id, jobId: result.jobId, job }],
  );
}

export async function markEnqueued(db: Db, decisionId: string, at: Date): Promise<void> {
  await db.updateTable('retrain_decisions').set({ enqueued_at: at }).where('id', '=', decisionId).execute();
}
