import { defineError } from '@flywheel/contracts';

export const nothingToRetrain = defineError<{ project: string; missing: string }>('NOTHING_TO_RETRAIN', {
  statusCode: 409,
  message: ({ project, missing }) =>
    `"${project}" cannot be retrained yet: it has no ${missing}. Train and promote a first version, send it predictions, then ask again.`,
});

export const projectNotWatched = defineError<{ project: string; watched: string[] }>('PROJECT_NOT_WATCHED', {
  statusCode: 404,
  message: ({ project, watched }) =>
    `this monitor does not watch "${project.slice(0, 100)}"; it watches: ${watched.join(', ')}. Use one of these, or add yours to PROJECTS.`,
  details: ({ project, watched }) => ({
    field: 'project',
    received: project.slice(0, 200),
    expected: watched,
  }),
});

export const brokenModelPackage = defineError<{
  project: string;
  version: string;
  file: string;
  problem: string;
}>('BROKEN_MODEL_PACKAGE', {
  statusCode: 502,
  message: ({ project, version, file, problem }) =>
    `${file} of ${project} version ${version} cannot be used: ${problem}. Register the version again; until then its windows wait.`,
});
