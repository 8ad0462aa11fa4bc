import { invalidParameterValue } from '../errors.ts';

export type Token =
  | { kind: 'identifier'; text: string; keys: string[] }
  | { kind: 'word' | 'operator' | 'punctuation'; text: string }
  | { kind: 'string'; text: string; value: string }
  | { kind: 'number'; text: string; value: number };

const WORDS = new Set(['and', 'or', 'like', 'ilike', 'in', 'is', 'not', 'null', 'asc', 'desc']);
/** First part of a field, then a key that may stand in backticks or double quotes: tags."odd key", metrics.val/acc. */
const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_]*(?:\.(?:`[^`]*`|"[^"]*"|[\p{L}\p{N}_./:-]+))?/uy;
const QUOTED_IDENTIFIER = /`[^`]*`/y;
const STRING = /'(?:[^']|'')*'|"(?:[^"]|"")*"/y;
const NUMBER = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_.])/uy;
const OPERATOR = /!=|<=|>=|=|<|>/y;
const PUNCTUATION = /[(),]/y;

/** Splits a filter or an order-by clause of MLflow's search language into tokens. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) position += found.length;
    return found;
  };
  while (match(/\s+/y) !== undefined || position < text.length) {
    if (position >= text.length) break;
    const token = nextToken(match);
    if (token === undefined) {
      throw invalidParameterValue(
        `"${text.slice(0, 500)}" cannot be read from character ${position + 1}, "${text.slice(position, position + 20)}": expected a field, an operator, a number or a text in quotes that are closed.`,
      );
    }
    tokens.push(token);
  }
  return tokens;
}

function nextToken(match: (pattern: RegExp) => string | undefined): Token | undefined {
  const number = match(NUMBER);
  if (number !== undefined) return { kind: 'number', text: number, value: Number(number) };
  const string = match(STRING);
  if (string !== undefined) return { kind: 'string', text: string, value: unquote(string) };
  const quoted = match(QUOTED_IDENTIFIER);
  if (quoted !== undefined) return { kind: 'identifier', text: quoted, keys: [unquote(quoted)] };
  const identifier = match(IDENTIFIER);
  if (identifier !== undefined) return toIdentifier(identifier);
  const operator = match(OPERATOR);
  if (operator !== undefined) return { kind: 'operator', text: operator };
  const punctuation = match(PUNCTUATION);
  return punctuation === undefined ? undefined : { kind: 'punctuation', text: punctuation };
}

function toIdentifier(text: string): Token {
  if (WORDS.has(text.toLowerCase())) return { kind: 'word', text: text.toLowerCase() };
  const dot = text.indexOf('.');
  if (dot < 0) return { kind: 'identifier', text, keys: [text] };
  const key = text.slice(dot + 1);
  return {
    kind: 'identifier',
    text,
    keys: [text.slice(0, dot), /^[`"]/.test(key) ? unquote(key) : key],
  };
}

/** Without the quotes around it; a doubled quote inside is one. */
function unquote(text: string): string {
  const quote = text[0]!;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}
