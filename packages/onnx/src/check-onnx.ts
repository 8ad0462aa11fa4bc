import { unsafeModel, type UnsafeReason } from './errors.ts';
import { walkMessage, type MessageShape } from './wire-walk.ts';

export interface OnnxLimits {
  maxBytes: number;
  /** Operator domains besides ONNX's own that may be used, e.g. `com.microsoft`. */
  extraDomains?: readonly string[];
}

const OWN_DOMAINS = ['', 'ai.onnx', 'ai.onnx.ml'];
/** Operators that hold graphs: a loop need never end, so none of them is allowed. */
const CONTROL_FLOW = ['If', 'Loop', 'Scan', 'SequenceMap'];
const EXTERNAL = 1;

/**
 * Refuses an ONNX file that a runtime should not be given: ONNX Runtime reads files named by external data, runs loops
 * without bounds and custom operators. Every occurrence of every field is looked at, so a field that is written twice
 * cannot show one value here and another to the runtime.
 * @throws UNSAFE_MODEL with the reason and what was found
 */
export function checkOnnx(bytes: Uint8Array, limits: OnnxLimits): void {
  if (bytes.length === 0) refuse('malformed', 'no bytes');
  if (bytes.length > limits.maxBytes)
    refuse('too_large', `${bytes.length} bytes, allowed are ${limits.maxBytes}`);
  // ONNX Runtime tells its own format (a flatbuffer) by this mark, and would read that instead.
  if (new TextDecoder('latin1').decode(bytes.subarray(4, 8)) === 'ORTM')
    refuse('malformed', 'a file in the format of ONNX Runtime');
  const domains = new Set([...OWN_DOMAINS, ...(limits.extraDomains ?? [])]);
  const problem = walkMessage(bytes, shapes(domains), 'model');
  if (problem !== null) refuse('malformed', problem);
}

function refuse(reason: UnsafeReason, found: string): never {
  throw unsafeModel({ reason, found });
}

/** The messages of onnx.proto that can hold a tensor, a node or a domain, by field number. */
function shapes(domains: ReadonlySet<string>): Record<string, MessageShape> {
  const checkDomain = (domain: string): void => {
    if (!domains.has(domain)) refuse('unknown_domain', `operator domain "${domain.slice(0, 80)}"`);
  };
  const checkOperator = (name: string): void => {
    if (CONTROL_FLOW.includes(name)) refuse('control_flow', `operator ${name}`);
  };
  const external = (): never => refuse('external_data', 'a tensor whose data is in another file');
  return {
    model: {
      7: { message: 'graph' },
      8: { message: 'operatorSet' },
      20: { visit: () => refuse('training_graph', 'training information') },
      25: { visit: () => refuse('local_functions', 'a function defined by the file') },
    },
    operatorSet: { 1: { text: checkDomain } },
    graph: {
      1: { message: 'node' },
      5: { message: 'tensor' },
      15: { message: 'sparseTensor' },
    },
    node: {
      4: { text: checkOperator },
      5: { message: 'attribute' },
      7: { text: checkDomain },
    },
    attribute: {
      5: { message: 'tensor' },
      6: { message: 'graph' },
      10: { message: 'tensor' },
      11: { message: 'graph' },
      22: { message: 'sparseTensor' },
      23: { message: 'sparseTensor' },
    },
    sparseTensor: { 1: { message: 'tensor' }, 2: { message: 'tensor' } },
    tensor: {
      13: { visit: external },
      14: { number: (location) => (location === EXTERNAL ? external() : undefined) },
    },
  };
}
