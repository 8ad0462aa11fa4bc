import { defineError } from '@flywheel/contracts';

export const invalidParams = defineError<{ estimator: string; problems: string[] }>('INVALID_PARAMS', {
  statusCode: 400,
  message: ({ estimator, problems }) =>
    `the params of estimator "${estimator}" are wrong: ${problems.join('; ')}. Correct them in the project's candidates.`,
  details: ({ estimator, problems }) => ({ estimator, problems }),
});

export const noRows = defineError<{ estimator: string }>('NO_TRAINING_ROWS', {
  statusCode: 400,
  message: ({ estimator }) =>
    `estimator "${estimator}" received no training rows. Widen the training interval or raise maxRows.`,
});

export const oneClass = defineError<{ estimator: string; rows: number; label: number }>('ONE_CLASS_ONLY', {
  statusCode: 400,
  message: ({ estimator, rows, label }) =>
    `estimator "${estimator}" needs rows of both classes, but all ${rows} training rows are of class ${label}. Widen the training interval or check the target.`,
});

export const tooManyRows = defineError<{ estimator: string; rows: number; limit: number }>('TOO_MANY_ROWS', {
  statusCode: 400,
  message: ({ estimator, rows, limit }) =>
    `estimator "${estimator}" takes at most ${limit} rows, received ${rows}. Set maxRows on the candidate.`,
});

export const notConverged = defineError<{ gradient: number; tolerance: number; iterations: number }>(
  'NOT_CONVERGED',
  {
    statusCode: 400,
    message: ({ gradient, tolerance, iterations }) =>
      `logistic regression stopped after ${iterations} iterations with a gradient of ${gradient.toExponential(2)}, above its tolerance ${tolerance}. Raise l2, tolerance or maxIterations.`,
  },
);

export const tooFewDays = defineError<{ days: number; folds: number }>('TOO_FEW_DAYS', {
  statusCode: 400,
  message: ({ days, folds }) =>
    `${folds} time-series folds need rows on at least ${folds + 1} days, received ${days}. Widen the training interval or use fewer folds.`,
});

export const foldWithOneClass = defineError<{ fold: number; rows: number }>('FOLD_WITH_ONE_CLASS', {
  statusCode: 400,
  message: ({ fold, rows }) =>
    `the ${rows} test rows of fold ${fold} are all of one class, so they cannot compare candidates. Use fewer folds or a longer training interval.`,
});

export const tensorflowUnavailable = defineError<{ reasons: string[] }>('TENSORFLOW_UNAVAILABLE', {
  statusCode: 500,
  message: ({ reasons }) =>
    `no TensorFlow.js backend could be started (${reasons.join('; ')}). Install the packages again with pnpm install.`,
});
