import type { InferenceSession } from 'onnxruntime-node';
import { datatypeOf, type Datatype } from '../oip/datatypes.ts';

/** One input or output of a model in the words of the Open Inference Protocol. */
export interface TensorSpec {
  readonly name: string;
  readonly datatype: Datatype;
  /** -1 where the size is open. */
  readonly shape: readonly number[];
}

/** Null when the value is no tensor or of a type that is not carried here. */
export function tensorSpecOf(metadata: InferenceSession.ValueMetadata): TensorSpec | null {
  if (!metadata.isTensor) return null;
  const datatype = datatypeOf(metadata.type);
  if (datatype === undefined) return null;
  const shape = metadata.shape.map((size) => (typeof size === 'number' && size >= 0 ? size : -1));
  return { name: metadata.name, datatype, shape };
}
