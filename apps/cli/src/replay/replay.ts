import { setTimeout as delay } from 'node:timers/promises';
import { outcomesResponseSchema, predictResponseSchema, type RawRecord } from '@flywheel/contracts';
import { streamRows } from '@flywheel/data';
import type { Project } from '@flywheel/project';
import type { Fault } from '../fault/faults.ts';
import { requestJson } from '../http.ts';
import { retryWhileAway } from '../retry-while-away.ts';
import { OutcomeQueue, type PendingOutcome } from './outcome-queue.ts';

const DAY_MS = 86_400_000;
const ROWS_PER_REQUEST = 100;
const OUTCOMES_PER_REQUEST = 1000;
const RETRY_MS = 250;

export interface ReplayProgress {
  predictions: number;
  outcomes: number;
  /** Requests that had to be sent again because the server was away or overloaded. */
  retriedRequests: number;
  failedRequests: number;
  /** Event time reached, milliseconds since 1970. */
  clock: number;
}

export interface ReplayOptions {
  project: Project;
  inferenceUrl: string;
  /** Event time, half-open. */
  interval: { from: string; until: string };
  /** Share of the rows that is sent. */
  share: number;
  /** Days of event time per second; Infinity sends as fast as answers come. */
  daysPerSecond: number;
  /** A documented simulator between the data and the API; null sends the rows as they are. */
  fault?: Fault | null;
  /** Asked before each request: true lets the event clock stand still for a moment. */
  isPaused?: () => boolean;
  /** Asked after each request: true ends the replay early. */
  isDone?: () => boolean;
  onProgress?: (progress: ReplayProgress) => void;
  signal: AbortSignal;
}

interface ReplayRow {
  eventTime: number;
  outcomeTime: number;
  record: RawRecord;
  label: 0 | 1;
}

/**
 * Sends the rows of an interval through the public HTTP API in event-time order on an accelerated clock, and each
 * outcome once the clock has passed the time at which it became known. Nothing else is told to the platform.
 */
export async function replay(options: ReplayOptions): Promise<ReplayProgress> {
  const { project, interval, daysPerSecond, signal, isDone = () => false, onProgress = () => {} } = options;
  const progress: ReplayProgress = {
    predictions: 0,
    outcomes: 0,
    retriedRequests: 0,
    failedRequests: 0,
    clock: Date.parse(interval.from),
  };
  const pending = new OutcomeQueue();
  const pace = createPace({
    from: progress.clock,
    daysPerSecond,
    isPaused: options.isPaused ?? (() => false),
    signal,
  });
  for await (const batch of rowBatches(options)) {
    signal.throwIfAborted();
    const until = batch.at(-1)!.eventTime;
    await pace(until);
    await sendOutcomes(options, pending.takeUntil(batch[0]!.eventTime), progress);
    await sendPredictions(options, batch, pending, progress);
    progress.clock = until;
    onProgress(progress);
    if (isDone()) break;
  }
  // What was asked before the end gets its answer, also when it comes after the end.
  await sendOutcomes(options, pending.takeUntil(isDone() ? progress.clock : Infinity), progress);
  onProgress(progress);
  return progress;

  async function* rowBatches({ fault = null }: ReplayOptions): AsyncGenerator<ReplayRow[]> {
    for await (const rows of streamRows({ project, interval, share: options.share })) {
      const changed = fault === null ? rows : rows.flatMap((row) => fault.apply(row));
      for (let start = 0; start < changed.length; start += ROWS_PER_REQUEST)
        yield changed.slice(start, start + ROWS_PER_REQUEST);
    }
  }
}

/** Holds back until the accelerated clock has reached an event time. Time spent paused does not count. */
function createPace(options: {
  from: number;
  daysPerSecond: number;
  isPaused: () => boolean;
  signal: AbortSignal;
}): (eventTime: number) => Promise<void> {
  const { from, daysPerSecond, isPaused, signal } = options;
  let started = performance.now();
  return async (eventTime) => {
    const pausedAt = performance.now();
    while (isPaused()) await delay(100, undefined, { signal });
    started += performance.now() - pausedAt;
    const due = started + ((eventTime - from) / DAY_MS / daysPerSecond) * 1000;
    const wait = due - performance.now();
    if (wait > 1) await delay(wait, undefined, { signal });
  };
}

async function sendPredictions(
  options: ReplayOptions,
  rows: ReplayRow[],
  pending: OutcomeQueue,
  progress: ReplayProgress,
): Promise<void> {
  const { predictions } = await withRetry(options, progress, () =>
    requestJson({
      url: `${options.inferenceUrl}/predict/${options.project.name}`,
      schema: predictResponseSchema,
      body: {
        records: rows.map(({ record }) => record),
        observedAt: rows.map(({ eventTime }) => toInstant(eventTime)),
      },
      signal: options.signal,
    }),
  );
  progress.predictions += predictions.length;
  predictions.forEach(({ id }, index) => {
    const { label, outcomeTime } = rows[index]!;
    pending.push({ predictionId: id, label, knownAt: outcomeTime });
  });
}

async function sendOutcomes(
  options: ReplayOptions,
  outcomes: PendingOutcome[],
  progress: ReplayProgress,
): Promise<void> {
  for (let start = 0; start < outcomes.length; start += OUTCOMES_PER_REQUEST) {
    const part = outcomes.slice(start, start + OUTCOMES_PER_REQUEST);
    const { accepted, repeated } = await withRetry(options, progress, () =>
      requestJson({
        url: `${options.inferenceUrl}/outcomes`,
        schema: outcomesResponseSchema,
        body: {
          outcomes: part.map(({ predictionId, label, knownAt }) => ({
            predictionId,
            label,
            observedAt: toInstant(knownAt),
          })),
        },
        signal: options.signal,
      }),
    );
    progress.outcomes += accepted + repeated;
  }
}

/** A replay loses no row: what meets a server that restarts or is overloaded is sent again, and counted. */
function withRetry<Result>(
  { signal }: ReplayOptions,
  progress: ReplayProgress,
  send: () => Promise<Result>,
): Promise<Result> {
  return retryWhileAway(send, {
    signal,
    pauseMs: RETRY_MS,
    isPassing: (status) => [429, 500, 502, 503, 504].includes(status),
    onRetry: () => (progress.retriedRequests += 1),
    onGiveUp: () => (progress.failedRequests += 1),
  });
}

const toInstant = (milliseconds: number): string => new Date(milliseconds).toISOString();
