import { retrainDecisionSchema } from '@flywheel/contracts';
import { findEndpoints, type CommandContext } from '../context.ts';
import { requestJson } from '../http.ts';

/** `flywheel retrain`: pulls the trigger by hand; the same brakes hold. True when a retraining started. */
export async function retrain(
  context: CommandContext,
  options: { project: string; reason: string },
): Promise<boolean> {
  const { output } = context;
  const decision = await requestJson({
    url: `${findEndpoints(context).urlOf('monitor')}/retrain`,
    schema: retrainDecisionSchema,
    body: options,
  });
  if (output.wantsJson) output.json(decision);
  else
    output.say(
      `${decision.decision}: ${decision.reason}${decision.jobId === null ? '' : ` (job ${decision.jobId})`}`,
    );
  return decision.decision === 'started';
}
