import { setTimeout as delay } from 'node:timers/promises';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@flywheel/store';

export interface SupervisedPostgres {
  readonly url: string;
  readonly pid: number | null;
  readonly restarts: number;
  stop: () => Promise<void>;
}

/** Keeps the embedded PostgreSQL running on one port: started again when it ends, until `stop`. */
export async function supervisePostgres(options: {
  folder: string;
  port: number;
  onExit: () => void;
}): Promise<SupervisedPostgres> {
  const state = {
    server: (await startEmbeddedPostgres(options)) as EmbeddedPostgres | null,
    restarts: 0,
    stopping: false,
  };
  const { url } = state.server!;
  const running = keepRunning(options, state);
  return {
    url,
    get pid() {
      return state.server?.pid ?? null;
    },
    get restarts() {
      return state.restarts;
    },
    stop: async () => {
      state.stopping = true;
      await state.server?.stop();
      await running;
    },
  };
}

async function keepRunning(
  options: Parameters<typeof supervisePostgres>[0],
  state: { server: EmbeddedPostgres | null; restarts: number; stopping: boolean },
): Promise<void> {
  while (!state.stopping) {
    await state.server?.exited;
    if (state.stopping) return;
    state.server = null;
    options.onExit();
    await delay(200);
    state.restarts += 1;
    // A failed start (full disk, say) is tried again: the other processes wait for the database meanwhile.
    state.server = await startEmbeddedPostgres(options).catch(() => delay(2000, null));
  }
  // Asked to stop while it was being started again.
  await state.server?.stop();
}
