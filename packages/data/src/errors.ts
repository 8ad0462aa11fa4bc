import { defineError } from '@flywheel/contracts';

export const sourceUnreadable = defineError<{ source: string; reason: string }>('SOURCE_UNREADABLE', {
  statusCode: 400,
  message: ({ source, reason }) =>
    `the source ${source} cannot be read (${reason}). Check source.file of the project, or install the packages again.`,
});

export const sourceQueryFailed = defineError<{ project: string; reason: string }>('SOURCE_QUERY_FAILED', {
  statusCode: 400,
  message: ({ project, reason }) =>
    `the query or a rule of project "${project}" is not valid SQL for DuckDB: ${reason}. Correct source.query or source.rules.`,
});

export const columnMismatch = defineError<{ project: string; problems: string[] }>('COLUMN_MISMATCH', {
  statusCode: 400,
  message: ({ project, problems }) =>
    `the columns of the query of project "${project}" do not fit its declaration: ${problems.join('; ')}. Correct source.query or the features.`,
  details: ({ problems }) => ({ problems }),
});

export const invalidIntervals = defineError<{ problem: string }>('INVALID_INTERVALS', {
  statusCode: 400,
  message: ({ problem }) =>
    `these training and test intervals cannot be used: ${problem}. Give train.from < train.until <= test.from < test.until.`,
});

export const validationFailed = defineError<{
  project: string;
  failures: { check: string; expectation: string; failedRows: number; examples: unknown[] }[];
}>('VALIDATION_FAILED', {
  statusCode: 400,
  message: ({ project, failures }) =>
    `the data of project "${project}" failed its validation: ${failures
      .map(({ check, expectation, failedRows }) => `${check} in ${failedRows} rows (expected ${expectation})`)
      .join('; ')}. Correct the source or the declaration.`,
  details: ({ failures }) => ({ failures }),
});

export const datasetEmpty = defineError<{ split: string; from: string; until: string; rejected: number }>(
  'DATASET_EMPTY',
  {
    statusCode: 400,
    message: ({ split, from, until, rejected }) =>
      `no ${split} row is left between ${from} and ${until} (${rejected} rows were rejected). Choose another interval, or look at the validation report of \`flywheel data validate\`.`,
  },
);

export const datasetNotWritten = defineError<{ folder: string; reason: string }>('DATASET_NOT_WRITTEN', {
  statusCode: 500,
  message: ({ folder, reason }) =>
    `the dataset version could not be written below ${folder} (${reason}). Is the disk full or the folder read-only? Nothing was left behind.`,
});

export const datasetUnreadable = defineError<{ path: string; reason: string }>('DATASET_UNREADABLE', {
  statusCode: 404,
  message: ({ path, reason }) =>
    `${path} is not a readable dataset version (${reason}). Make it again with \`flywheel data prepare\`.`,
});

export const tooManyCategories = defineError<{ feature: string; received: number; limit: number }>(
  'TOO_MANY_CATEGORIES',
  {
    statusCode: 400,
    message: ({ feature, received, limit }) =>
      `feature "${feature}" has ${received} categories, at most ${limit} are supported. Group rare values in source.query.`,
  },
);
