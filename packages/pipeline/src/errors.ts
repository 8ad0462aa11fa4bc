import { defineError } from '@flywheel/contracts';

export const parityBroken = defineError<{ rows: number; largest: number; tolerance: number; labels: number }>(
  'PARITY_BROKEN',
  {
    statusCode: 500,
    message: ({ rows, largest, tolerance, labels }) =>
      `the ONNX file does not compute what was trained: over ${rows} rows probabilities differ by up to ${largest.toExponential(2)} (allowed ${tolerance}) and ${labels} labels differ. Do not use this model; report it with the project and the dataset digest.`,
  },
);

export const modelFolderUnreadable = defineError<{ path: string; reason: string }>(
  'MODEL_FOLDER_UNREADABLE',
  {
    statusCode: 404,
    message: ({ path, reason }) =>
      `${path} is not a readable model package (${reason}). Make it with \`flywheel train\`, or download the version again.`,
  },
);

export const modelFolderNotWritten = defineError<{ folder: string; reason: string }>(
  'MODEL_FOLDER_NOT_WRITTEN',
  {
    statusCode: 500,
    message: ({ folder, reason }) =>
      `the model package could not be written to ${folder} (${reason}). Is the disk full or the folder read-only?`,
  },
);

export const outputFolderTaken = defineError<{ folder: string }>('OUTPUT_FOLDER_TAKEN', {
  statusCode: 409,
  message: ({ folder }) =>
    `${folder} exists and holds something else than a model package. Give another --out, or empty it yourself.`,
});

export const wrongDataset = defineError<{ expected: string; received: string }>('WRONG_DATASET', {
  statusCode: 400,
  message: ({ expected, received }) =>
    `the model was trained on dataset ${expected}, but ${received} was given. Evaluate it on its own dataset version.`,
});

export const rowsSeenInTraining = defineError<{ model: string; trainUntil: string; testFrom: string }>(
  'ROWS_SEEN_IN_TRAINING',
  {
    statusCode: 400,
    message: ({ model, trainUntil, testFrom }) =>
      `${model} was trained on rows up to ${trainUntil}, so test rows from ${testFrom} on would flatter it. Choose a later test interval.`,
  },
);

export const wrongProject = defineError<{ expected: string; received: string; path: string }>(
  'WRONG_PROJECT',
  {
    statusCode: 400,
    message: ({ expected, received, path }) =>
      `${path} belongs to project "${received}", expected "${expected}". Give a folder of this project.`,
  },
);

export const featuresChanged = defineError<{ model: string; features: string[] }>('FEATURES_CHANGED', {
  statusCode: 409,
  message: ({ model, features }) =>
    `${model} reads features that the project no longer declares in this form: ${features.join(', ')}. So both models cannot be measured on the same rows. Declare them again, or give the changed project a name of its own.`,
  details: ({ features }) => ({ features }),
});
