import { AppError, type Feature } from '@flywheel/contracts';
import { checkOnnx, inputType } from '@flywheel/onnx';
import { InferenceSession } from 'onnxruntime-node';
import { modelRefused, type RefusalReason } from '../errors.ts';
import { MicroBatcher, type MicroBatcherOptions } from './micro-batcher.ts';
import { openModelPackage, type ModelPackage, type PackageFiles } from './model-package.ts';
import { scoreRecords } from './score.ts';
import type { ServedModel } from './served-model.ts';
import { tensorSpecOf, type TensorSpec } from './tensor-spec.ts';

const MAX_ONNX_BYTES = 256 * 1024 * 1024;

/** One thread: repeatable to the last bit, and on small models half the CPU of the default. */
const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
};

type OnRun = MicroBatcherOptions['onRun'];

/**
 * A version of a project, ready to serve: digests checked, the file found harmless, the graph loaded, its signature as
 * declared, the golden predictions reproduced, and warm.
 * @throws MODEL_REFUSED with the first thing that is wrong
 */
export async function openPackagedModel(options: {
  project: string;
  version: string;
  files: PackageFiles;
  onRun?: OnRun;
}): Promise<ServedModel> {
  const { project, version } = options;
  const modelPackage = openModelPackage(project, version, options.files);
  const model = await open({
    name: project,
    version,
    onnx: modelPackage.onnx,
    modelPackage,
    onRun: options.onRun,
  });
  try {
    checkSignature(model, modelPackage.manifest.features);
    await reproduceGolden(model, modelPackage);
  } catch (error) {
    await model.release();
    throw error;
  }
  return model;
}

/** A bare ONNX file, served by the Open Inference Protocol alone. */
export function openBareModel(options: {
  name: string;
  version: string;
  onnx: Uint8Array;
  onRun?: OnRun;
}): Promise<ServedModel> {
  return open({ ...options, modelPackage: null });
}

async function open(options: {
  name: string;
  version: string;
  onnx: Uint8Array;
  modelPackage: ModelPackage | null;
  onRun?: OnRun;
}): Promise<ServedModel> {
  const { name, version, onnx, modelPackage, onRun } = options;
  const refuse = (reason: RefusalReason, found: string, cause?: unknown): never => {
    throw modelRefused({ model: name, version, reason, found }, cause);
  };
  try {
    checkOnnx(onnx, { maxBytes: MAX_ONNX_BYTES });
  } catch (error) {
    if (error instanceof AppError) refuse('unsafe', error.message, error);
    throw error;
  }
  const session = await InferenceSession.create(onnx, SESSION_OPTIONS).catch((error: unknown) =>
    refuse('runtime', `ONNX Runtime does not load it (${String(error).slice(0, 300)})`, error),
  );
  const specs = (values: readonly InferenceSession.ValueMetadata[]): TensorSpec[] =>
    values.map(
      (value) =>
        tensorSpecOf(value) ?? refuse('signature', `${value.name} has a type that is not carried here`),
    );
  const inputs = specs(session.inputMetadata);
  const outputs = specs(session.outputMetadata);
  const canBatch = [...inputs, ...outputs].every((spec) => spec.shape[0] === -1);
  const batcher = new MicroBatcher({ session, canBatch, onRun });
  return {
    name,
    version,
    inputs,
    outputs,
    package: modelPackage,
    run: batcher.run,
    release: () => session.release(),
  };
}

const DATATYPES = { int64: 'INT64', float: 'FP32', string: 'BYTES' } as const;

function checkSignature(model: ServedModel, features: readonly Feature[]): void {
  const text = (specs: readonly TensorSpec[]): string =>
    specs
      .map(({ name, datatype, shape }) => `${name} ${datatype}[${shape.join(',')}]`)
      .toSorted()
      .join(', ');
  const expected: TensorSpec[][] = [
    features.map((feature) => ({
      name: feature.name,
      datatype: DATATYPES[inputType(feature)],
      shape: [-1, 1],
    })),
    [
      { name: 'label', datatype: 'INT64', shape: [-1] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
    ],
  ];
  const found = [model.inputs, model.outputs].map(text).join(' -> ');
  const declared = expected.map(text).join(' -> ');
  if (found !== declared)
    throw modelRefused({
      model: model.name,
      version: model.version,
      reason: 'signature',
      found: `the graph is ${found}, the manifest declares ${declared}`,
    });
}

/** All golden rows at once, then the first alone, which also warms both paths. */
async function reproduceGolden(model: ServedModel, { golden }: ModelPackage): Promise<void> {
  const refuse = (found: string): never => {
    throw modelRefused({ model: model.name, version: model.version, reason: 'golden', found });
  };
  const count = golden.rows.length;
  if (golden.labels.length !== count || golden.probabilities.length !== count)
    refuse(
      `${count} rows with ${golden.labels.length} labels and ${golden.probabilities.length} probabilities`,
    );
  for (const rows of [golden.rows, golden.rows.slice(0, 1)]) {
    const { labels, probabilities } = await scoreRecords(model, rows);
    for (let row = 0; row < rows.length; row++) {
      const difference = Math.abs(probabilities[row]! - golden.probabilities[row]!);
      if (!(difference <= golden.tolerance) || labels[row] !== golden.labels[row])
        refuse(
          `row ${row} gives label ${labels[row]} with probability ${probabilities[row]}, the trainer got ${golden.labels[row]} with ${golden.probabilities[row]}`,
        );
    }
  }
}
