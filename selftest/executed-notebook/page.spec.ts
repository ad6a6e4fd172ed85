import { expect } from '../support/test.ts';
import AxeBuilder from '@axe-core/playwright';
import { HtmlValidate } from 'html-validate';
import { notebookPage } from '../../helpers/executed-notebook/html/page.ts';
import type { RecordedCell, RunRecord } from '../../helpers/record/schema.ts';
import {
  at,
  blockedRecord,
  cell,
  check,
  contractRecord,
  exchange,
  failedCell,
  interruptedRecord,
  proof,
  record,
  recordWithFailures,
  timedRecord,
  unfinishedRecord,
} from '../support/records.ts';
import { test } from './open-page.ts';

/** A sign-in that was refused. */
const SIGN_IN = {
  as: 'test user',
  startedAt: at(2),
  durationMs: 2100,
  after: 1,
  steps: ['typed the email address', 'typed the password'],
  outcome: 'refused',
  message: 'That password is wrong.',
  password: 'test-user.password#1',
};

/** A run with everything that a page can show. */
function fullRecord(): RunRecord {
  return {
    ...recordWithFailures(3),
    ...{ left: interruptedRecord().left, errors: ['The worker’s clean-up failed.'] },
    leaks: [{ file: 'results/a.txt', kinds: ['password'], sources: ['the setting'], removed: true }],
    knownDeviations: [
      {
        address: 'zendesk/notebook/02#accepted',
        reason: 'Ticket 7',
        expires: '2026-12-31',
        detail: 'Received: 500',
      },
    ],
    cells: [
      cell('zendesk/notebook/01', {
        fingerprint: { plan: 'enterprise' },
        waits: [{ ms: 3000, reason: 'the search index' }],
        exchanges: [
          exchange({ responseBody: `{"long":"${'x'.repeat(9000)}"}`, attempts: 2, waitedMs: 1000 }),
        ],
      }),
      failedCell('zendesk/notebook/02', { signIns: [SIGN_IN] }),
      ...recordWithFailures(3).cells.slice(2),
      check('zendesk/password/not-tried', { status: 'not tried', error: 'The tenant does not offer this.' }),
      check('zendesk/password/not-run', { status: 'not run' }),
    ],
  };
}

const RECORDS = {
  passed: record,
  'with everything': fullRecord,
  blocked: blockedRecord,
  interrupted: interruptedRecord,
  unfinished: unfinishedRecord,
  timed: timedRecord,
};

/** Opens all that can be unfolded, so that it is looked at as well. */
const OPEN_ALL = () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
};

const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  narrow: { colorScheme: 'light', viewport: { width: 390, height: 844 } },
} as const;

// The parts of all pages are the same, so each look is tried where most is shown, and each record in one look.
for (const [name, look] of [
  ['with everything', 'light'],
  ['with everything', 'dark'],
  ['with everything', 'narrow'],
  ['passed', 'light'],
  ['blocked', 'narrow'],
  ['interrupted', 'dark'],
  ['unfinished', 'narrow'],
  ['timed', 'light'],
  ['timed', 'dark'],
  ['timed', 'narrow'],
] as const) {
  test(`axe finds nothing in the page of a run that is ${name}, ${look}`, async ({ openNotebook }) => {
    const { page, requested } = await openNotebook(RECORDS[name](), LOOKS[look]);
    await page.evaluate(OPEN_ALL);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations.map(({ id, nodes }) => [
        id,
        ...nodes.map(({ html, failureSummary }) => [html, failureSummary]),
      ]),
    ).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(LOOKS[look].viewport.width);
    expect(requested).toEqual([]);
  });
}

for (const [name, make] of Object.entries(RECORDS)) {
  test(`the page of a run that is ${name} is valid HTML`, async () => {
    const validator = new HtmlValidate({
      root: true,
      extends: ['html-validate:recommended'],
      rules: {
        // An ID is an address, such as `zendesk/notebook/06#revoked-refused`.
        'valid-id': ['error', { relaxed: true }],
        // The formatter of our templates writes `<input />`.
        'void-style': 'off',
        // Bodies and errors are shown as they came.
        'no-trailing-whitespace': 'off',
      },
    });
    const { results } = await validator.validateString(notebookPage(make(), { digest: 'ab'.repeat(32) }));
    expect(results.flatMap(({ messages }) => messages)).toEqual([]);
  });
}

test('without scripts, everything in the record can be read', async ({ openNotebook }) => {
  const { page } = await openNotebook(fullRecord(), { javaScriptEnabled: false });
  // From the innermost to the outermost, because a click needs a summary that is visible.
  for (let closed = 1; closed > 0;) {
    const summaries = page.locator('details:not([open]) > summary:visible');
    closed = await summaries.count();
    for (let left = closed; left > 0; left--) await summaries.first().click();
  }
  // On the screen, the browser skips what is far away.
  await page.emulateMedia({ media: 'print' });
  const text = await page.locator('main').innerText();
  for (const { address, title, proofs, exchanges = [], code, cleanUp = '', output = '' } of fullRecord()
    .cells) {
    expect(text).toContain(address);
    expect(text).toContain(title.replace(/^\S+ · /, ''));
    for (const { sentence } of proofs) expect(text).toContain(sentence);
    for (const { method, url, requestHeaders, responseBody = '' } of exchanges) {
      expect(text).toContain(`${method} ${url}`);
      for (const header of Object.keys(requestHeaders)) expect(text).toContain(`${header}: `);
      for (const [word] of responseBody.matchAll(/\w{4,200}/g)) expect(text).toContain(word);
    }
    for (const line of [...(code?.text.split('\n') ?? []), ...cleanUp.split('\n'), output]) {
      expect(text).toContain(line.trim());
    }
  }
  for (const words of [
    'typed the password',
    'That password is wrong.',
    'Ticket 7',
    'results/a.txt',
    'the search index',
  ]) {
    expect(text).toContain(words);
  }
  await expect(page.locator('#tools')).toBeHidden();
});

for (const javaScriptEnabled of [true, false]) {
  for (const address of [
    'zendesk/notebook/02',
    'zendesk/notebook/02#accepted',
    'zendesk/notebook/02%23accepted',
    'zendesk/notebook/02:1',
    'zendesk/password/case-02',
    'zendesk/password/not-run',
  ]) {
    test(`the page opens at #${address} ${javaScriptEnabled ? 'with' : 'without'} scripts`, async ({
      openNotebook,
    }) => {
      const { page } = await openNotebook(fullRecord(), { javaScriptEnabled, at: address });
      const target = page.locator(':target');
      await expect(target).toHaveAttribute('id', decodeURIComponent(address));
      await expect(target).toBeInViewport();
    });
  }
}

test('every link inside the page leads somewhere, and every ID is unique', async ({ openNotebook }) => {
  const { page } = await openNotebook(fullRecord());
  const { dead, ids } = await page.evaluate(() => ({
    dead: Array.from(
      document.querySelectorAll('a[href^="#"]'),
      (link) => link.getAttribute('href') ?? '',
    ).filter((href) => document.getElementById(decodeURIComponent(href.slice(1))) === null),
    ids: Array.from(document.querySelectorAll('[id]'), ({ id }) => id),
  }));
  expect(dead).toEqual([]);
  expect(ids).toEqual([...new Set(ids)]);
});

test('the keyboard alone goes to failures and cells, searches, and shows its keys', async ({
  openNotebook,
}) => {
  const { page } = await openNotebook(fullRecord());
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await page.keyboard.press('n');
  expect(await focused()).toBe('zendesk/notebook/02');
  await page.keyboard.press('n');
  expect(await focused()).toBe('zendesk/password/case-01');
  await page.keyboard.press('p');
  expect(await focused()).toBe('zendesk/notebook/02');
  await page.keyboard.press('k');
  expect(await focused()).toBe('zendesk/notebook/01');
  await page.keyboard.press('j');
  expect(await focused()).toBe('zendesk/notebook/02');
  await page.keyboard.press('?');
  await expect(page.locator('#keys')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  expect(await focused()).toBe('search');
  await page.keyboard.type('case-02');
  await expect(page.locator('article:visible')).toHaveCount(1);
  await page.keyboard.press('Enter');
  expect(await focused()).toBe('zendesk/password/case-02');
  await page.keyboard.press('Escape');
  await expect(page.locator('[id="zendesk/notebook/01"]')).toBeVisible();
});

test('the next failure is directly below the controls, even if the cells before it were not laid out', async ({
  openNotebook,
}) => {
  const long = Array.from({ length: 8 }, (_, index) =>
    cell(`zendesk/notebook/0${String(index + 1)}`, {
      exchanges: Array.from({ length: 30 }, () => exchange()),
    }),
  );
  const { page } = await openNotebook(
    record({ cells: [...long, failedCell('zendesk/notebook/09'), ...long.map(asLater)] }),
  );
  await page.keyboard.press('n');
  const gap = () =>
    page.evaluate(() => {
      const top = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
      return Math.round((top(':focus')?.top ?? NaN) - (top('#tools')?.bottom ?? NaN));
    });
  await expect.poll(gap).toBeLessThan(30);
  expect(await gap()).toBeGreaterThanOrEqual(0);
});

/** The same cell under an address that no other cell of the record has. */
function asLater(of: RecordedCell): RecordedCell {
  return { ...of, address: of.address.replace('/0', '/1') };
}

test('Tab reaches an exchange, and Enter opens it', async ({ openNotebook }) => {
  const { page } = await openNotebook(record(), { javaScriptEnabled: false });
  const body = page.locator('[id="zendesk/notebook/01:1"] .body').first();
  await expect(body).toBeHidden();
  const isReached = () =>
    page.evaluate(() => document.activeElement?.matches('.exchange > summary') === true);
  for (let presses = 0; presses < 40 && !(await isReached()); presses++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(body).toBeVisible();
});

test('cells are filtered by the outcomes and levels that occur', async ({ openNotebook }) => {
  const full = fullRecord();
  const failed = failedCell('zendesk/notebook/02');
  failed.proofs.push(proof('zendesk/notebook/02#other', { level: 'SHOULD' }));
  const { page } = await openNotebook({ ...full, cells: full.cells.with(1, failed) });
  await page.getByLabel('Outcome').selectOption('non-conformant');
  await expect(page.locator('article:visible')).toHaveCount(4);
  await expect(page.locator('#matches')).toHaveText('4 of 7');
  await page.getByLabel('Level').selectOption('SHOULD');
  await expect(page.locator('#matches')).toHaveText('1 of 7');
  const choices = (label: string) => page.getByLabel(label).locator('option').allTextContents();
  expect(await choices('Outcome')).toEqual([
    'any outcome',
    'passed',
    'non-conformant',
    'not tried',
    'not run',
  ]);
  expect(await choices('Level')).toEqual(['any level', 'MUST', 'SHOULD']);
});

test('a filtered cell is shown again if a link leads to it', async ({ openNotebook }) => {
  const { page } = await openNotebook(fullRecord());
  await page.getByLabel('Outcome').selectOption('non-conformant');
  const first = page.locator('[id="zendesk/notebook/01"]');
  await expect(first).toBeHidden();
  await page.locator('.rail').getByRole('link', { name: 'passed: 01' }).click();
  await expect(first).toBeVisible();
});

test('a command is copied as text, with its variables', async ({ openNotebook }) => {
  const { page } = await openNotebook(fullRecord());
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const command = page.locator('[id="zendesk/notebook/02"] .command').first();
  await command.getByRole('button', { name: 'Copy' }).click();
  await expect(command.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(
    /^curl [\s\S]*"\$ADMIN_TOKEN_1"[\s\S]*--data-raw '\{"password":"'"\$TEST_USER_PASSWORD_1"'"\}'$/,
  );
});

test('a chip under the pointer stands out together with the same secret elsewhere, without scripts', async ({
  openNotebook,
}) => {
  const { page } = await openNotebook(fullRecord(), { javaScriptEnabled: false });
  const chips = page.locator('.chip:visible', { hasText: 'admin.token#1' });
  const other = page.locator('.chip:visible', { hasText: 'test-user.password#1' }).first();
  await expect(chips.last()).toHaveCSS('outline-style', 'none');
  await chips.first().hover();
  await expect(chips.last()).toHaveCSS('outline-style', 'solid');
  await expect(other).toHaveCSS('outline-style', 'none');
});

test('the page can be printed as a PDF', async ({ openNotebook }) => {
  const { page } = await openNotebook(fullRecord());
  const pdf = await page.pdf({ format: 'A4', printBackground: true });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('#tools')).toBeHidden();
  await expect(page.locator('.copy-button').first()).toBeHidden();
  await expect(page.getByText('What was expected').first()).toBeVisible();
  await expect(page.locator('#contents')).toBeHidden();
});

test('on paper, a long drawing of lifelines is as wide as the page', async ({ openNotebook }) => {
  const secret = 'admin.token#1';
  const accepted = Array.from({ length: 200 }, (_, index) => ({
    secret,
    did: 'accepted' as const,
    at: at(index + 1),
  }));
  const { page } = await openNotebook(
    record({
      cells: [cell('zendesk/notebook/02', { secrets: [{ secret, did: 'issued', at: at(0) }, ...accepted] })],
    }),
  );
  await page.setViewportSize({ width: 690, height: 900 });
  await page.emulateMedia({ media: 'print' });
  const isCut = await page
    .locator('.lifelines-figure .scroll')
    .evaluate((around) => around.scrollWidth > around.clientWidth);
  expect(isCut).toBe(false);
});

/** What a tenant may answer to take over the page. */
const HOSTILE = [
  '<script>document.title="owned"</script>',
  '</style></pre></details></article><img src=x onerror="document.title=\'owned\'">',
  '" onmouseover="document.title=\'owned\'" x="',
  "' onload='x",
  'javascript:document.title="owned"',
  'a\u202eb\u0000c\u2028d',
  '<!--',
  '[redacted <b>]',
].join('\n');

test('hostile text from a tenant stays text, everywhere', async ({ openNotebook }) => {
  const hostile = failedCell('zendesk/notebook/02', {
    title: HOSTILE,
    prose: HOSTILE,
    error: HOSTILE,
    target: HOSTILE,
    output: HOSTILE,
    cleanUp: HOSTILE,
    fingerprint: { [HOSTILE]: HOSTILE },
    code: { file: HOSTILE, line: 1, text: HOSTILE },
    waits: [{ ms: 1, reason: HOSTILE }],
    ownWaits: [{ ms: 900, reason: HOSTILE, startedAt: at(1.2) }],
    documented: { says: HOSTILE, at: 'javascript:document.title="owned"' },
    signIns: [
      { ...SIGN_IN, as: HOSTILE, steps: [HOSTILE], outcome: HOSTILE, message: HOSTILE, typed: HOSTILE },
    ],
    proofs: [
      {
        address: HOSTILE,
        level: 'MUST',
        sentence: HOSTILE,
        outcome: 'failed',
        detail: HOSTILE,
        durationMs: 1,
      },
    ],
    exchanges: [
      exchange({
        ...{ as: HOSTILE, with: [HOSTILE], url: `https://acme.example/${HOSTILE}`, requestBody: HOSTILE },
        ...{ requestHeaders: { [HOSTILE]: HOSTILE }, responseHeaders: { [HOSTILE]: HOSTILE } },
        responseBody: HOSTILE,
        drift: [{ path: HOSTILE, kind: HOSTILE, seen: HOSTILE }],
      }),
    ],
  });
  const all = {
    ...{ run: HOSTILE, command: HOSTILE, again: HOSTILE, sentence: HOSTILE, errors: [HOSTILE] },
    environment: { [HOSTILE]: HOSTILE },
    targets: [{ system: 'zendesk', title: HOSTILE, tenant: 'javascript:document.title="owned"' }],
    reasons: [
      {
        ...{ kind: 'blocked' as const, address: HOSTILE, sentence: HOSTILE, text: HOSTILE },
        ...{ remedy: HOSTILE, where: HOSTILE, who: HOSTILE, undo: HOSTILE, help: HOSTILE },
      },
    ],
    left: [{ tenant: HOSTILE, kind: 'user' as const, whose: HOSTILE, certain: false, sentence: HOSTILE }],
    leaks: [{ file: HOSTILE, kinds: [HOSTILE], sources: [HOSTILE], removed: false, trouble: HOSTILE }],
    knownDeviations: [{ address: HOSTILE, reason: HOSTILE, expires: HOSTILE, detail: HOSTILE }],
    cells: [hostile, { ...hostile, address: HOSTILE, kind: 'check' as const }],
  };
  const { page, requested } = await openNotebook(record(all));
  const found = await page.evaluate(() => ({
    scripts: document.querySelectorAll('script').length,
    // The drawings of the times are our own.
    foreign: document.querySelectorAll(
      'img, iframe, object, embed, link, base, svg:not(.bar, .t-bar, .t-key, .w-defs)',
    ).length,
    handlers: Array.from(document.querySelectorAll('*')).filter(({ attributes }) =>
      Array.from(attributes).some(({ name }) => name.startsWith('on') || name === 'style'),
    ).length,
    links: Array.from(document.links, ({ href }) => href).filter((href) => !/^(?:https?|file):/.test(href)),
    text: document.body.textContent,
  }));
  expect(found).toMatchObject({ scripts: 1, foreign: 0, handlers: 0, links: [] });
  expect(found.text).toContain('<script>document.title="owned"</script>');
  expect(found.text).not.toMatch(/[\u0000\u202e\u2028]/); // eslint-disable-line no-control-regex -- they are the subject
  expect(await page.title()).not.toBe('owned');
  expect(requested).toEqual([]);
});

test('the page’s own policy forbids a script that is not its own', async ({ openNotebook }) => {
  const { page } = await openNotebook(record());
  const violated = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        addEventListener('securitypolicyviolation', ({ effectiveDirective }) => resolve(effectiveDirective));
        const script = document.createElement('script');
        script.textContent = 'document.title = "owned"';
        document.body.append(script);
      }),
  );
  expect(await violated).toBe('script-src-elem');
  expect(await page.title()).not.toBe('owned');
});

test('a run with thousands of long answers stays below two million bytes, and says what was cut', () => {
  const body = JSON.stringify(Array.from({ length: 1500 }, (_, id) => ({ id, name: 'a name' })));
  const cells = Array.from({ length: 24 }, (_, index) =>
    cell(`zendesk/notebook/${String(index + 1).padStart(2, '0')}`, {
      exchanges: Array.from({ length: 20 }, () => exchange({ responseBody: body })),
    }),
  );
  const drawn = notebookPage(record({ cells }), { digest: '' });
  expect(Buffer.byteLength(drawn)).toBeLessThan(2_000_000);
  expect(drawn).toMatch(/… [\d,]+ more characters, which are only in run\.json/);
});

test('400 checks make a small page', async ({ openNotebook }) => {
  const drawn = notebookPage(contractRecord(400), { digest: '' });
  expect(Buffer.byteLength(drawn)).toBeLessThan(500_000);
  const { page } = await openNotebook(contractRecord(400));
  expect(await page.locator('*').count()).toBeLessThan(20_000);
});

test('a bar begins and ends where its call does, and calls at the same time are above one another', async ({
  openNotebook,
}) => {
  const { page } = await openNotebook(timedRecord(), { javaScriptEnabled: false });
  const bars = page.locator('[id="zendesk/notebook/02"] .exchange .bar');
  const [first, second] = await Promise.all(
    [0, 1].map((index) => bars.nth(index).locator('rect').first().boundingBox()),
  );
  const axis = await bars.first().boundingBox();
  const place = (x = NaN) => Math.round(((x - (axis?.x ?? NaN)) / (axis?.width ?? NaN)) * 5000);
  expect(place(first?.x)).toBeCloseTo(100, -2);
  expect(place((first?.x ?? 0) + (first?.width ?? 0))).toBeCloseTo(1600, -2);
  expect(place(second?.x)).toBeCloseTo(200, -2);
  expect(second?.y).toBeGreaterThan(first?.y ?? NaN);
});
