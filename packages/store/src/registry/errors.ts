import { defineError } from '@flywheel/contracts';

/** The names and statuses of MLflow's own failures: its clients branch on them. */
export const invalidParameterValue = defineError<string>('INVALID_PARAMETER_VALUE', {
  statusCode: 400,
  message: (reason) => reason,
});

export const resourceAlreadyExists = defineError<{ kind: string; name: string }>('RESOURCE_ALREADY_EXISTS', {
  statusCode: 400,
  message: ({ kind, name }) =>
    `a ${kind} named "${name.slice(0, 300)}" exists already (perhaps deleted): choose another name or use that one.`,
});

export const resourceDoesNotExist = defineError<{ kind: string; id: string }>('RESOURCE_DOES_NOT_EXIST', {
  statusCode: 404,
  message: ({ kind, id }) =>
    `there is no ${kind} "${id.slice(0, 300)}": check the spelling, or list what exists.`,
});

export const conflictingEvaluation = defineError<{ id: string }>('CONFLICTING_EVALUATION', {
  statusCode: 409,
  message: ({ id }) =>
    `evaluation "${id.slice(0, 200)}" was recorded before with other figures, and evaluations never change. Give the new one an id of its own.`,
});

export const noPreviousVersion = defineError<{ model: string; alias: string }>('NO_PREVIOUS_VERSION', {
  statusCode: 409,
  message: ({ model, alias }) =>
    `alias "${alias}" of "${model}" has pointed to no other version that still exists: there is nothing to roll back to.`,
});
