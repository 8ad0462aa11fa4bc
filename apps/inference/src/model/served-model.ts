import type { Tensor } from 'onnxruntime-node';
import type { MicroBatcher } from './micro-batcher.ts';
import type { ModelPackage } from './model-package.ts';
import type { TensorSpec } from './tensor-spec.ts';

export type Tensors = Readonly<Record<string, Tensor>>;

/** A verified model in memory. */
export interface ServedModel {
  readonly name: string;
  readonly version: string;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /** Null for a bare ONNX file that belongs to no project. */
  readonly package: ModelPackage | null;
  /** Runs the graph; requests of one turn of the event loop share a run. */
  run: MicroBatcher['run'];
  /** Frees the native memory. Nothing may run afterwards. */
  release: () => Promise<void>;
}
