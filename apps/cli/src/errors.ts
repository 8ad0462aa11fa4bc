import { defineError } from '@flywheel/contracts';

export const alreadyRunning = defineError<{ pid: number; home: string }>('ALREADY_RUNNING', {
  statusCode: 409,
  message: ({ pid, home }) =>
    `Flywheel already runs from ${home} (supervisor pid ${pid}). "pnpm flywheel status" shows it, "pnpm flywheel down" stops it.`,
});

export const notRunning = defineError<{ home: string }>('NOT_RUNNING', {
  statusCode: 503,
  message: ({ home }) =>
    `Flywheel does not run from ${home}. Start it with "npm start" or "pnpm flywheel up", then run this command again. For a platform elsewhere set MLFLOW_TRACKING_URI, INFERENCE_URL, MONITOR_URL and TRAINER_URL.`,
});

export const homeNotWritable = defineError<{ home: string; reason: string }>('HOME_NOT_WRITABLE', {
  statusCode: 500,
  message: ({ home, reason }) =>
    `the state folder ${home} cannot be written (${reason}): it is read-only or belongs to somebody else. Set FLYWHEEL_HOME to a folder you own.`,
});

export const diskFull = defineError<{ home: string; freeMb: number; neededMb: number }>('DISK_FULL', {
  statusCode: 507,
  message: ({ home, freeMb, neededMb }) =>
    `the disk of ${home} is full: ${freeMb} MB are free, ${neededMb} MB are needed. Free some space or set FLYWHEEL_HOME to a folder on another disk.`,
});

export const statusUnreadable = defineError<{ file: string; pid: number }>('STATUS_UNREADABLE', {
  statusCode: 500,
  message: ({ file, pid }) =>
    `${file} is damaged while the supervisor (pid ${pid}) runs. Stop it with "pnpm flywheel down" and start again.`,
});

export const noFreePort = defineError<{ host: string; port: number; reason: string }>('NO_FREE_PORT', {
  statusCode: 500,
  message: ({ host, port, reason }) =>
    `no free port from ${port} on at ${host} (${reason}). Stop some programs, or set HOST and the ports in the environment.`,
});

export const processEnded = defineError<{ name: string; lastWords: string; logFile: string }>(
  'PROCESS_ENDED',
  {
    statusCode: 503,
    message: ({ name, lastWords, logFile }) =>
      `${name} did not start: ${lastWords}\nThe whole log is ${logFile}; correct the cause and start again.`,
  },
);

export const processNotReady = defineError<{ name: string; seconds: number; logFile: string }>(
  'PROCESS_NOT_READY',
  {
    statusCode: 503,
    message: ({ name, seconds, logFile }) =>
      `${name} was not ready within ${seconds} s. Its log is ${logFile}; the last lines usually say why.`,
  },
);

export const requestFailed = defineError<{ method: string; url: string; status: number; body: string }>(
  'REQUEST_FAILED',
  {
    statusCode: 502,
    message: ({ method, url, status, body }) => `${method} ${url} answered ${status}: ${body}`,
    details: ({ status }) => ({ status }),
  },
);

export const serviceUnreachable = defineError<{ url: string; reason: string }>('SERVICE_UNREACHABLE', {
  statusCode: 503,
  retryable: true,
  message: ({ url, reason }) =>
    `${url} does not answer (${reason}). Does it run? "pnpm flywheel status" tells.`,
});

export const trainingFailed = defineError<{ jobId: string; state: string; reason: string }>(
  'TRAINING_FAILED',
  {
    statusCode: 500,
    message: ({ jobId, state, reason }) =>
      `training job ${jobId} ended as ${state}: ${reason}. "pnpm flywheel status" and the trainer's log say more.`,
  },
);

export const loopNotPromoted = defineError<{ reason: string }>('LOOP_NOT_PROMOTED', {
  statusCode: 500,
  message: ({ reason }) => `the loop ended without a promoted retrained champion: ${reason}`,
});

export const invalidArgument = defineError<{ name: string; received: string; expected: string }>(
  'INVALID_ARGUMENT',
  {
    statusCode: 400,
    message: ({ name, received, expected }) => `${name}: received "${received}", expected ${expected}.`,
    details: (input) => input,
  },
);
