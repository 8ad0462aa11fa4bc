import type { PromotionDecision } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import type { TrackingClient } from '@flywheel/tracking';
import type { StageContext } from './stage-context.ts';

/** Stage 5: asks the registry to make a version the champion. The gate decides; a refusal is an answer, not an error. */
export async function promote({
  project,
  tracking,
  version,
  reason,
  requestedBy,
  at,
  onProgress,
  log,
}: {
  project: Project;
  tracking: TrackingClient;
  version: string;
  reason: string;
  requestedBy: string;
  /** Event time of the decision. */
  at?: string;
} & StageContext): Promise<PromotionDecision> {
  onProgress?.(0, `asking for the champion alias for version ${version}`);
  const decision = await tracking.promote(project.name, { version, reason, requestedBy, at });
  const failed = decision.checks.filter(({ passed }) => !passed).map(({ explanation }) => explanation);
  log?.(
    decision.outcome === 'promoted'
      ? `version ${version} is the champion now`
      : `version ${version} was refused: ${failed.join('; ') || decision.reason}`,
  );
  onProgress?.(1, decision.outcome);
  return decision;
}
