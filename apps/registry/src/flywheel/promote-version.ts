import type { Evaluation, Gate, PromotionDecision } from '@flywheel/contracts';
import { promote, type GateFacts, type GateVerdict } from '@flywheel/store/registry';
import type { Deps } from '../deps.ts';
import { checkGate, passes } from '../gate.ts';

/** The alias that serving follows. */
export const CHAMPION = 'champion';

/** Asks the gate of the project for the champion alias; a model without a project has no gate. */
export async function promoteVersion(
  { db, projects, metrics, now }: Deps,
  request: { model: string; version: string; reason: string; requestedBy: string; at?: string | undefined },
): Promise<PromotionDecision> {
  const project = projects.get(request.model);
  const at = now();
  const decision = await promote(db, {
    ...request,
    alias: CHAMPION,
    at: request.at === undefined ? at : new Date(request.at),
    now: at,
    judge: (facts): GateVerdict => (project === undefined ? ungated(facts) : judge(project.gate, facts)),
  });
  metrics.promotions.inc({ model: decision.model, outcome: decision.outcome });
  return decision;
}

/** Judges by the newest evaluation against the champion of now; by the newest of all, which is stale, when there is none. */
function judge(gate: Gate, { champion, evaluations }: GateFacts): GateVerdict {
  const isCurrent = (evaluation: Evaluation): boolean => (evaluation.champion?.version ?? null) === champion;
  const evaluation = evaluations.find(isCurrent) ?? evaluations[0] ?? null;
  const checks = checkGate({ gate, evaluation, championVersion: champion });
  return { passed: passes(checks), checks, evaluation };
}

const ungated = ({ evaluations }: GateFacts): GateVerdict => ({
  passed: true,
  checks: [],
  evaluation: evaluations[0] ?? null,
});
