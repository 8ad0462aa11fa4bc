/** How long work stays answerable: a signal that stops it and a listener for its progress. */
export interface Pulse {
  /** Aborting it ends the work with `signal.reason` at its next breath, within a second. */
  readonly signal?: AbortSignal | undefined;
  /** Receives the finished share, 0 to 1, ascending. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Reports progress, lets the event loop run (timers, messages, the abort itself) and stops when asked to. */
export async function breathe({ signal, onProgress }: Pulse, fraction?: number): Promise<void> {
  if (fraction !== undefined) onProgress?.(fraction);
  await new Promise((resolve) => setImmediate(resolve));
  signal?.throwIfAborted();
}
