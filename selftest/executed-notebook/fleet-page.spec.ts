/** The page of a fleet in a real browser: accessible, narrow, on paper, and without anything that it would have to load. */
import { expect } from '../support/test.ts';
import AxeBuilder from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Night, Nights } from '../../helpers/fleet/nights.ts';
import { fleetPage } from '../../helpers/fleet/page.ts';
import type { FleetReport, ReportedTenant } from '../../helpers/fleet/report.ts';
import { test } from '../support/chromium.ts';
import { result } from '../unit/fleet/results.ts';

const PATHS = (name: string): ReportedTenant['paths'] => ({
  notebook: `${name}/notebook.html`,
  record: `${name}/run.json`,
  console: `${name}/console.txt`,
});

const tenant = (changes: Parameters<typeof result>[0] & { name: string }): ReportedTenant => ({
  ...result(changes),
  paths: PATHS(changes.name),
});

/** A fleet with everything that a page can show. */
const FULL: FleetReport = {
  ...{ version: 1, keyturn: '0.1.0', file: 'fleet.yaml', startedAt: '2026-03-04T02:00:00.000Z' },
  ...{ durationMs: 3_700_000, ended: true, interrupted: false, exitCode: 1 },
  tenants: [
    tenant({
      name: 'acme',
      changes: [
        {
          tenant: 'https://acme.zendesk.example',
          previous: { run: 'b1b2c3d4e5', startedAt: '2026-03-03T02:00:00.000Z' },
          lines: ['zendesk/notebook/06: passed → non-conformant', 'plan: team → suite'],
          more: 3,
        },
      ],
    }),
    tenant({
      ...{ name: 'red', verdict: 'non-conformant', outcome: 'red', exitCode: 1, severity: 'watch' },
      sentence: 'zendesk/notebook/06: <b>the old password</b> still signs in',
      left: ['LEFT on https://red.example: user 42'],
      leaks: ['LEAK: results/a.txt contained a secret (password) and was removed.'],
      changes: [{ tenant: 'https://red.example', previous: null, lines: [], more: 0 }],
    }),
    tenant({
      ...{ name: 'both', command: 'contract', workers: 2, emulated: true },
      targets: [
        { system: 'zendesk', title: 'Zendesk', tenant: 'emulator' },
        { system: 'expert', title: 'CXone Expert', tenant: 'emulator' },
      ],
      changes: [
        {
          tenant: 'emulator of zendesk',
          part: '3 of 12 cells and checks',
          previous: { run: 'b', startedAt: '2026-03-03T02:00:00.000Z' },
          lines: [],
          more: 0,
        },
      ],
    }),
    {
      ...result({ name: 'new', state: 'waiting', verdict: null, outcome: null, run: null, exitCode: null }),
      ...{ startedAt: null, durationMs: null, targets: [], sentence: 'It has not run yet.', paths: {} },
    },
  ],
};

const OUTCOMES = ['green', 'red', 'not judged', 'interrupted'] as const;

const DAYS = Array.from({ length: 30 }, (_, index) =>
  new Date(Date.parse('2026-02-03T00:00:00Z') + index * 86_400_000).toISOString().slice(0, 10),
);

const night = (index: number): Night => ({
  outcome: OUTCOMES[index % OUTCOMES.length] ?? 'green',
  runs: 1 + (index % 2),
  point: {
    ...{ run: 'a', startedAt: '2026-03-04T02:00:00Z', command: 'start', verdict: 'conformant' },
    ...{ durationMs: 61_000, calls: 70, proved: 12, expected: 12 },
  },
});

const NIGHTS: Nights = {
  days: DAYS,
  rows: FULL.tenants.map(({ name }, row) => ({
    ...{
      name,
      title: name === 'new' ? '' : 'Zendesk',
      tenant: name === 'new' ? '' : `https://${name}.example`,
    },
    nights: new Map(DAYS.flatMap((day, index) => ((index + row) % 5 === 0 ? [] : [[day, night(index)]]))),
  })),
};

/** Nothing has run yet. */
const EMPTY: FleetReport = { ...FULL, ended: false, exitCode: null, tenants: FULL.tenants.slice(3) };

const PAGES = {
  full: () => fleetPage(FULL, NIGHTS),
  empty: () => fleetPage(EMPTY, { days: [], rows: [] }),
};

for (const [name, draw] of Object.entries(PAGES))
  test(`the ${name} page of a fleet is valid HTML`, async () => {
    const validator = new HtmlValidate({
      root: true,
      extends: ['html-validate:recommended'],
      rules: { 'void-style': 'off' },
    });
    const { results } = await validator.validateString(draw());
    expect(results.flatMap(({ messages }) => messages)).toEqual([]);
  });

for (const [look, { width, colorScheme }] of Object.entries({
  light: { width: 1280, colorScheme: 'light' },
  dark: { width: 1280, colorScheme: 'dark' },
  narrow: { width: 400, colorScheme: 'light' },
} as const))
  for (const [name, draw] of Object.entries(PAGES))
    test(`axe finds nothing in the ${name} page of a fleet, ${look}`, async ({ chromium }, testInfo) => {
      const context = await chromium.newContext({ colorScheme, viewport: { width, height: 900 } });
      try {
        const file = testInfo.outputPath('index.html');
        writeFileSync(file, draw());
        const page = await context.newPage();
        const requested: string[] = [];
        page.on('request', (request) => requested.push(request.url()));
        await page.goto(pathToFileURL(file).href);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => [
            id,
            ...nodes.map(({ html, failureSummary }) => [html, failureSummary]),
          ]),
        ).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
        expect(requested).toEqual([pathToFileURL(file).href]);
      } finally {
        await context.close();
      }
    });

test('the page can be read without seeing it, without scripts, and on paper', async ({
  chromium,
}, testInfo) => {
  const context = await chromium.newContext({ javaScriptEnabled: false });
  try {
    const file = testInfo.outputPath('index.html');
    writeFileSync(file, PAGES.full());
    const page = await context.newPage();
    await page.goto(pathToFileURL(file).href);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('2 of 4 green');
    const row = page.getByRole('row', { name: /^acme/ });
    await expect(row.getByRole('cell')).toHaveCount(30);
    // The newest night is the first one, and each outcome is a word.
    await expect(row.getByRole('cell').first()).toHaveText(/red$/);
    await expect(page.getByRole('columnheader', { name: '2026-03-04' })).toHaveCount(1);
    await row.getByRole('link').click();
    await expect(page.locator(':target')).toContainText('plan: team → suite');
    const text = await page.locator('main').innerText();
    for (const words of [
      'zendesk/notebook/06: <b>the old password</b> still signs in',
      'LEFT on https://red.example: user 42',
      'LEAK: results/a.txt contained a secret (password) and was removed.',
      'There is no earlier run of https://red.example to compare this one with.',
      'and 3 more, in its notebook',
      '3 of 12 cells and checks ended in both runs.',
      'npm run contract, 2 workers',
      'It has not run yet.',
    ])
      expect(text).toContain(words);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    // What is wide has to fit on paper, which does not scroll.
    await page.setViewportSize({ width: 680, height: 900 });
    await page.emulateMedia({ media: 'print' });
    const { width = 0, x = 0 } = (await page.locator('.nights').boundingBox()) ?? {};
    expect(x + width).toBeLessThanOrEqual(680);
  } finally {
    await context.close();
  }
});
