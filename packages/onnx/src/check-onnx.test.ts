import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { checkOnnx } from './check-onnx.ts';
import { FEATURES, randomDense, randomFrom, randomTrees } from './testing.ts';
import { toOnnx } from './to-onnx.ts';

const limits = { maxBytes: 1_000_000 };
const options = { features: FEATURES, threshold: 0.5 };
const good = toOnnx(randomTrees(randomFrom(1), 10, 4), { ...options, metadata: { dataset: 'abc' } });

/** Protobuf by hand: a field with bytes (a message, a text) or a number. */
function field(id: number, value: Uint8Array | string | number): Uint8Array {
  const writer = protobuf.Writer.create();
  if (typeof value === 'number')
    return writer
      .uint32((id << 3) | 0)
      .int32(value)
      .finish();
  return writer
    .uint32((id << 3) | 2)
    .bytes(typeof value === 'string' ? new TextEncoder().encode(value) : value)
    .finish();
}
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const entry = join(field(1, 'location'), field(2, '.env'));
const outside = join(field(8, 'weights'), field(13, entry), field(14, 1));
const graph = (...parts: Uint8Array[]): Uint8Array => field(7, join(...parts));
const node = (...parts: Uint8Array[]): Uint8Array => field(1, join(...parts));
const constant = (attribute: Uint8Array): Uint8Array => node(field(4, 'Constant'), field(5, attribute));

const reasonOf = (bytes: Uint8Array): unknown => {
  try {
    checkOnnx(bytes, limits);
  } catch (error) {
    return (error as { details?: { reason: string } }).details?.reason ?? error;
  }
  return 'accepted';
};

describe('checkOnnx', () => {
  test('what toOnnx writes is accepted', () => {
    expect(reasonOf(good)).toBe('accepted');
    expect(reasonOf(toOnnx(randomDense(randomFrom(1), [8]), options))).toBe('accepted');
  });

  test.each([
    ['an initialiser', graph(field(5, outside))],
    ['a location without entries', graph(field(5, field(14, 1)))],
    ['entries without a location', graph(field(5, field(13, entry)))],
    ['the values of a sparse initialiser', graph(field(15, field(1, outside)))],
    ['the indices of a sparse initialiser', graph(field(15, field(2, outside)))],
    ['a Constant attribute', graph(constant(field(5, outside)))],
    ['a list of tensors', graph(constant(field(10, outside)))],
    ['a sparse Constant attribute', graph(constant(field(22, field(1, outside))))],
    ['a list of sparse tensors', graph(constant(field(23, field(2, outside))))],
    ['a subgraph', graph(constant(field(6, field(5, outside))))],
    ['a subgraph in a list of a subgraph', graph(constant(field(11, constant(field(6, field(5, outside))))))],
    ['a second graph field, which parsers merge', join(good, graph(field(5, outside)))],
    ['a graph that a harmless one follows', join(graph(field(5, outside)), good)],
  ])('external data in %s is refused', (_, bytes) => {
    expect(reasonOf(bytes)).toBe('external_data');
  });

  test.each(['If', 'Loop', 'Scan', 'SequenceMap'])(
    'operator %s is refused, in a subgraph too',
    (operator) => {
      expect(reasonOf(graph(node(field(4, operator))))).toBe('control_flow');
      expect(reasonOf(graph(constant(field(6, node(field(4, operator))))))).toBe('control_flow');
    },
  );

  test('an operator domain that is not ONNX is refused, in a node and in the imports, unless named', () => {
    const custom = graph(node(field(4, 'Anything'), field(7, 'com.microsoft')));
    expect(reasonOf(custom)).toBe('unknown_domain');
    expect(reasonOf(join(good, field(8, field(1, 'my.ops'))))).toBe('unknown_domain');
    expect(() => checkOnnx(custom, { ...limits, extraDomains: ['com.microsoft'] })).not.toThrow();
  });

  test('functions of the file and training information are refused', () => {
    expect(reasonOf(join(good, field(25, field(1, 'f'))))).toBe('local_functions');
    expect(reasonOf(join(good, field(20, graph())))).toBe('training_graph');
  });

  test('bytes above the limit are refused', () => {
    expect(() => checkOnnx(good, { maxBytes: good.length - 1 })).toThrow(/too_large.*allowed are/);
  });

  test.each([
    ['nothing', new Uint8Array()],
    ['text', new TextEncoder().encode('<!doctype html><title>404</title>')],
    ['a file cut short', good.subarray(0, good.length - 7)],
    ['a graph longer than the file', Uint8Array.of(0x3a, 0xff, 0x01)],
    ['a length without end', Uint8Array.of(0x3a, ...Array.from({ length: 12 }, () => 0xff))],
    ['a graph that is a number', field(7, 1)],
    ["ONNX Runtime's own format", join(field(2, 'ORTMxxxx').subarray(0, 2), field(1, 'ORTM'), good)],
  ])('%s is refused as malformed', (_, bytes) => {
    expect(reasonOf(bytes)).toBe('malformed');
  });

  test('nesting without end is refused, not followed', () => {
    let bytes = field(5, new Uint8Array());
    for (let level = 0; level < 400; level++) bytes = constant(field(6, bytes));
    expect(reasonOf(graph(bytes))).toBe('malformed');
  });
});
