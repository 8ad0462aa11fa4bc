import type { TrainingJob } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';

const DAY_MS = 86_400_000;

/**
 * The retraining on the data known by `at`: the last whole days before it are held out for the gate, all earlier days of
 * the project train. Null when no day is left to train on.
 */
export function planTrainingJob(
  project: Project,
  asked: { at: Date; reason: string; requestedBy: string },
): TrainingJob | null {
  const today = Math.floor(asked.at.getTime() / DAY_MS) * DAY_MS;
  const testFrom = today - project.monitoring.holdoutDays * DAY_MS;
  const { trainFrom } = project.training.first;
  if (testFrom < Date.parse(trainFrom) + DAY_MS) return null;
  const instant = (time: number): string => new Date(time).toISOString();
  return {
    schemaVersion: 1,
    project: project.name,
    train: { from: trainFrom, until: instant(testFrom) },
    test: { from: instant(testFrom), until: instant(today) },
    seed: project.training.seed,
    promote: true,
    reason: asked.reason,
    requestedBy: asked.requestedBy,
    at: asked.at.toISOString(),
  };
}
