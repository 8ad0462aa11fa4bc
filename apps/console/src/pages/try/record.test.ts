import type { Feature } from '@flywheel/contracts';
import { describe, expect, it } from 'vitest';
import { curlCommand } from './curl.ts';
import { exampleDraft, problemsByField, recordOf, remarkOf } from './record.ts';

const minute: Feature = {
  kind: 'numeric',
  name: 'minute',
  description: 'Minute of the day',
  dtype: 'int64',
  min: 0,
  max: 1439,
  example: 1065,
};
const origin: Feature = {
  kind: 'categorical',
  name: 'origin',
  description: 'Airport',
  pattern: '^[A-Z]{3}$',
  example: 'ORD',
};
const features = [minute, origin];

describe('recordOf', () => {
  it('sends the examples as they are declared', () => {
    expect(recordOf(features, exampleDraft(features))).toEqual({ minute: 1065, origin: 'ORD' });
  });
  it('sends an empty field as missing', () => {
    expect(recordOf(features, { minute: ' ', origin: '' })).toEqual({ minute: null, origin: null });
  });
  it('leaves it to the service to refuse what is no number', () => {
    expect(recordOf(features, { minute: '5pm', origin: '12' })).toEqual({ minute: '5pm', origin: '12' });
  });
});

describe('remarkOf', () => {
  it.each([
    [minute, '12', null],
    [minute, '', null],
    [minute, '12.5', 'This is not a whole number.'],
    [minute, '1440', 'Outside of 0 to 1439.'],
    [minute, 'noon', 'This is not a number.'],
    [origin, 'ZZZ', null],
    [origin, 'ohare', 'Expected text like ORD.'],
  ])('of %o holding "%s" is %s', (feature, text, remark) => {
    expect(remarkOf(feature, text)).toBe(remark);
  });
});

describe('problemsByField', () => {
  it('finds the feature in a plain and in a nested path, and keeps the rest', () => {
    const problems = [
      { field: 'minute', received: '-1', expected: '>= 0' },
      { field: 'records.0.origin', received: 'nothing', expected: 'text' },
      { field: 'body', received: 'nothing', expected: 'object' },
    ];
    expect(problemsByField(features, problems)).toEqual({
      fields: { minute: 'Received -1, expected >= 0.', origin: 'Received nothing, expected text.' },
      rest: ['body: Received nothing, expected object.'],
    });
  });
});

describe('the sentence at a field', () => {
  it.each([
    ['Too big: expected number to be <=1439', 'Received 9, expected number to be <=1439.'],
    ['expected text that matches ^[A-Z]{3}$', 'Received 9, expected text that matches ^[A-Z]{3}$.'],
    ['number', 'Received 9, expected number.'],
    ['Invalid string: must match pattern', 'Received 9. Invalid string: must match pattern.'],
  ])('of "%s" is "%s"', (expected, sentence) => {
    expect(problemsByField(features, [{ field: 'minute', received: '9', expected }]).fields['minute']).toBe(
      sentence,
    );
  });
});

describe('curlCommand', () => {
  it('cannot be left by a quote in a value', () => {
    expect(curlCommand({ url: 'http://h/predict', body: { origin: "x'; rm -rf ~ #" } })).toBe(
      `curl --json '{"origin":"x'\\''; rm -rf ~ #"}' \\\n  'http://h/predict'`,
    );
  });
});
