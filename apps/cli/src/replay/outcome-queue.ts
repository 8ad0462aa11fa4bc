/** An outcome that has not happened yet at the replay's clock. */
export interface PendingOutcome {
  predictionId: string;
  label: 0 | 1;
  /** Milliseconds since 1970, event time. */
  knownAt: number;
}

/** Outcomes ordered by the time at which they become known: a binary heap, since rows land out of order. */
export class OutcomeQueue {
  readonly #heap: PendingOutcome[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(outcome: PendingOutcome): void {
    const heap = this.#heap;
    let child = heap.push(outcome) - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (heap[parent]!.knownAt <= outcome.knownAt) break;
      heap[child] = heap[parent]!;
      child = parent;
    }
    heap[child] = outcome;
  }

  /** Removes and returns all outcomes known by `time`, oldest first. */
  takeUntil(time: number): PendingOutcome[] {
    const taken: PendingOutcome[] = [];
    while (this.#heap.length > 0 && this.#heap[0]!.knownAt <= time) taken.push(this.#pop());
    return taken;
  }

  #pop(): PendingOutcome {
    const heap = this.#heap;
    const first = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return first;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.knownAt < heap[child]!.knownAt) child += 1;
      if (heap[child]!.knownAt >= last.knownAt) break;
      heap[parent] = heap[child]!;
      parent = child;
    }
    heap[parent] = last;
    return first;
  }
}
