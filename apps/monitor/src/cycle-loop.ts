/** Runs `cycle` again and again with a pause in between; never two at a time. */
export interface CycleLoop {
  start: () => void;
  /** Resolves when the cycle that runs has ended; no other begins. */
  stop: () => Promise<void>;
}

/** @param cycle must not reject: it counts and logs its own failures */
export function createCycleLoop(cycle: () => Promise<void>, pauseMs: number): CycleLoop {
  let running: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const turn = (): void => {
    running = cycle().then(() => {
      if (!isStopped) timer = setTimeout(turn, pauseMs);
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
