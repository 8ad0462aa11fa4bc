import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import * as fixtures from './console-fixtures.ts';
import * as monitor from './console-monitor-fixtures.ts';
import { describeConsole, eventually } from './console-session.ts';

describeConsole('the loop page', (at) => {
  describe('the loop', () => {
    it('shows every station with its figures, and what moves now', async () => {
      await at.open('flights/loop');
      const stations = at.page.getByRole('list', { name: 'Stations of the loop' }).getByRole('listitem');
      await eventually(() => stations.allTextContents()).toEqual([
        'Data: bbbbbbbbbbbb, dataset version',
        'Train: 46%, training candidates (working)',
        'Gate: v3 refused, 20 May (needs attention)',
        'Champion: version 2, ROC AUC 0.714',
        expect.stringMatching(/^Predictions: 7\d.*, \d+ a second \(in motion\)$/),
        expect.stringMatching(/^Outcomes: 7\d.*, \d+ a second \(in motion\)$/),
        'Monitor: 17–24 May, 1 drifting (needs attention)',
        'Trigger: pulled, retraining now (working)',
      ]);
    });

    it('opens on the first project when the address names none', async () => {
      await at.open('');
      await at.page.getByRole('heading', { level: 1, name: 'Flight delays' }).waitFor();
      expect(await at.page.getByRole('link', { name: 'Runs' }).getAttribute('href')).toBe('#/flights/runs');
    });

    it('draws realised performance against its limit and gives the same as a table', async () => {
      await at.open('flights/loop');
      const chart = at.panel('Realised performance').getByRole('img');
      expect(await chart.getAttribute('aria-label')).toContain(
        'version 1: 6 windows, last 0.664, 2 below the lower limit; version 2: 6 windows',
      );
      await at.page.getByText('The same as a table').click();
      const rows = at.panel('Realised performance').getByRole('row');
      expect(await rows.count()).toBe(1 + monitor.windows().length);
      expect(await rows.nth(6).textContent()).toContain('0.664 below');
    });

    it('names the feature that drifts', async () => {
      await at.open('flights/loop');
      const drifting = at.panel('Drift by feature').getByRole('row').filter({ hasText: 'drifting' });
      await eventually(() => drifting.allTextContents()).toHaveLength(1);
      expect(await drifting.textContent()).toContain('distance');
    });

    it('lists promotions and retraining decisions in one order of event time', async () => {
      await at.open('flights/loop');
      await eventually(() =>
        at.panel('Decisions').getByRole('heading', { level: 3 }).allTextContents(),
      ).toEqual([
        'Retraining started',
        'Version 3 refused',
        'Version 2 promoted over version 1',
        'Retraining held back: cool-down',
        'Retraining started',
        'Version 1 is the first champion',
      ]);
    });

    it('reads a new decision out, and only a new one', async () => {
      await at.open('flights/loop');
      await at.panel('Decisions').getByText('Version 3 refused').waitFor();
      expect(await at.liveText()).toBe('');
      const { decisions, ...rest } = fixtures.overview();
      const fresh = {
        ...decisions[1]!,
        id: 'new',
        version: '4',
        previousVersion: '2',
        at: '2001-05-26T00:00:00Z',
      };
      at.fake.answers.set('GET /api/flywheel/v1/overview', () => ({
        body: { ...rest, decisions: [fresh, ...decisions] },
      }));
      await eventually(at.liveText).toBe('Version 4 promoted over version 2: every check of the gate passed');
    });

    it('says that nothing has happened yet on a fresh installation', async () => {
      const empty = { ...fixtures.overview(), champion: null, challenger: null, versions: [], decisions: [] };
      at.fake.answers.set('GET /api/flywheel/v1/overview', () => ({ body: empty }));
      at.fake.answers.set('GET /services/monitor/windows', () => ({ body: { windows: [] } }));
      at.fake.answers.set('GET /services/monitor/decisions', () => ({ body: { decisions: [] } }));
      at.fake.answers.set('GET /services/trainer/jobs', () => ({ body: { jobs: [] } }));
      at.fake.answers.set('GET /services/monitor/status', () => ({
        body: { project: 'flights', watermark: null, predictions: 0, outcomes: 0, lastWindow: null },
      }));
      await at.open('flights/loop');
      for (const text of [
        'No training job yet',
        'No decision yet',
        'None yet',
        'No window has enough rows yet',
      ])
        await at.page.getByText(text).first().waitFor();
      expect(await at.page.locator('.note').count()).toBe(0);
    });
  });

  describe('when a service is away', () => {
    it('says so by name, keeps the last figures, and recovers by itself', async () => {
      await at.open('flights/loop');
      await at.panel('Drift by feature').getByText('distance').waitFor();
      at.fake.away.add('monitor');
      await at.page.getByText('The monitor is away').waitFor();
      await at.page.getByText('The figures here are from').waitFor();
      expect(await at.panel('Drift by feature').getByText('distance').isVisible()).toBe(true);
      expect(await at.panel('Training').getByText('boosted-trees, fold 2 of 3').isVisible()).toBe(true);
      at.fake.away.delete('monitor');
      await at.page.getByText('The monitor is away').waitFor({ state: 'detached', timeout: 20_000 });
    });

    it('shows at the station of predictions that inference does not serve the champion', async () => {
      at.fake.answers.set('GET /services/inference/health/ready', () => ({
        status: 503,
        body: { ready: false, reason: 'version 2 did not reproduce its golden predictions' },
      }));
      await at.open('flights/loop');
      await at.page.getByText('Inference is not ready', { exact: true }).waitFor();
      await at.page.getByText('version 2 did not reproduce its golden predictions').waitFor();
      const station = at.page.getByRole('listitem').filter({ hasText: 'Predictions: ' });
      await eventually(() => station.textContent()).toContain('not served now (needs attention)');
    });

    it('stays alive without the registry', async () => {
      await at.open('flights/loop');
      await at.panel('Champion and challenger').waitFor();
      at.fake.away.add('registry');
      await at.page.getByText('The registry is away').waitFor();
      await at.page.getByRole('link', { name: 'Try it' }).click();
      await at.page.getByRole('heading', { level: 1, name: 'Try it' }).waitFor();
      expect(await at.page.getByRole('button', { name: 'Predict' }).isEnabled()).toBe(true);
    });

    it('never takes an unexpected answer for a figure', async () => {
      at.fake.answers.set('GET /services/monitor/status', () => ({ body: { predictions: 'many' } }));
      await at.open('flights/loop');
      await at.page.getByText('The monitor answered something unexpected').waitFor();
    });

    it('asks nothing while the page is hidden', async () => {
      await at.open('flights/loop');
      await at.panel('Drift by feature').getByText('distance').waitFor();
      await setHidden(at.page, true);
      await at.page.waitForTimeout(1500);
      const before = at.fake.asked.length;
      await at.page.waitForTimeout(3000);
      expect(at.fake.asked.length).toBe(before);
      await setHidden(at.page, false);
      await eventually(() => at.fake.asked.length).toBeGreaterThan(before);
    });
  });
});

function setHidden(page: Page, hidden: boolean): Promise<void> {
  return page.evaluate<void>(`
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${hidden} });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
}
