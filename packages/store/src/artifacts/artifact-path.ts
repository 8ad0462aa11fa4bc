import { invalidParameterValue } from '../registry/errors.ts';

/** First part of the paths that hold the snapshots of model versions: nobody writes there but the registry. */
export const SNAPSHOT_ROOT = 'model-versions';

export const isSnapshotPath = (path: string): boolean => path.split('/')[0] === SNAPSHOT_ROOT;

const MAX_LENGTH = 2000;

/**
 * Checks a path below the artifact root: names between slashes, without `..`, empty parts, backslashes or control
 * characters. The path of the root itself is ''.
 */
export function checkArtifactPath(path: string): string {
  const fail = (reason: string): never => {
    throw invalidParameterValue(
      `the artifact path ${JSON.stringify(path.slice(0, 200))} ${reason}. Use names between single slashes, e.g. 0/run/artifacts/model/MLmodel.`,
    );
  };
  if (path === '') return path;
  if (path.length > MAX_LENGTH) fail(`is longer than ${MAX_LENGTH} characters`);
  if (path.startsWith('/') || /^[a-zA-Z]:/.test(path)) fail('is absolute');
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\\]/.test(path)) fail('holds a control character or a backslash');
  const names = path.split('/');
  if (names.some((name) => name === '..' || name === '.')) fail('holds a relative part');
  if (names.includes('')) fail('holds an empty part');
  return path;
}

/** Decodes a path from a URL once and checks it. */
export function decodeArtifactPath(encoded: string): string {
  try {
    return checkArtifactPath(decodeURIComponent(encoded));
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw invalidParameterValue(
      `the artifact path "${encoded.slice(0, 200)}" is not percent-encoded UTF-8.`,
      error,
    );
  }
}

/** `mlflow-artifacts:/a/b` and `mlflow-artifacts://host/a/b` → `a/b`; null for a URI of another kind. */
export function proxyPathOf(uri: string): string | null {
  const match = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*([^/].*?|)\/*$/.exec(uri);
  return match === null ? null : checkArtifactPath(match[1]!);
}
