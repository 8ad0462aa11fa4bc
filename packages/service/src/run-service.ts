import { AppError } from '@flywheel/contracts';
import type { FastifyInstance } from 'fastify';
import { portInUse } from './errors.ts';
import type { Logger } from './logger.ts';

export interface Service {
  name: string;
  server: FastifyInstance;
  logger: Logger;
  /** Called first on SIGTERM: answer 503 on /health/ready so that no new work arrives. */
  drain?: () => void;
  /** Called last: hand back jobs, flush logs, close pools. */
  close: () => Promise<void>;
}

const SHUTDOWN_LIMIT_MS = 4500;

/** Listens, and ends in order on SIGTERM or SIGINT: not ready, finish requests, close what is open, exit 0. */
export async function runService(
  service: Service,
  address: { host: string; port: number; drainMs?: number },
): Promise<void> {
  const { name, server, logger } = service;
  try {
    await server.listen({ host: address.host, port: address.port });
  } catch (error) {
    await service.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw portInUse({ app: name, ...address }, error);
  }
  logger.info({ addresses: server.addresses() }, 'listening');
  const stop = once(async (signal: string) => {
    logger.info({ signal }, 'stopping');
    const limit = setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS + (address.drainMs ?? 0));
    service.drain?.();
    if (address.drainMs) await new Promise((resolve) => setTimeout(resolve, address.drainMs));
    await server.close();
    await service.close();
    clearTimeout(limit);
    process.exit(0);
  });
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  // The supervisor's channel closes when it dies: without it nobody would ever stop this process.
  process.on('disconnect', () => void stop('disconnect'));
  // It may have died while we were starting.
  if (process.send !== undefined && !process.connected) await stop('disconnect');
}

/** Runs an app's main function; a failure to start is one clear message on standard error and exit code 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof AppError ? error.message : error);
    process.exit(1);
  }
}

function once<Args extends unknown[]>(
  action: (...args: Args) => Promise<void>,
): (...args: Args) => Promise<void> {
  let running: Promise<void> | undefined;
  return (...args) => (running ??= action(...args));
}
