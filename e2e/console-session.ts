import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from 'vitest';
import { buildConsole, findChromium, launchBrowser } from './console-browser.ts';
import { startFake, type Fake } from './console-fake.ts';

const executable = findChromium();
const mayBeSkipped = executable === null && process.env['CI'] !== 'true';

/** A page of the console over a fresh fake, for the test that runs now. */
export interface Session {
  fake: Fake;
  page: Page;
  open: (path: string, options?: BrowserContextOptions) => Promise<void>;
  /** A titled region of the page. */
  panel: (name: string) => Locator;
  /** What screen readers were told last. */
  liveText: () => Promise<string | null>;
}

/** Tests in a real Chromium: built once, a fake and a page each; whatever the page complains about fails the test. */
export function describeConsole(title: string, tests: (at: Session) => void): void {
  describe.skipIf(mayBeSkipped)(`${title}, in a real Chromium (set CHROMIUM_PATH when none is found)`, () => {
    let dist: string;
    let browser: Browser;
    let complaints: string[];
    const at: Session = {
      fake: undefined as unknown as Fake,
      page: undefined as unknown as Page,
      open: async (path, options = {}) => {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
        at.page = await context.newPage();
        at.page.setDefaultTimeout(15_000);
        await at.page.addInitScript(
          `addEventListener('securitypolicyviolation', (event) => console.error('policy', event.effectiveDirective, event.blockedURI))`,
        );
        at.page.on('pageerror', (error) => complaints.push(String(error)));
        at.page.on('console', (message) => {
          // Chromium lists each answer that is an error; the tests cause those on purpose.
          const onPurpose = message.text().startsWith('Failed to load resource');
          if (['error', 'warning'].includes(message.type()) && !onPurpose) complaints.push(message.text());
        });
        await at.page.goto(`${at.fake.url}#/${path}`);
        await at.page.getByRole('heading', { level: 1 }).waitFor();
      },
      panel: (name) => at.page.getByRole('region', { name, exact: true }),
      liveText: () => at.page.getByRole('status').textContent(),
    };

    beforeAll(async () => {
      if (executable === null) throw new Error('no Chromium found: install one or set CHROMIUM_PATH');
      dist = await buildConsole();
      browser = await launchBrowser(executable);
    });
    afterAll(async () => {
      await browser?.close();
      if (dist) rmSync(dist, { recursive: true });
    });
    beforeEach(async () => {
      at.fake = await startFake(dist);
      complaints = [];
    });
    afterEach(async () => {
      await at.page.context().close();
      await at.fake.close();
      expect(at.fake.unexpected).toEqual([]);
      expect(complaints).toEqual([]);
    });
    tests(at);
  });
}

/** Asks until it holds: a loaded machine needs longer than vitest waits by itself. */
export const eventually = <T>(ask: () => Promise<T> | T) => expect.poll(ask, { timeout: 20_000 });

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResults {
  violations: { id: string; impact: string | null; nodes: { target: unknown; failureSummary?: string }[] }[];
}

/** What axe finds, of impact serious or critical. The page must be opened with `bypassCSP`, its policy keeps axe out. */
export async function seriousFaults(page: Page): Promise<unknown[]> {
  await page.addScriptTag({ path: axe });
  const results = await page.evaluate<AxeResults>('axe.run()');
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ target, failureSummary }) => `${JSON.stringify(target)} ${failureSummary}`),
    }));
}
