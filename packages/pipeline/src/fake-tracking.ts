import type { Evaluation, PromotionDecision } from '@flywheel/contracts';
import type { ModelVersion, Run, TrackingClient } from '@flywheel/tracking';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

type Calls = Pick<
  TrackingClient,
  | 'getOrCreateExperiment'
  | 'createRun'
  | 'updateRun'
  | 'logBatch'
  | 'logInputs'
  | 'uploadFolder'
  | 'uploadArtifact'
  | 'createRegisteredModel'
  | 'createModelVersion'
  | 'searchModelVersions'
  | 'getVersionByAlias'
  | 'downloadModelPackage'
  | 'postEvaluation'
  | 'promote'
  | 'listPromotions'
>;

/** A registry in memory, its files in a folder: the promises of the real one that a training job relies on. */
export class FakeTracking {
  readonly runs: Run[] = [];
  readonly versions: ModelVersion[] = [];
  readonly evaluations: Omit<Evaluation, 'createdAt'>[] = [];
  readonly decisions: PromotionDecision[] = [];
  readonly logged: Record<string, Parameters<TrackingClient['logBatch']>[1]> = {};
  calls: string[] = [];
  /** Called before and after each call; throws to let it fail, with its work undone or done. */
  onCall: (name: string, moment: 'before' | 'after') => void = () => undefined;
  isPassed = true;
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** As the real client's type; a call that no job makes is not there. */
  get client(): TrackingClient {
    const guarded = Object.fromEntries(
      Object.entries(this.#calls).map(([name, call]) => [
        name,
        async (...args: never[]): Promise<unknown> => {
          this.calls.push(name);
          this.onCall(name, 'before');
          const answer = await (call as (...args: never[]) => Promise<unknown>)(...args);
          this.onCall(name, 'after');
          return answer;
        },
      ]),
    );
    return guarded as unknown as TrackingClient;
  }

  filesOf(runId: string): string[] {
    const entries = readdirSync(join(this.folder, runId), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  }

  readonly #calls: Calls = {
    getOrCreateExperiment: async () => '1',
    createRun: async ({ idempotencyKey = '', startTime, tags = {} }) => {
      const existing = this.runs.find((run) => run.tags['key'] === idempotencyKey);
      if (existing) return existing;
      const runId = `run-${this.runs.length + 1}`;
      const artifactUri = `mlflow-artifacts:/${runId}`;
      const run: Run = {
        runId,
        experimentId: '1',
        runName: runId,
        status: 'RUNNING',
        startTime,
        endTime: null,
        artifactUri,
        isDeleted: false,
        params: {},
        metrics: {},
        tags: { ...tags, key: idempotencyKey },
      };
      this.runs.push(run);
      return run;
    },
    updateRun: async (runId, { status }) => {
      const run = this.runs.find((candidate) => candidate.runId === runId)!;
      if (status !== undefined) run.status = status;
    },
    logBatch: async (runId, batch) => void (this.logged[runId] = batch),
    logInputs: async () => undefined,
    uploadFolder: async (uri, folder) => cpSync(folder, this.#pathOf(uri), { recursive: true }),
    uploadArtifact: async (uri, content) => {
      const path = this.#pathOf(uri);
      mkdirSync(dirname(path), { recursive: true });
      if (typeof content === 'object' && 'file' in content) cpSync(content.file, path);
      else writeFileSync(path, content);
    },
    createRegisteredModel: async () => undefined,
    createModelVersion: async ({ model, source, runId, tags = {}, idempotencyKey = '' }) => {
      const existing = this.versions.find((version) => version.tags['key'] === idempotencyKey);
      if (existing) return existing;
      const version: ModelVersion = {
        name: model,
        version: String(this.versions.length + 1),
        createdAt: '2024-01-01T00:00:00.000Z',
        description: '',
        source,
        runId,
        status: 'READY',
        tags: { ...tags, key: idempotencyKey },
        aliases: [],
      };
      this.versions.push(version);
      return version;
    },
    searchModelVersions: async (filter) =>
      this.versions.filter(({ runId }) => filter === `run_id = '${runId}'`),
    getVersionByAlias: async () => this.versions.find(({ aliases }) => aliases.includes('champion')) ?? null,
    downloadModelPackage: async (_model, version, folder) => {
      const { source } = this.versions.find((candidate) => candidate.version === version)!;
      cpSync(this.#pathOf(source), folder, { recursive: true });
      return readdirSync(folder);
    },
    postEvaluation: async (evaluation) => {
      const before = this.evaluations.find(({ id }) => id === evaluation.id);
      if (before === undefined) this.evaluations.push(evaluation);
      else if (JSON.stringify(before) !== JSON.stringify(evaluation))
        throw new Error(`evaluation ${evaluation.id} exists with other figures`);
      return { ...evaluation, createdAt: '2024-01-01T00:00:00.000Z' };
    },
    promote: async (model, { version, reason, requestedBy = '' }) => {
      const previous = this.versions.find(({ aliases }) => aliases.includes('champion'));
      const evaluation = this.evaluations.findLast(({ challenger }) => challenger.version === version)!;
      const at = '2024-01-01T00:00:00.000Z';
      const decision: PromotionDecision = {
        id: `decision-${this.decisions.length + 1}`,
        model,
        alias: 'champion',
        version,
        previousVersion: previous?.version ?? null,
        outcome: this.isPassed ? 'promoted' : 'refused',
        reason,
        requestedBy,
        checks: [{ check: 'gate', passed: this.isPassed, explanation: 'as the test says' }],
        evaluation: { ...evaluation, createdAt: at },
        at,
        createdAt: at,
      };
      const same = this.decisions.find(({ evaluation: known }) => known?.id === evaluation.id);
      if (same) return same;
      this.decisions.push(decision);
      if (this.isPassed) {
        for (const each of this.versions) each.aliases = each.version === version ? ['champion'] : [];
      }
      return decision;
    },
    listPromotions: async () => this.decisions.toReversed(),
  };

  #pathOf(uri: string): string {
    return join(this.folder, uri.replace('mlflow-artifacts:/', ''));
  }
}
