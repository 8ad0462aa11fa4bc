import { createHash } from 'node:crypto';
import {
  goldenSchema,
  MODEL_PACKAGE_FILES,
  modelManifestSchema,
  referenceProfileSchema,
  type Golden,
  type ModelManifest,
  type ReferenceProfile,
} from '@flywheel/contracts';
import { z } from 'zod';
import { modelRefused, type RefusalReason } from '../errors.ts';

export interface ModelPackage {
  readonly manifest: ModelManifest;
  readonly reference: ReferenceProfile;
  readonly golden: Golden;
  readonly onnx: Uint8Array;
}

/** Bytes by file name, as they were downloaded or read from the cache. */
export type PackageFiles = ReadonlyMap<string, Uint8Array>;

const NEEDED = [MODEL_PACKAGE_FILES.onnx, MODEL_PACKAGE_FILES.golden, MODEL_PACKAGE_FILES.reference];

/**
 * Takes a model package apart after checking that each file is the one that the manifest names.
 * @throws MODEL_REFUSED (manifest, incomplete or digest)
 */
export function openModelPackage(project: string, version: string, files: PackageFiles): ModelPackage {
  const refuse = (reason: RefusalReason, found: string): never => {
    throw modelRefused({ model: project, version, reason, found });
  };
  const manifest = readManifest(project, version, files.get(MODEL_PACKAGE_FILES.manifest));
  for (const name of NEEDED)
    if (manifest.digests[name] === undefined) refuse('incomplete', `the manifest does not name ${name}`);
  for (const [name, digest] of Object.entries(manifest.digests)) {
    const bytes = files.get(name);
    if (bytes === undefined) refuse('incomplete', `${name} is missing`);
    else if (sha256(bytes) !== digest)
      refuse('digest', `${name} has sha256 ${sha256(bytes)}, the manifest says ${digest}`);
  }
  const read = <Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> =>
    parseJson(schema, files.get(name)!, (problem) => refuse('manifest', `${name}: ${problem}`));
  return {
    manifest,
    golden: read(MODEL_PACKAGE_FILES.golden, goldenSchema),
    reference: read(MODEL_PACKAGE_FILES.reference, referenceProfileSchema),
    onnx: files.get(MODEL_PACKAGE_FILES.onnx)!,
  };
}

/** @throws MODEL_REFUSED when it is no manifest, or that of another project */
export function readManifest(project: string, version: string, bytes: Uint8Array | undefined): ModelManifest {
  const refuse = (found: string): never => {
    throw modelRefused({ model: project, version, reason: 'manifest', found });
  };
  if (bytes === undefined) return refuse(`${MODEL_PACKAGE_FILES.manifest} is missing`);
  const manifest = parseJson(modelManifestSchema, bytes, refuse);
  if (manifest.project !== project) refuse(`it belongs to project "${manifest.project}"`);
  for (const name of Object.keys(manifest.digests))
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) refuse(`"${name}" is no plain file name`);
  return manifest;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function parseJson<Schema extends z.ZodType>(
  schema: Schema,
  bytes: Uint8Array,
  refuse: (problem: string) => never,
): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuse('it is not JSON');
  }
  const result = schema.safeParse(value);
  return result.success ? result.data : refuse(z.prettifyError(result.error));
}
