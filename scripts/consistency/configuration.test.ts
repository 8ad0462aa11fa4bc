import { describe, expect, it } from 'vitest';
import { type ZodType } from 'zod';
import { readOverlay, ofKind } from './kustomization.ts';
import { CONFIGS, read, readYaml, SERVERS } from './repository.ts';

const configs: Record<string, Record<string, ZodType>> = CONFIGS;
const everyKey = [...new Set(Object.values(configs).flatMap(Object.keys))].toSorted();

/** `#NAME=default` lines of .env.example. */
const examples = Object.fromEntries(
  [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(([, key, value]) => [key!, value!]),
);
/** `${NAME:-default}` in compose.yaml. */
const interpolated = new Map(
  [...read('compose.yaml').matchAll(/\$\{([A-Z_]+):-([^}]*)\}/g)].map(([, key, value]) => [key!, value!]),
);

interface Compose {
  services: Record<string, { environment?: Record<string, string | number> }>;
}

/** What each overlay and compose give to one app, with the defaults of interpolated values. */
function environmentsOf(app: string): Record<string, Record<string, string>> {
  const { services } = readYaml('compose.yaml') as Compose;
  const compose = Object.entries(services[app]!.environment!).map(([key, value]) => [
    key,
    String(value).replaceAll(/\$\{([A-Z_]+):-([^}]*)\}/g, '$2'),
  ]);
  const overlay = readOverlay('k8s/overlays/local');
  const config = ofKind(overlay, 'ConfigMap').find(({ metadata }) => metadata.name === 'flywheel-config')!;
  const secret = ofKind(overlay, 'Secret').find(({ metadata }) => metadata.name === 'flywheel-secrets')!;
  return {
    compose: Object.fromEntries(compose) as Record<string, string>,
    kubernetes: { ...config.data, ...secret.data },
  };
}

describe('.env.example', () => {
  it('explains every variable of every app and of compose.yaml, and no other', () => {
    expect(Object.keys(examples).toSorted()).toEqual(
      [...new Set([...everyKey, ...interpolated.keys()])].toSorted(),
    );
  });

  it('shows the defaults that the code has', () => {
    for (const [app, shape] of Object.entries(configs)) {
      for (const [key, schema] of Object.entries(shape)) {
        const { success, data } = schema.safeParse(undefined);
        // Required, or optional without a default: derived from others or left out.
        if (!success || data === undefined) continue;
        expect({ app, key, value: schema.parse(examples[key]) }).toEqual({ app, key, value: data });
      }
    }
  });

  it('shows the defaults that compose.yaml has', () => {
    for (const [key, value] of interpolated) expect({ key, value: examples[key] }).toEqual({ key, value });
  });
});

describe.each(SERVERS)('%s', (app) => {
  const environments = environmentsOf(app);
  it.each(Object.keys(environments))('gets what it needs and understands from %s', (name) => {
    const environment = environments[name]!;
    for (const [key, schema] of Object.entries(configs[app]!)) {
      const result = schema.safeParse(environment[key]);
      expect({ key, problem: result.error?.issues[0]?.message }).toEqual({ key, problem: undefined });
    }
  });
});

it('compose.yaml and the Kubernetes manifests set the same variables, all known to an app', () => {
  const { compose, kubernetes } = environmentsOf('inference');
  expect(Object.keys(kubernetes!).toSorted()).toEqual(Object.keys(compose!).toSorted());
  expect(Object.keys(compose!).filter((key) => !everyKey.includes(key))).toEqual([]);
});
