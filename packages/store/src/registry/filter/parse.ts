import { invalidParameterValue } from '../errors.ts';
import { tokenize, type Token } from './tokenize.ts';

export type Comparator =
  '=' | '!=' | '<' | '<=' | '>' | '>=' | 'like' | 'ilike' | 'in' | 'not in' | 'is null' | 'is not null';

/** `metrics` or `tags` with its key; a field without a family is an attribute. */
export interface FieldName {
  family: string;
  key: string;
}

export interface Comparison {
  field: FieldName;
  comparator: Comparator;
  /** A list for `in`, null for `is null`. */
  value: string | number | string[] | null;
}

export interface Ordering {
  field: FieldName;
  isAscending: boolean;
}

/** Reads `<comparison> AND <comparison> …`; an empty filter is no comparison. */
export function parseFilter(filter: string): Comparison[] {
  const reader = createReader(filter);
  if (reader.isAtEnd()) return [];
  const comparisons = [readComparison(reader)];
  while (!reader.isAtEnd()) {
    const token = reader.next();
    if (token.kind !== 'word' || token.text !== 'and')
      reader.fail(`"${token.text}" stands where AND is expected; OR and parentheses are not supported`);
    comparisons.push(readComparison(reader));
  }
  return comparisons;
}

/** Reads `<field> [ASC|DESC]`. */
export function parseOrderBy(clause: string): Ordering {
  const reader = createReader(clause);
  const field = readField(reader);
  if (reader.isAtEnd()) return { field, isAscending: true };
  const direction = reader.next();
  if (direction.kind !== 'word' || (direction.text !== 'asc' && direction.text !== 'desc'))
    reader.fail(`"${direction.text}" stands where ASC or DESC is expected`);
  if (!reader.isAtEnd()) reader.fail(`"${reader.next().text}" is too much`);
  return { field, isAscending: direction.text === 'asc' };
}

interface Reader {
  isAtEnd: () => boolean;
  next: () => Token;
  fail: (reason: string) => never;
}

function createReader(text: string): Reader {
  const tokens = tokenize(text);
  let position = 0;
  const fail = (reason: string): never => {
    throw invalidParameterValue(`"${text.slice(0, 500)}" cannot be searched by: ${reason}.`);
  };
  return {
    isAtEnd: () => position >= tokens.length,
    next: () => tokens[position++] ?? fail('it ends too early'),
    fail,
  };
}

function readComparison(reader: Reader): Comparison {
  const field = readField(reader);
  const comparator = readComparator(reader);
  if (comparator === 'is null' || comparator === 'is not null') return { field, comparator, value: null };
  if (comparator === 'in' || comparator === 'not in') return { field, comparator, value: readList(reader) };
  const token = reader.next();
  if (token.kind !== 'string' && token.kind !== 'number')
    return reader.fail(`"${token.text}" is no value; a text stands in quotes`);
  return { field, comparator, value: token.value };
}

function readField(reader: Reader): FieldName {
  const token = reader.next();
  if (token.kind === 'string' && token.text.startsWith('"')) return { family: 'attribute', key: token.value };
  if (token.kind !== 'identifier') return reader.fail(`"${token.text}" stands where a field is expected`);
  const [first, second] = token.keys;
  return second === undefined ? { family: 'attribute', key: first! } : { family: first!, key: second };
}

function readComparator(reader: Reader): Comparator {
  const token = reader.next();
  if (token.kind === 'operator') return token.text as Comparator;
  const expectWord = (...words: string[]): string => {
    const word = reader.next();
    if (word.kind !== 'word' || !words.includes(word.text))
      return reader.fail(`"${word.text}" stands where ${words.join(' or ').toUpperCase()} is expected`);
    return word.text;
  };
  switch (token.kind === 'word' ? token.text : '') {
    case 'like':
    case 'ilike':
    case 'in':
      return token.text as Comparator;
    case 'not':
      expectWord('in');
      return 'not in';
    case 'is':
      if (expectWord('null', 'not') === 'null') return 'is null';
      expectWord('null');
      return 'is not null';
    default:
      return reader.fail(`"${token.text}" stands where a comparison such as = is expected`);
  }
}

function readList(reader: Reader): string[] {
  const open = reader.next();
  if (open.text !== '(') reader.fail(`"${open.text}" stands where ( is expected`);
  const values: string[] = [];
  for (;;) {
    const item = reader.next();
    if (item.kind !== 'string') return reader.fail(`"${item.text}" is no text in quotes`);
    values.push(item.value);
    const separator = reader.next();
    if (separator.text === ')') return values;
    if (separator.text !== ',') reader.fail(`"${separator.text}" stands where , or ) is expected`);
  }
}
