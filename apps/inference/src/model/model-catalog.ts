import { modelNotFound, modelVersionNotFound } from '../errors.ts';
import type { ModelSlot } from './model-slot.ts';

/** Every model that this process serves or waits for, by name. */
export class ModelCatalog {
  readonly #slots: ReadonlyMap<string, ModelSlot>;

  constructor(slots: readonly ModelSlot[]) {
    this.#slots = new Map(slots.map((slot) => [slot.name, slot]));
  }

  get names(): string[] {
    return [...this.#slots.keys()];
  }

  /** @throws MODEL_NOT_FOUND, or MODEL_VERSION_NOT_FOUND when a version is named that is not in service */
  find(name: string, version?: string): ModelSlot {
    const slot = this.#slots.get(name);
    if (slot === undefined) throw modelNotFound({ name, known: this.names });
    const served = slot.current?.version;
    if (version !== undefined && served !== undefined && served !== version)
      throw modelVersionNotFound({ name, version, served });
    return slot;
  }

  /** Null when every model is in service, else which are not and why. */
  get notReadyBecause(): string | null {
    const reasons = [...this.#slots.values()].flatMap((slot) =>
      slot.notReadyBecause === null ? [] : [`${slot.name}: ${slot.notReadyBecause}`],
    );
    return reasons.length === 0 ? null : reasons.join('; ');
  }

  async close(): Promise<void> {
    for (const slot of this.#slots.values()) await slot.close();
  }
}
