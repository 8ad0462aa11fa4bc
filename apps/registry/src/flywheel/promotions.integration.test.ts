import type { PromotionDecision } from '@flywheel/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeEvaluation, registerVersion, startTestRegistry, type TestRegistry } from '../testing.ts';

let registry: TestRegistry;
beforeAll(async () => {
  registry = await startTestRegistry();
});
afterAll(() => registry.stop());
beforeEach(async () => {
  await registry.call('DELETE', '/api/2.0/mlflow/registered-models/delete', { name: 'flights' });
});

const championOf = async (): Promise<string | undefined> =>
  (await registry.client.getVersionByAlias('flights', 'champion'))?.version;

async function promoteFirst(): Promise<void> {
  const { client } = registry;
  await registerVersion(client);
  await client.postEvaluation(makeEvaluation({ version: '1', rocAuc: 0.68, champion: null }));
  await client.promote('flights', { version: '1', reason: 'first' });
}

describe('the gate in front of the champion alias', () => {
  it('promotes a first version above the threshold, at the event time that was given', async () => {
    const { client } = registry;
    await registerVersion(client);
    await client.postEvaluation(makeEvaluation({ version: '1', rocAuc: 0.68, champion: null }));
    const decision = await client.promote('flights', {
      version: '1',
      reason: 'first',
      at: '2001-02-01T00:00:00Z',
    });
    expect(decision).toMatchObject({ outcome: 'promoted', previousVersion: null, version: '1' });
    expect(decision.at).toBe('2001-02-01T00:00:00.000Z');
    expect(decision.checks.every(({ passed }) => passed)).toBe(true);
    expect(await championOf()).toBe('1');
    expect(await client.aliasHistory('flights', 'champion')).toMatchObject([
      { version: '1', decisionId: decision.id, reason: 'first' },
    ]);
  });

  it('refuses a version without an evaluation with 400 and keeps the decision', async () => {
    await registerVersion(registry.client);
    const { status, json } = await registry.call('POST', '/api/flywheel/v1/models/flights/promotions', {
      version: '1',
      reason: 'try',
    });
    expect(status).toBe(400);
    expect(json).toMatchObject({ error_code: 'GATE_REFUSED', decision: { outcome: 'refused' } });
    expect(json.message).toContain('no evaluation');
    expect(await registry.client.listPromotions('flights')).toEqual([json.decision]);
    expect(await championOf()).toBeUndefined();
  });

  it.each([
    ['worse', 0.67],
    ['equal', 0.68],
  ])('refuses a challenger that is %s, through MLflow too', async (_, rocAuc) => {
    const { client } = registry;
    await promoteFirst();
    await registerVersion(client);
    const champion = { version: '1', rocAuc: 0.68 };
    await client.postEvaluation(makeEvaluation({ version: '2', rocAuc, champion }));
    const decision = await client.promote('flights', { version: '2', reason: 'retrained' });
    expect(decision.outcome).toBe('refused');
    await expect(client.setAlias('flights', 'champion', '2')).rejects.toMatchObject({
      code: 'TRACKING_REFUSED',
      details: { errorCode: 'INVALID_PARAMETER_VALUE' },
    });
    expect(await championOf()).toBe('1');
    expect(await client.listPromotions('flights')).toHaveLength(2);
  });

  it('refuses an evaluation against a version that is no longer champion', async () => {
    const { client } = registry;
    await promoteFirst();
    for (const version of ['2', '3']) {
      await registerVersion(client);
      const champion = { version: '1', rocAuc: 0.68 };
      await client.postEvaluation(makeEvaluation({ version, rocAuc: 0.71, champion }));
    }
    expect((await client.promote('flights', { version: '2', reason: 'x' })).outcome).toBe('promoted');
    const refused = await client.promote('flights', { version: '3', reason: 'x' });
    expect(refused.outcome).toBe('refused');
    expect(refused.checks.find(({ passed }) => !passed)!.explanation).toContain('stale');
  });

  it('lets MLflow move the alias of a version that passes, and any alias of a model without a project', async () => {
    const { client } = registry;
    await registerVersion(client);
    await client.postEvaluation(makeEvaluation({ version: '1', rocAuc: 0.68, champion: null }));
    await client.setAlias('flights', 'champion', '1');
    expect((await client.listPromotions('flights'))[0]).toMatchObject({ requestedBy: 'mlflow' });
    await registerVersion(client, 'no-project');
    await client.setAlias('no-project', 'champion', '1');
    expect((await client.getVersionByAlias('no-project', 'champion'))?.version).toBe('1');
  });

  it('keeps a model from taking the name of a project, with an alias that nobody judged', async () => {
    const { client, call } = registry;
    await registerVersion(client, 'disguised');
    await client.setAlias('disguised', 'champion', '1');
    const renamed = await call('POST', '/api/2.0/mlflow/registered-models/rename', {
      name: 'disguised',
      new_name: 'flights',
    });
    expect(renamed).toMatchObject({ status: 400, json: { error_code: 'INVALID_PARAMETER_VALUE' } });
    await call('DELETE', '/api/2.0/mlflow/registered-models/delete', { name: 'disguised' });
  });
});

describe('repeated and concurrent requests', () => {
  it('answers a repeated promotion, passed or refused, with the first decision', async () => {
    const { client } = registry;
    await promoteFirst();
    const first = await client.promote('flights', { version: '1', reason: 'again' });
    await registerVersion(client);
    const refusals = await Promise.all(
      Array.from({ length: 5 }, () => client.promote('flights', { version: '2', reason: 'no evaluation' })),
    );
    expect(new Set(refusals.map(({ id }) => id)).size).toBe(1);
    expect(first.reason).toBe('first');
    expect(await client.listPromotions('flights')).toHaveLength(2);
  });

  it('answers a request for the champion with the decision that made it so, whatever was evaluated since', async () => {
    const { client } = registry;
    await promoteFirst();
    const champion = { version: '1', rocAuc: 0.68 };
    await client.postEvaluation(makeEvaluation({ version: '1', rocAuc: 0.68, champion }));
    const again = await client.promote('flights', { version: '1', reason: 'a job that is run again' });
    expect(await client.listPromotions('flights')).toEqual([again]);
    expect(again).toMatchObject({ outcome: 'promoted', reason: 'first' });
  });

  it('decides 100 promotions at once one after the other: each replaced the version that it was judged against', async () => {
    const { client } = registry;
    await promoteFirst();
    const versions = Array.from({ length: 10 }, (_, index) => String(index + 2));
    for (const _ of versions) await registerVersion(client);
    // Every version has an evaluation against every possible champion below it.
    const rocAuc = (version: string): number => 0.65 + Number(version) * 0.01;
    for (const version of versions)
      for (let other = 1; other < Number(version); other += 1)
        await client.postEvaluation(
          makeEvaluation({
            version,
            rocAuc: rocAuc(version),
            champion: { version: String(other), rocAuc: rocAuc(String(other)) },
          }),
        );
    const decisions = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        client.promote('flights', {
          version: versions[index % versions.length]!,
          reason: `request ${index}`,
        }),
      ),
    );
    expect(decisions).toHaveLength(100);
    const promoted = (await client.listPromotions('flights'))
      .filter(({ outcome }) => outcome === 'promoted')
      .toReversed();
    expect(promoted.map(({ previousVersion }) => previousVersion)).toEqual([
      null,
      ...promoted.slice(0, -1).map(({ version }) => version),
    ]);
    for (const { evaluation, previousVersion } of promoted)
      expect(evaluation?.champion?.version ?? null).toBe(previousVersion);
    const history = await client.aliasHistory('flights', 'champion');
    expect(history.map(({ decisionId }) => decisionId).toReversed()).toEqual(promoted.map(({ id }) => id));
    expect(await championOf()).toBe('11');
  });

  it('takes the same evaluation twice and refuses other figures under its id', async () => {
    const { client, call } = registry;
    await registerVersion(client);
    const evaluation = makeEvaluation({ version: '1', rocAuc: 0.68, champion: null });
    const first = await client.postEvaluation(evaluation);
    expect(await client.postEvaluation(evaluation)).toEqual(first);
    const other = { ...evaluation, baseline: { ...evaluation.baseline, logLoss: 0.6 } };
    expect(await call('POST', '/api/flywheel/v1/evaluations', other)).toMatchObject({
      status: 409,
      json: { error_code: 'CONFLICTING_EVALUATION' },
    });
    expect(await client.listEvaluations('flights')).toEqual([first]);
  });

  it('refuses an evaluation of a version that does not exist', async () => {
    await registerVersion(registry.client);
    await expect(
      registry.client.postEvaluation(makeEvaluation({ version: '7', rocAuc: 0.7, champion: null })),
    ).rejects.toMatchObject({ code: 'TRACKING_NOT_FOUND' });
  });
});

describe('rollback', () => {
  async function promoteSecond(): Promise<PromotionDecision> {
    const { client } = registry;
    await promoteFirst();
    await registerVersion(client);
    const champion = { version: '1', rocAuc: 0.68 };
    await client.postEvaluation(makeEvaluation({ version: '2', rocAuc: 0.71, champion }));
    return client.promote('flights', { version: '2', reason: 'better' });
  }

  it('goes back to the version before, and from there forward again', async () => {
    const { client } = registry;
    await promoteSecond();
    const back = await client.rollback('flights', { reason: 'alarm' });
    expect(back).toMatchObject({ outcome: 'rolled_back', version: '1', previousVersion: '2' });
    expect(await championOf()).toBe('1');
    await client.rollback('flights', { reason: 'false alarm' });
    expect(await championOf()).toBe('2');
    const history = await client.aliasHistory('flights', 'champion');
    expect(history.map(({ version }) => version)).toEqual(['2', '1', '2', '1']);
  });

  it('does not roll forward when a request is sent again because its answer was lost', async () => {
    await promoteSecond();
    const body = { reason: 'alarm', from: '2' };
    const first = await registry.call('POST', '/api/flywheel/v1/models/flights/rollback', body);
    const second = await registry.call('POST', '/api/flywheel/v1/models/flights/rollback', body);
    expect(second).toEqual(first);
    expect(await championOf()).toBe('1');
  });

  it('lets the version that was left be promoted again by its evaluation', async () => {
    const { client } = registry;
    const first = await promoteSecond();
    await client.rollback('flights', { reason: 'alarm' });
    const again = await client.promote('flights', { version: '2', reason: 'false alarm' });
    expect(again.outcome).toBe('promoted');
    expect(again.id).not.toBe(first.id);
    expect(await championOf()).toBe('2');
  });

  it('says so when there is nothing to go back to', async () => {
    await promoteFirst();
    expect(
      await registry.call('POST', '/api/flywheel/v1/models/flights/rollback', { reason: 'alarm' }),
    ).toMatchObject({ status: 409, json: { error_code: 'NO_PREVIOUS_VERSION' } });
  });
});
