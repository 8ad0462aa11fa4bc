import { promotionDecisionSchema, type PromotionDecision } from '@flywheel/contracts';
import { createTrackingClient } from '@flywheel/tracking';
import { findEndpoints, type CommandContext } from '../context.ts';
import { requestJson } from '../http.ts';
import { describeDecision } from '../loop/describe.ts';

/** `flywheel promote`: asks the registry for the champion alias; the gate decides. True when promoted. */
export async function promoteVersion(
  context: CommandContext,
  options: { project: string; version: string; reason: string },
): Promise<boolean> {
  const tracking = createTrackingClient({ uri: findEndpoints(context).urlOf('registry') });
  const decision = await tracking.promote(options.project, {
    version: options.version,
    reason: options.reason,
    requestedBy: 'cli',
  });
  show(context, decision);
  return decision.outcome === 'promoted';
}

/** `flywheel rollback`: the alias goes back to the version it pointed to before. */
export async function rollBack(
  context: CommandContext,
  options: { project: string; reason: string },
): Promise<void> {
  const url = `${findEndpoints(context).urlOf('registry')}/api/flywheel/v1/models/${options.project}/rollback`;
  show(
    context,
    await requestJson({ url, schema: promotionDecisionSchema, body: { reason: options.reason } }),
  );
}

function show({ output }: CommandContext, decision: PromotionDecision): void {
  if (output.wantsJson) output.json(decision);
  else output.say(describeDecision(decision));
}
