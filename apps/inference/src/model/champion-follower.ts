import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@flywheel/contracts';
import type { Logger } from '@flywheel/service';
import { modelRefused } from '../errors.ts';
import type { MicroBatcherOptions } from './micro-batcher.ts';
import type { PackageFiles } from './model-package.ts';
import type { ModelSlot } from './model-slot.ts';
import type { ModelSource } from './model-source.ts';
import { openPackagedModel } from './open-model.ts';
import type { PackageCache } from './package-cache.ts';
import type { ServedModel } from './served-model.ts';

/** `loaded`: in service now. `refused`: not what it says it is. `unavailable`: registry or files out of reach. */
export type LoadResult = 'loaded' | 'refused' | 'unavailable';

export interface FollowerOptions {
  project: string;
  slot: ModelSlot;
  source: ModelSource;
  cache: PackageCache;
  logger: Logger;
  pollMs: number;
  onRun?: MicroBatcherOptions['onRun'];
  /** Called when a load ended; with the model when it is in service. */
  onLoad?: (result: LoadResult, model: ServedModel | null) => void;
}

/**
 * Keeps a slot on the version that the alias `champion` points to. A new version is loaded and verified beside the old
 * one; when anything is wrong with it, the old one stays in service.
 */
export class ChampionFollower {
  readonly #options: FollowerOptions;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> = Promise.resolve();
  #isStopped = false;
  /** A refused version is not tried again until the alias moves: its files never change. */
  #refusedVersion: string | null = null;
  #lastProblem: string | null = null;

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  /** Resolves after the first look, whether it found a model or not. */
  async start(): Promise<void> {
    await this.#tick();
  }

  /** What is under way is given a second; a model that is ready only afterwards is thrown away. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await Promise.race([this.#working, delay(1000, undefined, { ref: false })]);
  }

  #tick(): Promise<void> {
    this.#working = this.look().finally(() => {
      if (!this.#isStopped) this.#timer = setTimeout(() => void this.#tick(), this.#options.pollMs);
    });
    return this.#working;
  }

  /** Looks once at the registry and moves the slot when the champion is another version. */
  async look(): Promise<void> {
    const { project, slot, source } = this.#options;
    try {
      const version = await source.championOf(project);
      if (version === null) return this.#noChampion();
      if (version === slot.current?.version) {
        this.#refusedVersion = null;
        this.#lastProblem = null;
        return;
      }
      if (version !== this.#refusedVersion) await this.#load(version);
    } catch (error) {
      this.#unavailable(error);
      if (slot.current === null) await this.#loadFromDisk();
    }
  }

  #noChampion(): void {
    const { slot, project } = this.#options;
    slot.explain(`the registry has no champion of ${project} yet: train and promote a version`);
  }

  async #load(version: string): Promise<void> {
    const { project, slot, source, cache, logger } = this.#options;
    const started = performance.now();
    try {
      const files = await cache.fetch(source, project, version);
      const model = await this.#open(version, files);
      if (this.#isStopped) return await model.release();
      const previous = this.#serve(model);
      const durationMs = Math.round(performance.now() - started);
      logger.info({ project, modelVersion: version, previous, durationMs }, 'champion is in service');
      await this.#keep(version, files);
    } catch (error) {
      if ((error as { code?: unknown }).code !== modelRefused.code) throw error;
      this.#refuse(version, error as Error);
      if (slot.current === null) await this.#loadFromDisk();
    }
  }

  /** A full disk must not take a good model out of service. */
  async #keep(version: string, files: PackageFiles): Promise<void> {
    const { project, cache, logger } = this.#options;
    try {
      await cache.keep(project, version, files);
    } catch (error) {
      logger.warn(
        { err: error, project, modelVersion: version },
        'version is not kept on disk, a restart needs the registry',
      );
    }
  }

  async #loadFromDisk(): Promise<void> {
    const { project, cache, logger } = this.#options;
    try {
      const last = await cache.last(project);
      if (last === null) return;
      const refused = this.#refusedVersion;
      this.#serve(await this.#open(last.version, last.files));
      this.#refusedVersion = refused;
      logger.warn({ project, modelVersion: last.version }, 'serving the version kept on disk');
    } catch (error) {
      logger.error({ err: error, project }, 'the version kept on disk cannot be served');
    }
  }

  #open(version: string, files: PackageFiles): Promise<ServedModel> {
    const { project, onRun } = this.#options;
    return openPackagedModel({ project, version, files, ...(onRun && { onRun }) });
  }

  /** Returns the version that was in service before. */
  #serve(model: ServedModel): string | null {
    const { slot, onLoad } = this.#options;
    const previous = slot.current?.version ?? null;
    slot.swap(model);
    this.#refusedVersion = null;
    this.#lastProblem = null;
    onLoad?.('loaded', model);
    return previous;
  }

  #refuse(version: string, error: Error): void {
    const { project, slot, logger, onLoad } = this.#options;
    this.#refusedVersion = version;
    slot.explain(error.message);
    onLoad?.('refused', null);
    logger.error(
      { reason: error.message, project, modelVersion: version, serving: slot.current?.version ?? null },
      'champion is refused, the version served before stays',
    );
  }

  /** Said once for each new problem, not at every poll. */
  #unavailable(error: unknown): void {
    const { project, slot, logger, onLoad } = this.#options;
    const problem = error instanceof Error ? error.message : String(error);
    slot.explain(problem);
    onLoad?.('unavailable', null);
    if (problem === this.#lastProblem) return;
    this.#lastProblem = problem;
    // What was foreseen needs no stack.
    const detail = error instanceof AppError ? { code: error.code, reason: problem } : { err: error };
    logger.warn(
      { ...detail, project, serving: slot.current?.version ?? null },
      'champion cannot be looked up',
    );
  }
}
