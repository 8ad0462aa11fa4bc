import type { TrainingJob } from '@flywheel/contracts';
import type { Project } from '@flywheel/project';

/** The job of the first champion; its id is fixed, so that asking twice trains once. */
export function firstJobOf(project: Project): { jobId: string; job: TrainingJob } {
  const { trainFrom, trainUntil, testUntil } = project.training.first;
  return {
    jobId: `first-${project.name}`,
    job: {
      schemaVersion: 1,
      project: project.name,
      train: { from: trainFrom, until: trainUntil },
      test: { from: trainUntil, until: testUntil },
      seed: project.training.seed,
      promote: true,
      reason: 'first champion',
      requestedBy: 'loop',
      at: testUntil,
    },
  };
}
