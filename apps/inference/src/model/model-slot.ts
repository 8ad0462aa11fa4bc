import { modelNotReady } from '../errors.ts';
import type { ServedModel } from './served-model.ts';

interface Held {
  readonly model: ServedModel;
  users: number;
  isRetired: boolean;
}

/** The place of one served model. Swapping is one assignment; who is at work with the old model finishes on it. */
export class ModelSlot {
  readonly name: string;
  #held: Held | null = null;
  #reason = 'no version has been loaded yet';

  constructor(name: string) {
    this.name = name;
  }

  /** The model in service, to look at; to run it, use `use`. */
  get current(): ServedModel | null {
    return this.#held?.model ?? null;
  }

  /** Null when a model is in service, else why there is none. */
  get notReadyBecause(): string | null {
    return this.#held === null ? this.#reason : null;
  }

  explain(reason: string): void {
    this.#reason = reason;
  }

  swap(model: ServedModel): void {
    const old = this.#held;
    this.#held = { model, users: 0, isRetired: false };
    if (old !== null) retire(old);
  }

  /** Runs `work` with the model in service, whose memory is kept until it is done. @throws MODEL_NOT_READY */
  async use<Result>(work: (model: ServedModel) => Promise<Result>): Promise<Result> {
    const held = this.#held;
    if (held === null) throw modelNotReady({ name: this.name, reason: this.#reason });
    held.users += 1;
    try {
      return await work(held.model);
    } finally {
      held.users -= 1;
      if (held.isRetired && held.users === 0) await held.model.release();
    }
  }

  async close(): Promise<void> {
    const old = this.#held;
    this.#held = null;
    this.#reason = 'the server is stopping';
    if (old !== null && old.users === 0) await old.model.release();
    else if (old !== null) old.isRetired = true;
  }
}

function retire(held: Held): void {
  held.isRetired = true;
  if (held.users === 0) void held.model.release();
}
