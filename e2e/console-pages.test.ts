import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { describeConsole, eventually } from './console-session.ts';

const RUN = '2'.repeat(32);

describeConsole('runs, models and the form', (at) => {
  describe('runs and models', () => {
    it('sorts runs by a metric and opens one of them', async () => {
      await at.open('flights/runs');
      const names = at.page.getByRole('rowheader');
      await eventually(() => names.allTextContents()).toEqual(['train-3', 'train-2', 'train-1']);
      await at.page.getByRole('button', { name: 'test_log_loss' }).click();
      expect(await names.allTextContents()).toEqual(['train-1', 'train-2', 'train-3']);
      expect(
        await at.page.getByRole('columnheader', { name: 'test_log_loss' }).getAttribute('aria-sort'),
      ).toBe('descending');
      await at.page.getByRole('link', { name: 'train-2' }).click();
      await at.page.getByRole('heading', { level: 1, name: 'train-2' }).waitFor();
      expect(await at.page.evaluate<string>('document.activeElement.tagName')).toBe('H1');
      expect(await at.page.getByRole('link', { name: 'model.onnx' }).getAttribute('href')).toBe(
        `/api/2.0/mlflow-artifacts/artifacts/1/${RUN}/artifacts/model/model.onnx`,
      );
      expect(await at.panel('Parameters').textContent()).toContain('trees100');
    });

    it('shows an empty table of runs before the first training', async () => {
      at.fake.answers.set('GET /api/2.0/mlflow/experiments/get-by-name', () => ({
        status: 404,
        body: { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'no experiment flights' },
      }));
      await at.open('flights/runs');
      await at.page.getByText('No run yet').waitFor();
    });

    it('shows a version with its figures, its decision and its model card', async () => {
      await at.open('flights/models');
      await at.page.getByRole('link', { name: 'Version 2' }).click();
      await at.panel('Model card').getByText('Predicts whether a plane').waitFor();
      expect(await at.panel('Figures').textContent()).toContain('ROC AUC0.714');
      expect(await at.panel('Decisions').getByRole('listitem').allTextContents()).toContain(
        "Passed: roc_auc 0.714 against the champion's 0.668 (needs 0.002 more)",
      );
    });
  });

  describe('the form', () => {
    it('can be filled and sent with the keyboard alone', async () => {
      await at.open('flights/try');
      await at.page.getByRole('button', { name: 'Predict' }).waitFor();
      await tabTo(at.page, 'minute');
      await at.page.keyboard.press('ControlOrMeta+A');
      await at.page.keyboard.type('1200');
      await tabTo(at.page, 'origin');
      expect(await focusOutline(at.page)).not.toBe('none');
      await at.page.keyboard.press('ControlOrMeta+A');
      await at.page.keyboard.type('ZZZ');
      await at.page.keyboard.press('Enter');
      await at.panel('Answer').getByText('63.4%').waitFor();
      expect(await at.liveText()).toBe('late, probability 63.4%');
      expect(await at.panel('Answer').textContent()).toContain('ZZZ was never seen in training');
      expect(await at.panel('Answer').textContent()).toContain('0d6f1f3e-6a1b-4c58-9d1c-2f6f2f5f0a11');
      expect(await at.panel('Answer').getByRole('listitem').first().textContent()).toBe(
        'minute typical: 754+21.1',
      );
      expect(await at.panel('The same with curl').textContent()).toContain(
        `curl --json '{"records":[{"minute":1200,"weekday":4,"distance":733,"origin":"ZZZ","destination":"LGA"}],"explain":true}'`,
      );
    });

    it('puts each problem of a refused request at its field and goes there', async () => {
      at.fake.answers.set('POST /services/inference/predict/flights', () => ({
        status: 400,
        body: {
          error: 'records.0.distance: received -5, expected a number from 1 to 12000',
          code: 'INVALID_REQUEST',
          details: {
            problems: [
              { field: 'records.0.origin', received: '"ohare"', expected: 'text that matches ^[A-Z]{3}$' },
              { field: 'records.0.distance', received: '-5', expected: 'a number from 1 to 12000' },
            ],
          },
        },
      }));
      await at.open('flights/try');
      await at.page.getByLabel('distance', { exact: true }).fill('-5');
      await at.page.getByLabel('origin', { exact: true }).fill('ohare');
      await at.page.getByRole('button', { name: 'Predict' }).click();
      const distance = at.page.getByLabel('distance', { exact: true });
      await eventually(() => distance.getAttribute('aria-invalid')).toBe('true');
      expect(await describedBy(at.page, 'distance')).toContain(
        'Received -5, expected a number from 1 to 12000.',
      );
      expect(await describedBy(at.page, 'origin')).toContain(
        'Received "ohare", expected text that matches ^[A-Z]{3}$.',
      );
      expect(await at.page.getByLabel('minute', { exact: true }).getAttribute('aria-invalid')).toBeNull();
      expect(await at.page.evaluate<string>(`document.activeElement.getAttribute('name')`)).toBe('distance');
      expect(await at.page.getByText('2 fields need another value').isVisible()).toBe(true);
    });

    it('sends an empty field as a missing value', async () => {
      let sent: unknown;
      const answer = at.fake.answers.get('POST /services/inference/predict/flights')!;
      at.fake.answers.set('POST /services/inference/predict/flights', (request) => {
        sent = request.body;
        return answer(request);
      });
      await at.open('flights/try');
      await at.page.getByLabel('distance', { exact: true }).fill('');
      await at.page.getByRole('button', { name: 'Predict' }).click();
      await at.panel('Answer').getByText('63.4%').waitFor();
      expect(sent).toEqual({
        records: [{ minute: 1065, weekday: 4, distance: null, origin: 'ORD', destination: 'LGA' }],
        explain: true,
      });
    });

    it('says that inference is away when it is', async () => {
      at.fake.away.add('inference');
      await at.open('flights/try');
      await at.page.getByRole('button', { name: 'Predict' }).click();
      await at.page.getByText('Inference is away').waitFor();
    });
  });
});

/** Presses Tab until the named field has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await page.evaluate<string>(`document.activeElement.getAttribute('name')`)) === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached the field ${name}`);
}

function focusOutline(page: Page): Promise<string> {
  return page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
}

/** The texts that a screen reader adds to a field. */
function describedBy(page: Page, name: string): Promise<string> {
  return page.evaluate<string>(`
    document.querySelector('input[name=${name}]').getAttribute('aria-describedby').split(' ')
      .map((id) => document.getElementById(id).textContent).join(' ')
  `);
}
