import type { RetrainDecision } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';
import type { TrainingQueue } from '@flywheel/queue';
import {
  countOutcomesSince,
  hasDecision,
  insertDecision,
  readDecisions,
  readJobsToEnqueue,
  withDecisionLock,
  type OpenDatabase,
} from '@flywheel/store';
import { findBrake } from './brakes.ts';
import { planTrainingJob } from './plan-training-job.ts';
import type { Trigger } from './trigger.ts';

const JOBS_LOOKED_AT = 100;

/**
 * Decides about a pulled trigger and stores the decision, with its job when it starts one. One process at a time decides
 * for a project, and an occasion is acted upon once: the id of a decision is made of it.
 * @param at event time of the decision
 * @param trainUntil end of the champion's training rows
 * @returns the decision and whether it is new; null when this occasion has started a retraining before
 */
export function decide({
  db,
  project,
  queue,
  trigger,
  at,
  trainUntil,
  now,
}: {
  db: OpenDatabase['db'];
  project: Project;
  queue: Pick<TrainingQueue, 'list'>;
  trigger: Trigger;
  at: Date;
  trainUntil: string;
  now: () => Date;
}): Promise<{ decision: RetrainDecision; isNew: boolean } | null> {
  return withDecisionLock(db, project.name, async (transaction) => {
    if (await hasDecision(transaction, idOf(project, trigger, 'started'))) return null;
    const asked = { at, reason: trigger.reason, requestedBy: 'monitor' };
    const job = planTrainingJob(project, asked);
    const brake = findBrake({
      policy: project.monitoring,
      watermark: at,
      started: await readDecisions(transaction, {
        project: project.name,
        decision: 'started',
        limit: project.monitoring.brakes.dailyBudget,
      }),
      runningJob: await findRunningJob(transaction, queue, project.name),
      newOutcomes: await countOutcomesSince(transaction, {
        project: project.name,
        since: new Date(trainUntil),
        enough: project.monitoring.brakes.minimumNewOutcomes,
      }),
      isTrainable: job !== null,
    });
    const outcome = brake?.decision ?? 'started';
    const id = idOf(project, trigger, outcome);
    const decision: RetrainDecision = {
      id,
      project: project.name,
      modelVersion: trigger.modelVersion,
      trigger: trigger.kind,
      decision: outcome,
      reason: brake === null ? trigger.reason : `${trigger.reason}; held back: ${brake.reason}`,
      jobId: brake === null ? id : null,
      at: at.toISOString(),
      createdAt: now().toISOString(),
    };
    const isNew = await insertDecision(transaction, decision, brake === null ? job : null);
    return { decision, isNew };
  });
}

/** A job that the queue holds, or that was decided and is on its way there. */
async function findRunningJob(
  db: OpenDatabase['db'],
  queue: Pick<TrainingQueue, 'list'>,
  project: string,
): Promise<string | null> {
  const [due] = await readJobsToEnqueue(db, project);
  if (due) return due.jobId;
  const jobs = await queue.list(JOBS_LOOKED_AT);
  const running = jobs.find(
    ({ job, state }) => job.project === project && ['waiting', 'active', 'delayed'].includes(state),
  );
  return running?.id ?? null;
}

function idOf(
  project: Project,
  { kind, modelVersion, occasion }: Trigger,
  decision: RetrainDecision['decision'],
): string {
  return [project.name, `v${modelVersion}`, kind, occasion, decision].join('-');
}
