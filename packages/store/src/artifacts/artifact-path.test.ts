import { expect, it } from 'vitest';
import { checkArtifactPath, decodeArtifactPath, proxyPathOf } from './artifact-path.ts';

it.each(['', 'a', '0/run/artifacts/MLmodel', 'dots..and.dots', '...', 'a b/ü', '100%'])(
  'takes "%s"',
  (path) => {
    expect(checkArtifactPath(path)).toBe(path);
  },
);

it.each([
  '/a',
  '..',
  'a/..',
  'a/../b',
  './a',
  'a//b',
  'a/',
  'c:\\a',
  'C:a',
  'a\\b',
  'a\0',
  'a\n',
  'x'.repeat(2001),
])('refuses "%s"', (path) => {
  expect(() => checkArtifactPath(path)).toThrow(expect.objectContaining({ code: 'INVALID_PARAMETER_VALUE' }));
});

it('decodes percent signs once', () => {
  expect(decodeArtifactPath('a%2520b/%E6%BC%A2')).toBe('a%20b/漢');
  expect(() => decodeArtifactPath('a%2F..%2Fb')).toThrow('relative part');
  expect(() => decodeArtifactPath('%zz')).toThrow('percent-encoded');
});

it.each([
  ['mlflow-artifacts:/0/a', '0/a'],
  ['mlflow-artifacts:/0/a/', '0/a'],
  ['mlflow-artifacts://host:1/0/a', '0/a'],
  ['mlflow-artifacts:/', ''],
  ['s3://bucket/a', null],
  ['/a', null],
])('reads the address %s', (uri, path) => {
  expect(proxyPathOf(uri)).toBe(path);
});
