import { expect, it } from 'vitest';
import type { Fake } from './console-fake.ts';
import * as fixtures from './console-fixtures.ts';
import * as monitor from './console-monitor-fixtures.ts';
import { describeConsole, seriousFaults } from './console-session.ts';

const RUN = '2'.repeat(32);
const PAGES = ['loop', 'runs', `runs/${RUN}`, 'models', 'models/2', 'try'];

describeConsole('the console for every reader', (at) => {
  it.each(PAGES)('%s fits a phone of 360 pixels without scrolling sideways', async (path) => {
    await at.open(`flights/${path}`, { viewport: { width: 360, height: 740 } });
    await at.page.locator('.loading').first().waitFor({ state: 'detached' });
    expect(await at.page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });

  it.each(PAGES.flatMap((path) => ['light', 'dark'].map((scheme) => [path, scheme] as const)))(
    '%s in %s colours has no serious accessibility fault',
    async (path, scheme) => {
      await at.open(`flights/${path}`, {
        colorScheme: scheme as 'light' | 'dark',
        reducedMotion: 'reduce',
        bypassCSP: true,
      });
      await at.page.locator('.loading').first().waitFor({ state: 'detached' });
      if (path === 'try') {
        await at.page.getByLabel('origin', { exact: true }).fill('ZZZ');
        await at.page.getByRole('button', { name: 'Predict' }).click();
        await at.panel('Answer').getByText('63.4%').waitFor();
      }
      await at.page.evaluate(
        `for (const details of document.querySelectorAll('details')) details.open = true`,
      );
      expect(await seriousFaults(at.page)).toEqual([]);
    },
  );

  it('has no serious accessibility fault while services are away and fields are wrong', async () => {
    await at.open('flights/try', { bypassCSP: true });
    await at.page.getByLabel('minute', { exact: true }).fill('9999');
    await at.page.getByRole('button', { name: 'Predict' }).click();
    await at.page.getByText('One field needs another value').waitFor();
    expect(await seriousFaults(at.page)).toEqual([]);
    at.fake.away.add('monitor').add('trainer');
    await at.page.goto(`${at.fake.url}#/flights/loop`);
    await at.page.getByText('The trainer is away', { exact: true }).waitFor();
    expect(await seriousFaults(at.page)).toEqual([]);
  });

  it('moves nothing when the reader asked for reduced motion', async () => {
    await at.open('flights/loop', { reducedMotion: 'reduce' });
    await at.page.locator('.edge-flow').first().waitFor({ state: 'attached' });
    expect(await at.page.evaluate<number>('document.getAnimations().length')).toBe(0);
  });

  it('keeps the chosen colours, and follows the system otherwise', async () => {
    await at.open('flights/loop', { colorScheme: 'dark' });
    const background = () => at.page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const dark = await background();
    await at.page.getByRole('button', { name: 'Colours: Auto' }).click();
    const light = await background();
    expect(light).not.toBe(dark);
    await at.page.reload();
    await at.page.getByRole('button', { name: 'Colours: Light' }).waitFor();
    expect(await background()).toBe(light);
  });

  it('jumps over the navigation with the first key', async () => {
    await at.open('flights/loop');
    await at.page.keyboard.press('Tab');
    await at.page.keyboard.press('Enter');
    expect(await at.page.evaluate<string>('document.activeElement.tagName')).toBe('MAIN');
  });

  it('shows hostile text as text, on every page', async () => {
    const hostile = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;
    poison(at.fake, hostile);
    await at.open('flights/loop');
    for (const path of PAGES) {
      await at.page.goto(`${at.fake.url}#/flights/${path}`);
      await at.page.getByText(hostile).first().waitFor();
      await at.page.locator('.loading').first().waitFor({ state: 'detached' });
    }
    await at.page.getByRole('button', { name: 'Predict' }).click();
    await at.panel('Answer').getByText(hostile).first().waitFor();
    expect(await at.page.locator('img, script:not([src])').count()).toBe(0);
    expect(await at.page.evaluate<boolean>(`'hacked' in window`)).toBe(false);
  });
});

/** Puts a text wherever a service's answer has free text. */
function poison(fake: Fake, text: string): void {
  const overview = fixtures.overview();
  const { project } = overview;
  fake.answers.set('GET /api/flywheel/v1/overview', () => ({
    body: {
      ...overview,
      project: {
        ...project,
        title: text,
        question: text,
        target: { ...project.target, labels: [text, text] },
        features: project.features.map((feature) => ({ ...feature, description: text })),
      },
      versions: overview.versions.map((version) => ({ ...version, estimator: text, datasetDigest: text })),
      decisions: overview.decisions.map((decision) => ({
        ...decision,
        reason: text,
        requestedBy: text,
        checks: [{ check: text, passed: false, explanation: text }],
      })),
    },
  }));
  const runs = fixtures.runs().map((run) => ({
    info: { ...run.info, run_name: text },
    data: {
      metrics: [{ key: text, value: 1 }],
      params: [{ key: text, value: text }],
      tags: [{ key: text, value: text }],
    },
  }));
  fake.answers.set('POST /api/2.0/mlflow/runs/search', () => ({ body: { runs } }));
  fake.answers.set('GET /api/2.0/mlflow/runs/get', () => ({ body: { run: runs[1] } }));
  fake.answers.set(`GET /api/2.0/mlflow-artifacts/artifacts/1/${RUN}/artifacts/model/MODEL_CARD.md`, () => ({
    body: text,
    type: 'text/html',
  }));
  fake.answers.set('GET /services/trainer/jobs', () => ({
    body: { jobs: monitor.jobs().map((job) => ({ ...job, failure: text, logs: [text] })) },
  }));
  fake.answers.set('POST /services/inference/predict/flights', () => ({
    body: {
      model: 'flights',
      modelVersion: text,
      predictions: [
        {
          id: '0d6f1f3e-6a1b-4c58-9d1c-2f6f2f5f0a11',
          label: 1,
          labelName: text,
          probability: 0.5,
          warnings: [{ field: text, code: 'UNSEEN_CATEGORY', message: text }],
          explanation: [{ feature: text, baseline: text, contribution: 0.1 }],
        },
      ],
    },
  }));
}
