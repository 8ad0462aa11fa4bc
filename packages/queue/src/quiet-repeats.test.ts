import { expect, test } from 'vitest';
import { quietRepeats } from './quiet-repeats.ts';

test('a repeated error is heard once in five seconds, another one at once', () => {
  const heard: string[] = [];
  let now = 0;
  const onError = quietRepeats(
    (error) => heard.push(`${now} ${error.message}`),
    () => now,
  );
  for (now = 0; now <= 10_000; now += 1000) onError(new Error('refused'));
  now = 10_500;
  onError(new Error('starting up'));
  expect(heard).toEqual(['0 refused', '5000 refused', '10000 refused', '10500 starting up']);
});
