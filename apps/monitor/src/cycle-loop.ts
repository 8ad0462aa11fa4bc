/** Runs `cycle` again and again with a pause in between; never two at a time. */
export interface CycleLoop {
  start: () => void;
  /** Resolves when the cycle that runs has ended; no other begins. */
  stop: () => Promise<void>;
}

/** A pause is at least so many times as long as the cycle before it: on a large log the monitor leaves the database to others. */
const LEAST_REST = 2;

/**
 * @param cycle must not reject: it counts and logs its own failures
 * @param now milliseconds of any clock
 */
export function createCycleLoop(
  cycle: () => Promise<void>,
  pauseMs: number,
  now: () => number = () => performance.now(),
): CycleLoop {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const turn = (): void => {
    const startedAt = now();
    running = cycle().then(() => {
      const restMs = Math.max(pauseMs, LEAST_REST * (now() - startedAt));
      if (!isStopped) timer = setTimeout(turn, restMs);
    });
  };
  return {
    start: turn,
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
