import { defineError } from '@flywheel/contracts';

export const unknownProject = defineError<{ name: string; known: string[] }>('UNKNOWN_PROJECT', {
  statusCode: 404,
  message: ({ name, known }) =>
    `there is no project "${name}"; projects/ holds: ${known.join(', ')}. Use one of these names.`,
  details: ({ name, known }) => ({ received: name, expected: known }),
});

export const invalidProject = defineError<{ name: string; reason: string }>('INVALID_PROJECT', {
  statusCode: 500,
  message: ({ name, reason }) =>
    `projects/${name}/project.ts cannot be used: ${reason}\nCorrect the file and run the same command again.`,
  details: (input) => input,
});
