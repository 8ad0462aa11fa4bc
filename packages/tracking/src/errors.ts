import { defineError } from '@flywheel/contracts';

export const trackingUnavailable = defineError<{ what: string; uri: string; reason: string }>(
  'TRACKING_UNAVAILABLE',
  {
    statusCode: 503,
    retryable: true,
    message: ({ what, uri, reason }) =>
      `could not ${what}: the tracking server at ${uri} gave no usable answer (${reason}). Is it running, and is MLFLOW_TRACKING_URI right?`,
  },
);

/** What a refused call carries: the name that MLflow gives to the failure, e.g. RESOURCE_DOES_NOT_EXIST. */
export interface Refusal {
  what: string;
  status: number;
  errorCode: string;
  reason: string;
}

export const trackingRefused = defineError<Refusal>('TRACKING_REFUSED', {
  statusCode: 400,
  message: ({ what, status, errorCode, reason }) =>
    `could not ${what}: the tracking server refused it with ${status} ${errorCode}: ${reason}`,
  details: ({ status, errorCode }) => ({ status, errorCode }),
});

export const trackingNotFound = defineError<Refusal>('TRACKING_NOT_FOUND', {
  statusCode: 404,
  message: ({ what, reason }) => `could not ${what}: the tracking server does not know it: ${reason}`,
  details: ({ status, errorCode }) => ({ status, errorCode }),
});

export const trackingAnswerInvalid = defineError<{ what: string; problems: string }>(
  'TRACKING_ANSWER_INVALID',
  {
    statusCode: 502,
    message: ({ what, problems }) =>
      `could not ${what}: the tracking server's answer has another shape than expected: ${problems}. Is MLFLOW_TRACKING_URI an MLflow server of a supported version?`,
  },
);

export const artifactUriNotSupported = defineError<{ uri: string }>('ARTIFACT_URI_NOT_SUPPORTED', {
  statusCode: 400,
  message: ({ uri }) =>
    `artifacts at "${uri.slice(0, 300)}" are out of reach: expected mlflow-artifacts:/…, the tracking server's own proxy.`,
  details: ({ uri }) => ({ received: uri.slice(0, 300) }),
});

export const unsafeArtifactName = defineError<{ name: string }>('UNSAFE_ARTIFACT_NAME', {
  statusCode: 502,
  message: ({ name }) =>
    `the tracking server lists an artifact named ${JSON.stringify(name.slice(0, 200))}, which would leave the download folder; nothing was written.`,
});
