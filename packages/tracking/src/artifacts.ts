import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { artifactUriNotSupported, unsafeArtifactName } from './errors.ts';
import { fileListSchema } from './schemas.ts';
import type { Transport } from './transport.ts';

const PROXY = '/api/2.0/mlflow-artifacts/artifacts';
/** Of one file. Slow disks and large files are normal, a dead peer is not. */
const FILE_TIMEOUT_MS = 10 * 60_000;

export interface ArtifactFile {
  /** Relative to the listed folder, with slashes. */
  path: string;
  sizeBytes: number;
}

export function createArtifactCalls({ json, send }: Transport) {
  const uploadArtifact = async (
    uri: string,
    content: string | Uint8Array<ArrayBuffer> | { file: string },
  ): Promise<void> => {
    const isFile = typeof content === 'object' && 'file' in content;
    const body = isFile ? await openAsBlob(content.file) : new Blob([content]);
    const path = `${PROXY}/${encodePath(proxyPathOf(uri))}`;
    await send(
      { what: `upload ${uri}`, method: 'PUT', path, body, timeoutMs: FILE_TIMEOUT_MS },
      async (answer) => void (await answer.arrayBuffer()),
    );
  };

  const read = async <Result>(uri: string, use: (response: Response) => Promise<Result>): Promise<Result> => {
    const path = `${PROXY}/${encodePath(proxyPathOf(uri))}`;
    return send({ what: `download ${uri}`, path, timeoutMs: FILE_TIMEOUT_MS }, use);
  };

  const listArtifacts = async (uri: string): Promise<ArtifactFile[]> => {
    const request = { what: `list ${uri}`, path: PROXY, query: { path: proxyPathOf(uri) } };
    const { files } = await json(request, fileListSchema);
    const nested = files.map(async ({ path: name, is_dir: isFolder, file_size: sizeBytes = 0 }) => {
      if (!isSafeName(name)) throw unsafeArtifactName({ name });
      if (!isFolder) return [{ path: name, sizeBytes }];
      const below = await listArtifacts(`${uri}/${name}`);
      return below.map((file) => ({ ...file, path: `${name}/${file.path}` }));
    });
    return (await Promise.all(nested)).flat();
  };

  const downloadArtifactTo = (uri: string, file: string): Promise<void> =>
    read(uri, async (response) => {
      await mkdir(dirname(file), { recursive: true });
      const partial = `${file}.partial`;
      try {
        await pipeline(Readable.fromWeb(response.body!), createWriteStream(partial));
        await rename(partial, file);
      } catch (error) {
        await rm(partial, { force: true });
        throw error;
      }
    });

  return {
    /** Writes one file at `uri`, e.g. `${run.artifactUri}/model/MLmodel`; replaces what is there. */
    uploadArtifact,

    /** Writes every file below `folder` under `uri`. */
    uploadFolder: async (uri: string, folder: string): Promise<void> => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      for (const entry of entries.filter((each) => each.isFile())) {
        const file = join(entry.parentPath, entry.name);
        await uploadArtifact(`${uri}/${relative(folder, file).split(sep).join('/')}`, { file });
      }
    },

    /** Every file below `uri`, in folders too; empty when there is nothing. */
    listArtifacts,

    downloadArtifact: (uri: string): Promise<Uint8Array<ArrayBuffer>> =>
      read(uri, async (response) => new Uint8Array(await response.arrayBuffer())),

    /** Streams the file to disk; it appears under its name only when it is complete. */
    downloadArtifactTo,

    /** Every file below `uri` into `folder`; returns their paths relative to it. */
    downloadFolder: async (uri: string, folder: string): Promise<string[]> => {
      const files = await listArtifacts(uri);
      for (const { path } of files) await downloadArtifactTo(`${uri}/${path}`, join(folder, path));
      return files.map(({ path }) => path);
    },
  };
}

/** `mlflow-artifacts:/1/abc/artifacts` → `1/abc/artifacts`; an authority, as in `mlflow-artifacts://host/…`, is passed over. */
function proxyPathOf(uri: string): string {
  const match = /^mlflow-artifacts:(?:\/\/[^/]*)?\/*(.*)$/.exec(uri);
  if (match === null) throw artifactUriNotSupported({ uri });
  return match[1]!;
}

const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

const isSafeName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/.test(name);
