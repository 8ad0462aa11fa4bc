import type { Kysely } from 'kysely';
import type { Database } from '../schema.ts';
import { insertPredictions, type LoggedPrediction } from './insert-predictions.ts';

/** Why rows were not kept: the buffer was full, it was full while the database was away, the database refused them, or the process ended. */
export type DropReason = 'overload' | 'outage' | 'rejected' | 'shutdown';

export interface PredictionLogOptions {
  db: Kysely<Database>;
  /** Rows that may wait; more are dropped. Default 50,000, about 20 MB. */
  capacityRows?: number;
  /** Rows per insert. Default 1,000. */
  batchRows?: number;
  /** How long a row waits for others to share its insert. Default 50. */
  lingerMs?: number;
  /** Pause after an insert that failed because the database was away. Default 500. */
  retryMs?: number;
  onDropped?: (drop: { project: string; reason: DropReason; rows: number }) => void;
  /** Called after each insert, when its rows have left the buffer. */
  onWritten?: (batch: { rows: number; seconds: number }) => void;
  /** Called once for each failed insert. */
  onFailure?: (error: unknown, reason: 'outage' | 'rejected') => void;
}

/**
 * Takes answered rows and writes them later, in batches, so that no request waits for the database. Rows are never lost
 * silently: what does not fit or cannot be written is counted.
 */
export class PredictionLogWriter {
  readonly #options: Required<PredictionLogOptions>;
  #buffer: LoggedPrediction[] = [];
  /** Rows that have entered and that have left the buffer, ever: a row's place in this count tells whether it is still there. */
  #entered = 0;
  #left = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> | undefined;
  #isDatabaseAway = false;
  #isClosed = false;

  constructor(options: PredictionLogOptions) {
    const nothing = (): void => {};
    this.#options = {
      capacityRows: 50_000,
      batchRows: 1000,
      lingerMs: 50,
      retryMs: 500,
      onDropped: nothing,
      onWritten: nothing,
      onFailure: nothing,
      ...options,
    };
  }

  get bufferedRows(): number {
    return this.#buffer.length;
  }

  /** Never waits and never throws. */
  add(rows: readonly LoggedPrediction[]): void {
    const { capacityRows, batchRows, lingerMs } = this.#options;
    if (this.#isClosed) return this.#drop(rows, 'shutdown');
    const free = Math.max(0, capacityRows - this.#buffer.length);
    if (free < rows.length) this.#drop(rows.slice(free), this.#isDatabaseAway ? 'outage' : 'overload');
    for (const row of rows.slice(0, free)) this.#buffer.push(row);
    this.#entered += Math.min(free, rows.length);
    if (this.#buffer.length >= batchRows && !this.#isDatabaseAway) void this.#write();
    else this.#wake(lingerMs);
  }

  /** Resolves when every row that was added before the call is written or dropped, or the database is away. */
  async flush(): Promise<void> {
    const until = this.#entered;
    // A write that runs already covers only the rows that were there when it began.
    do await this.#write();
    while (this.#left < until && !this.#isDatabaseAway);
  }

  /** Writes what is buffered; what the database does not take now is dropped and counted. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.flush();
    clearTimeout(this.#timer);
    this.#drop(this.#buffer.splice(0), 'shutdown');
  }

  #wake(delayMs: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#write();
    }, delayMs);
  }

  #write(): Promise<void> {
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  /** Writes the rows that are there now; those that come meanwhile share a later insert, or this one would never end under load. */
  async #writeAll(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const until = this.#entered;
    while (this.#left < until) {
      const batch = this.#buffer.slice(0, this.#options.batchRows);
      const started = performance.now();
      const outcome = await this.#insert(batch);
      this.#isDatabaseAway = outcome === 'outage';
      if (outcome === 'outage') return this.#wake(this.#options.retryMs);
      this.#buffer.splice(0, batch.length);
      this.#left += batch.length;
      if (outcome === 'rejected') this.#drop(batch, 'rejected');
      else this.#options.onWritten({ rows: batch.length, seconds: (performance.now() - started) / 1000 });
    }
    if (this.#buffer.length > 0) this.#wake(this.#options.lingerMs);
  }

  async #insert(batch: readonly LoggedPrediction[]): Promise<'written' | 'outage' | 'rejected'> {
    try {
      await insertPredictions(this.#options.db, batch);
    } catch (error) {
      const reason = isRefusal(error) ? 'rejected' : 'outage';
      this.#options.onFailure(error, reason);
      return reason;
    }
    return 'written';
  }

  #drop(rows: readonly LoggedPrediction[], reason: DropReason): void {
    const counts = new Map<string, number>();
    for (const { project } of rows) counts.set(project, (counts.get(project) ?? 0) + 1);
    for (const [project, count] of counts) this.#options.onDropped({ project, reason, rows: count });
  }
}

/** PostgreSQL's classes of errors that come back however often the same rows are sent: bad data, broken constraints, a wrong schema. */
function isRefusal(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' && /^(21|22|23|42)...$/.test(code);
}
