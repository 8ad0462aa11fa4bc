import { createTrackingClient } from '@flywheel/tracking';

/** Where versions come from: a registry that keeps aliases and files. */
export interface ModelSource {
  /** The version that the alias `champion` of a project points to; null when there is none. */
  championOf: (project: string) => Promise<string | null>;
  /** One file of a version's model package. */
  readFile: (project: string, version: string, name: string) => Promise<Uint8Array>;
}

/** A registry that speaks the MLflow REST API. A call fails at once: whoever polls asks again anyway. */
export function createMlflowSource(options: { uri: string; timeoutMs?: number }): ModelSource {
  const client = createTrackingClient({ uri: options.uri, retries: 0, timeoutMs: options.timeoutMs ?? 5000 });
  return {
    championOf: async (project) => (await client.getVersionByAlias(project, 'champion'))?.version ?? null,
    readFile: async (project, version, name) =>
      client.downloadArtifact(`${await client.getDownloadUri(project, version)}/${name}`),
  };
}
