import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect, it } from 'vitest';
import { openBlobStore } from './blob-store.ts';

const folder = await mkdtemp(join(tmpdir(), 'flywheel-blobs-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const store = await openBlobStore(`file:${folder}`);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

it('keeps bytes under their digest and gives parts of them', async () => {
  const blob = await store.write(chunks('fly', 'wheel'));
  expect(blob).toEqual({ digest: sha256('flywheel'), sizeBytes: 8 });
  expect(String(await buffer((await store.read(blob.digest))!))).toBe('flywheel');
  expect(String(await buffer((await store.read(blob.digest, { start: 1, end: 3 }))!))).toBe('lyw');
});

it('keeps the same bytes once, also when they are written at once', async () => {
  const blobs = await Promise.all(Array.from({ length: 8 }, () => store.write(chunks('same'))));
  expect(new Set(blobs.map(({ digest }) => digest))).toEqual(new Set([sha256('same')]));
  expect(await readdir(join(folder, 'sha256', sha256('same').slice(0, 2)))).toEqual([sha256('same')]);
  expect(await readdir(join(folder, 'incoming'))).toEqual([]);
});

it('keeps nothing when the source fails', async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half');
    throw new Error('cut');
  }
  await expect(store.write(failing())).rejects.toThrow('cut');
  expect(await readdir(join(folder, 'incoming'))).toEqual([]);
  expect(await store.read(sha256('half'))).toBeNull();
});

it('removes what an interrupted process left, but not what may still be written', async () => {
  const old = join(folder, 'incoming', 'old');
  await writeFile(old, 'x');
  await writeFile(join(folder, 'incoming', 'new'), 'x');
  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
  await utimes(old, twoDaysAgo, twoDaysAgo);
  await openBlobStore(`file://${folder}`);
  expect(await readdir(join(folder, 'incoming'))).toEqual(['new']);
});

it('says which address it does not understand and which folder it cannot write', async () => {
  await expect(openBlobStore('ftp://x')).rejects.toMatchObject({ code: 'UNSUPPORTED_ARTIFACT_URL' });
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  await expect(openBlobStore(`file:${file}/below`)).rejects.toMatchObject({
    code: 'ARTIFACT_FOLDER_NOT_WRITABLE',
    message: expect.stringContaining(`${file}/below`),
  });
});
