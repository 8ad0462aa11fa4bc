import type { PromotionDecision } from '@flywheel/contracts';
import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { readRegisteredModelRow } from './registered-models.ts';

type Db = Kysely<Database>;

export async function insertDecision(db: Db, modelId: string, decision: PromotionDecision): Promise<void> {
  await db
    .insertInto('promotion_decisions')
    .values({
      id: decision.id,
      registered_model_id: modelId,
      alias: decision.alias,
      version: Number(decision.version),
      evaluation_id: decision.evaluation?.id ?? null,
      outcome: decision.outcome,
      result: JSON.stringify(decision),
      created_at: new Date(decision.createdAt),
    })
    .execute();
}

export interface DecisionSubject {
  modelId: string;
  alias: string;
  version: number;
}

/** The gate's latest decision about this version by this evaluation. */
export async function findDecision(
  db: Db,
  subject: DecisionSubject,
  evaluationId: string | null,
): Promise<PromotionDecision | null> {
  const row = await decisionsAbout(db, subject)
    .where('evaluation_id', 'is not distinct from', evaluationId)
    .where('outcome', '<>', 'rolled_back')
    .executeTakeFirst();
  return row?.result ?? null;
}

/** The latest decision that promoted this version. */
export async function findPromotion(db: Db, subject: DecisionSubject): Promise<PromotionDecision | null> {
  const row = await decisionsAbout(db, subject).where('outcome', '=', 'promoted').executeTakeFirst();
  return row?.result ?? null;
}

const decisionsAbout = (db: Db, { modelId, alias, version }: DecisionSubject) =>
  db
    .selectFrom('promotion_decisions')
    .select('result')
    .where('registered_model_id', '=', modelId)
    .where('alias', '=', alias)
    .where('version', '=', version)
    .orderBy('ordinal', 'desc')
    .limit(1);

/** Newest first. */
export async function readDecisions(db: Db, model: string, limit = 1000): Promise<PromotionDecision[]> {
  const { id } = await readRegisteredModelRow(db, model);
  const rows = await db
    .selectFrom('promotion_decisions')
    .select('result')
    .where('registered_model_id', '=', id)
    .orderBy('ordinal', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ result }) => result);
}

export interface AliasChange {
  version: string | null;
  at: string;
  decisionId: string | null;
  reason: string;
}

/** Where an alias has pointed, newest first. */
export async function readAliasHistory(db: Db, model: string, alias: string): Promise<AliasChange[]> {
  const { id } = await readRegisteredModelRow(db, model);
  const rows = await db
    .selectFrom('alias_history')
    .selectAll()
    .where('registered_model_id', '=', id)
    .where('alias', '=', alias)
    .orderBy('ordinal', 'desc')
    .execute();
  return rows.map((row) => ({
    version: row.version === null ? null : String(row.version),
    at: row.at.toISOString(),
    decisionId: row.decision_id,
    reason: row.reason,
  }));
}
