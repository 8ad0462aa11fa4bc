import { pino, type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard output: data first, a constant sentence second; never rows, bodies or secrets. */
export function createLogger({ name, level }: { name: string; level: string }): Logger {
  return pino({
    name,
    level,
    base: { service: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
  });
}
