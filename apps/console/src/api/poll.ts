import type { Answer, Failure } from './request.ts';

/** What is known of something that is asked for again and again. */
export interface Polled<T> {
  /** The last good answer; it stays while later ones fail. */
  data: T | null;
  /** Why the last attempt failed, null when it did not. */
  failure: Failure | null;
  /** When `data` came, in ms of the wall clock. */
  receivedAtMs: number | null;
}

export const NOTHING_YET = { data: null, failure: null, receivedAtMs: null } as const;

const LONGEST_WAIT_MS = 15_000;

/** Wait before the next attempt: the interval, doubled with every failure in a row. */
export function waitAfter(failuresInARow: number, intervalMs: number): number {
  return Math.min(intervalMs * 2 ** Math.min(failuresInARow, 10), Math.max(intervalMs, LONGEST_WAIT_MS));
}

export interface PollOptions<T> {
  load: (signal: AbortSignal) => Promise<Answer<T>>;
  intervalMs: number;
  onChange: (state: Polled<T>) => void;
  /** Nothing is asked while the page is hidden; `onVisibility` calls back when that changes. */
  isHidden: () => boolean;
  onVisibility: (callback: () => void) => () => void;
  now: () => number;
}

/** Asks until the returned function is called: never two questions at a time, with backoff, paused while hidden. */
export function startPoll<T>(options: PollOptions<T>): () => void {
  const { load, intervalMs, onChange, isHidden, onVisibility, now } = options;
  const abort = new AbortController();
  let state: Polled<T> = NOTHING_YET;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;

  const attempt = async (): Promise<void> => {
    if (asking || abort.signal.aborted || isHidden()) return;
    asking = true;
    clearTimeout(timer);
    const answer = await load(abort.signal);
    asking = false;
    if (abort.signal.aborted) return;
    failures = answer.ok ? 0 : failures + 1;
    state = answer.ok
      ? { data: answer.data, failure: null, receivedAtMs: now() }
      : { ...state, failure: answer.failure };
    onChange(state);
    timer = setTimeout(() => void attempt(), waitAfter(failures, intervalMs));
  };

  const stopListening = onVisibility(() => void attempt());
  void attempt();
  return () => {
    abort.abort();
    clearTimeout(timer);
    stopListening();
  };
}
