import { AppError } from '@flywheel/contracts';
import protobuf from 'protobufjs';

/** What to do with one field of a message; a field that is not listed is skipped. */
type FieldAction =
  /** Go into the message of this name. */
  | { message: string }
  | { text: (value: string) => void }
  | { number: (value: number) => void }
  | { visit: () => void };

/** Actions by field number. */
export type MessageShape = Readonly<Record<number, FieldAction>>;

const VARINT = 0;
const BYTES = 2;
/** The depth at which protobuf's own parsers stop. */
const MAX_DEPTH = 100;

/**
 * Goes through protobuf bytes in wire order without building anything, so memory stays flat whatever the bytes claim.
 * @param shapes by message name
 * @returns null when the bytes are well-formed, else what is wrong with them
 */
export function walkMessage(
  bytes: Uint8Array,
  shapes: Readonly<Record<string, MessageShape>>,
  message: string,
): string | null {
  const reader = protobuf.Reader.create(bytes);
  try {
    return walk({ reader, shapes }, { message, end: bytes.length, depth: 0 });
  } catch (error) {
    // An action's own refusal passes; all else is thrown by the reader, in errors without a class of their own.
    if (error instanceof AppError) throw error;
    return 'its protobuf encoding is cut short or broken';
  }
}

function walk(
  context: { reader: protobuf.Reader; shapes: Readonly<Record<string, MessageShape>> },
  at: { message: string; end: number; depth: number },
): string | null {
  const { reader, shapes } = context;
  const shape = shapes[at.message]!;
  if (at.depth > MAX_DEPTH) return 'its messages are nested too deeply';
  while (reader.pos < at.end) {
    const tag = reader.tag();
    const wireType = tag & 7;
    const action = shape[tag >>> 3];
    if (action !== undefined && 'visit' in action) action.visit();
    if (action === undefined || 'visit' in action) {
      reader.skipType(wireType, 0, tag >>> 3);
      continue;
    }
    if ('number' in action) {
      if (wireType !== VARINT) return `field ${tag >>> 3} of a ${at.message} has the wrong type`;
      action.number(reader.int32());
      continue;
    }
    if (wireType !== BYTES) return `field ${tag >>> 3} of a ${at.message} has the wrong type`;
    if ('text' in action) {
      action.text(reader.string());
      continue;
    }
    const length = reader.size();
    const end = reader.pos + length;
    if (end > at.end) return `a ${action.message} is longer than what holds it`;
    const problem = walk(context, { message: action.message, end, depth: at.depth + 1 });
    if (problem !== null) return problem;
  }
  return reader.pos === at.end ? null : `a ${at.message} ends in the middle of a field`;
}
