import { randomUUID } from 'node:crypto';
import type { Evaluation, GateCheck, PromotionDecision } from '@flywheel/contracts';
import type { Kysely, Transaction } from 'kysely';
import type { Database } from '../schema.ts';
import { moveAlias, readAliasVersion } from './aliases.ts';
import { findDecision, findPromotion, insertDecision } from './decisions.ts';
import { readEvaluations } from './evaluations.ts';
import { readVersionRow } from './model-versions.ts';
import { lockRegisteredModel, type RegisteredModelRow } from './registered-models.ts';

/** What a gate judges by. */
export interface GateFacts {
  version: string;
  /** The version that the alias points to now. */
  champion: string | null;
  /** Of this version, newest first. */
  evaluations: Evaluation[];
}

export interface GateVerdict {
  passed: boolean;
  checks: GateCheck[];
  /** The evaluation that was judged by, null when there is none. */
  evaluation: Evaluation | null;
}

export interface PromotionAttempt {
  model: string;
  alias: string;
  version: string;
  reason: string;
  requestedBy: string;
  /** Event time of the decision. */
  at: Date;
  now: Date;
  judge: (facts: GateFacts) => GateVerdict;
}

/**
 * Lets the gate decide and moves the alias, in one transaction under the lock of the model, so that every decision is
 * judged against the champion that it replaces. A repeated request gets the decision of the first, and asking for the
 * champion gets the decision that made it so.
 */
export async function promote(db: Kysely<Database>, attempt: PromotionAttempt): Promise<PromotionDecision> {
  return db.transaction().execute(async (trx) => {
    const model = await lockRegisteredModel(trx, attempt.model);
    const { version } = await readVersionRow(trx, attempt.model, attempt.version);
    const champion = await readAliasVersion(trx, attempt.model, attempt.alias);
    const verdict = attempt.judge({
      version: String(version),
      champion: champion === null ? null : String(champion),
      evaluations: await readEvaluations(trx, attempt.model, version),
    });
    const subject = { modelId: model.id, alias: attempt.alias, version };
    const earlier =
      champion === version
        ? await findPromotion(trx, subject)
        : await findDecision(trx, subject, verdict.evaluation?.id ?? null);
    if (earlier !== null && (champion === version || isRepeated(earlier, verdict))) return earlier;
    return decide(trx, { model, champion, version, verdict, attempt });
  });
}

/** A refusal stands until the gate says otherwise; a promotion whose alias has moved on is decided anew. */
const isRepeated = (earlier: PromotionDecision, verdict: GateVerdict): boolean =>
  earlier.outcome === 'refused' && !verdict.passed;

async function decide(
  trx: Transaction<Database>,
  context: {
    model: RegisteredModelRow;
    champion: number | null;
    version: number;
    verdict: GateVerdict;
    attempt: PromotionAttempt;
  },
): Promise<PromotionDecision> {
  const { model, champion, version, verdict, attempt } = context;
  const decision: PromotionDecision = {
    id: randomUUID(),
    model: attempt.model,
    alias: attempt.alias,
    version: String(version),
    previousVersion: champion === null ? null : String(champion),
    outcome: verdict.passed ? 'promoted' : 'refused',
    reason: attempt.reason,
    requestedBy: attempt.requestedBy,
    checks: verdict.checks,
    evaluation: verdict.evaluation,
    at: attempt.at.toISOString(),
    createdAt: attempt.now.toISOString(),
  };
  await insertDecision(trx, model.id, decision);
  if (verdict.passed)
    await moveAlias(trx, {
      model,
      alias: attempt.alias,
      version,
      decisionId: decision.id,
      reason: attempt.reason,
      at: attempt.at,
    });
  return decision;
}
