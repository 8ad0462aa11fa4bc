import type { TrainingJob, TrainingResult } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import type { TrackingClient } from '@flywheel/tracking';
import { findVersion } from './register.ts';

/** The result of an earlier attempt whose last answer was lost: its version holds, or held, the alias. */
export async function findFinished({
  project,
  tracking,
  runId,
  job,
}: {
  project: Pick<Project, 'name'>;
  tracking: TrackingClient;
  runId: string;
  job: TrainingJob;
}): Promise<TrainingResult | null> {
  const version = await findVersion(tracking, runId);
  if (version === null || !job.promote) return null;
  const decisions = await tracking.listPromotions(project.name);
  const decision = decisions.find(
    (candidate) => candidate.version === version.version && candidate.outcome === 'promoted',
  );
  if (decision === undefined) return null;
  return {
    runId,
    datasetDigest: version.tags['flywheel.datasetDigest'] ?? '',
    modelVersion: version.version,
    evaluationId: decision.evaluation?.id ?? '',
    promotionDecisionId: decision.id,
    outcome: 'promoted',
  };
}
