import { expect, it } from 'vitest';
import { z } from 'zod';
import { commonConfig, loadConfig, portConfig } from './config.ts';

const schema = z.object({ ...commonConfig, PORT: portConfig(8080), TOKEN: z.string().min(8) });

it('takes the defaults for what is absent or empty', () => {
  const config = loadConfig('app', schema, { LOG_LEVEL: '', TOKEN: 'long enough' });
  expect(config).toEqual({ HOST: '127.0.0.1', LOG_LEVEL: 'info', PORT: 8080, TOKEN: 'long enough' });
});

it('reports every problem together, with what was received unless it may be a secret', () => {
  const load = (): unknown => loadConfig('app', schema, { LOG_LEVEL: 'loud', PORT: '99999', TOKEN: 'hush' });
  expect(load).toThrow(/LOG_LEVEL: received "loud"[\s\S]*PORT: received "99999"[\s\S]*TOKEN: /);
  expect(load).not.toThrow(/hush/);
  expect(() => loadConfig('app', schema, { PORT: 'eighty' })).toThrow(/PORT: received "eighty"/);
});
