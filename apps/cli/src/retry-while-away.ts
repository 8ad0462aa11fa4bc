import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@flywheel/contracts';
import { requestFailed, serviceUnreachable } from './errors.ts';

/** A process that was killed is back within seconds; whoever cannot reach it for this long gives up. */
const GIVE_UP_AFTER_MS = 60_000;

/** Sends again while the server is away, or answers with a status that passes; any other answer is final. */
export async function retryWhileAway<Result>(
  send: () => Promise<Result>,
  options: {
    signal: AbortSignal;
    pauseMs: number;
    isPassing: (status: number) => boolean;
    onRetry?: () => void;
    onGiveUp?: () => void;
  },
): Promise<Result> {
  const { signal, pauseMs, isPassing, onRetry, onGiveUp } = options;
  for (const started = Date.now(); ;) {
    try {
      return await send();
    } catch (error) {
      signal.throwIfAborted();
      if (!isTemporary(error, isPassing) || Date.now() - started > GIVE_UP_AFTER_MS) {
        onGiveUp?.();
        throw error;
      }
      onRetry?.();
      await delay(pauseMs, undefined, { signal });
    }
  }
}

function isTemporary(error: unknown, isPassing: (status: number) => boolean): boolean {
  if (!(error instanceof AppError)) return false;
  if (error.code === serviceUnreachable.code) return true;
  return error.code === requestFailed.code && isPassing(Number(error.details?.['status']));
}
