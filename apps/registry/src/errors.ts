import { defineError, type PromotionDecision } from '@flywheel/contracts';
import { explainRefusal } from './gate.ts';

export const gateRefused = defineError<PromotionDecision>('GATE_REFUSED', {
  statusCode: 400,
  message: (decision) =>
    `version ${decision.version} of "${decision.model}" does not become ${decision.alias}: ${explainRefusal(decision.checks)}`,
  details: (decision) => ({ decision }),
});

export const foreignOrigin = defineError<{ origin: string }>('FOREIGN_ORIGIN', {
  statusCode: 403,
  message: ({ origin }) =>
    `a page of ${origin.slice(0, 200)} may not write here: use this server's own console, or a client that is no browser.`,
});

export const multipartNotSupported = defineError('MULTIPART_NOT_SUPPORTED', {
  statusCode: 501,
  message: () =>
    'Multipart upload is not supported for the current artifact repository: send the file in one PUT.',
});

export const serviceUnreachable = defineError<{ service: string }>('PROXIED_SERVICE_UNREACHABLE', {
  statusCode: 503,
  retryable: true,
  message: ({ service }) =>
    `the ${service} process does not answer: \`pnpm flywheel status\` tells which processes run.`,
});
