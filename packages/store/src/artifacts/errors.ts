import { defineError } from '@flywheel/contracts';

export const unsupportedArtifactUrl = defineError<{ url: string }>('UNSUPPORTED_ARTIFACT_URL', {
  statusCode: 500,
  message: ({ url }) =>
    `ARTIFACT_URL "${url.slice(0, 200)}" is not understood: expected file:/folder or file:relative/folder.`,
});

export const artifactFolderNotWritable = defineError<{ folder: string; reason: string }>(
  'ARTIFACT_FOLDER_NOT_WRITABLE',
  {
    statusCode: 500,
    message: ({ folder, reason }) =>
      `artifacts cannot be written to ${folder} (${reason}). Make the folder writable or set ARTIFACT_URL to another one.`,
  },
);

/** 507 is not among the statuses that MLflow's clients send again for minutes. */
export const artifactStorageFull = defineError<{ folder: string }>('ARTIFACT_STORAGE_FULL', {
  statusCode: 507,
  message: ({ folder }) =>
    `the disk that holds ${folder} is full; nothing of this file was kept. Free space and upload it again.`,
});
