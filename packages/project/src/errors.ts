import { defineError } from '@flywheel/contracts';

export const unknownProject = defineError<{ name: string; known: string[] }>('UNKNOWN_PROJECT', {
  statusCode: 404,
  message: ({ name, known }) =>
    `there is no project "${name}"; projects/ holds: ${known.join(', ')}. Use one of these names.`,
  details: ({ name, known }) => ({ received: name, expected: known }),
});
