import type { Feature } from '@flywheel/contracts';
import type { Problem } from '../../api/request.ts';
import { formatName } from '../../format.ts';

/** What stands in the fields, by feature name. */
export type Draft = Record<string, string>;

export function exampleDraft(features: readonly Feature[]): Draft {
  return Object.fromEntries(features.map((feature) => [feature.name, String(feature.example)]));
}

/** The record that is sent: an empty field is a missing value; what is no number is sent as it stands, for the service to judge. */
export function recordOf(features: readonly Feature[], draft: Draft): Record<string, string | number | null> {
  return Object.fromEntries(
    features.map((feature) => [feature.name, rawValue(feature, draft[feature.name] ?? '')]),
  );
}

function rawValue(feature: Feature, text: string): string | number | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (feature.kind === 'categorical') return trimmed;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}

/** What a field may hold, in words. */
export function hintOf(feature: Feature): string {
  if (feature.kind === 'categorical') return `Like ${feature.example}. Empty means unknown.`;
  const whole = feature.dtype === 'int64' ? 'Whole number' : 'Number';
  const unit = feature.unit ? ` ${feature.unit}` : '';
  return `${whole} from ${feature.min} to ${feature.max}${unit}. Empty means unknown.`;
}

/** A remark while typing; the service has the last word. Null when there is nothing to say. */
export function remarkOf(feature: Feature, text: string): string | null {
  const value = rawValue(feature, text);
  if (value === null) return null;
  if (feature.kind === 'categorical')
    return new RegExp(feature.pattern).test(String(value)) ? null : `Expected text like ${feature.example}.`;
  if (typeof value !== 'number') return 'This is not a number.';
  if (feature.dtype === 'int64' && !Number.isInteger(value)) return 'This is not a whole number.';
  if (value < feature.min || value > feature.max) return `Outside of ${feature.min} to ${feature.max}.`;
  return null;
}

/** Puts each problem of a refused request at its field: `records.0.minute` and `minute` both name the feature. */
export function problemsByField(
  features: readonly Feature[],
  problems: readonly Problem[],
): { fields: Record<string, string>; rest: string[] } {
  const names = new Set(features.map(({ name }) => name));
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const { field, received, expected } of problems) {
    const text = sentenceOf(received, expected);
    const name = field.split('.').findLast((part) => names.has(part));
    if (name === undefined) rest.push(`${formatName(field)}: ${text}`);
    else fields[name] = fields[name] === undefined ? text : `${fields[name]} ${text}`;
  }
  return { fields, rest };
}

/** Validators write `Too big: expected number to be <=1439` or a sentence of their own: one sentence comes of either. */
function sentenceOf(received: string, expected: string): string {
  const wanted = /\bexpected (.+)$/.exec(expected)?.[1];
  if (wanted === undefined && /^[A-Z]/.test(expected)) return `Received ${received}. ${expected}.`;
  return `Received ${received}, expected ${wanted ?? expected}.`;
}
