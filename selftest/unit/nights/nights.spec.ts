/** The command `npm run nights`, with a history on the disk, and issues on a stub of GitHub. */
import { expect, test } from '../../support/test.ts';
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { addPoint, folderOf } from '../../../helpers/history/files.ts';
import { remember } from '../../../helpers/history/history.ts';
import { PROJECT } from '../../../helpers/machine/project.ts';
import { markerOf } from '../../../helpers/nights/issue-text.ts';
import { nights } from '../../../helpers/nights/main.ts';
import type { RecordedCell } from '../../../helpers/record/schema.ts';
import { expectNoStack } from '../../support/expect-no-stack.ts';
import { GITHUB_TOKEN, type GitHubStub, startGitHub } from '../../support/github-stub.ts';
import { cleanEnvironment } from '../../support/keyturn.ts';
import type { StubAnswer } from '../../support/stub-server.ts';
import { ACME, anHourAfter, type NightLetter, pointsOf, recordOf, runOf } from './points.ts';

const history = () => test.info().outputPath('history');

/** Remembers a run for each letter, after those that are there. */
function remembered(letters: string, from = 0, check: Partial<RecordedCell> = {}): void {
  for (const [at, letter] of Array.from(letters).entries())
    expect(remember(recordOf(letter as NightLetter, from + at, check), history())).toBeUndefined();
}

interface Said {
  code: number;
  printed: string;
  complained: string;
}

/** Runs the command in this process. */
async function asked(
  words: string[],
  environment: NodeJS.ProcessEnv = {},
  now = anHourAfter(30),
): Promise<Said> {
  const [printed, complained]: [string[], string[]] = [[], []];
  const output = {
    print: (line: string) => void printed.push(line),
    complain: (line: string) => void complained.push(line),
  };
  const code = await nights(
    words,
    output,
    { KEYTURN_ENV_FILE: devNull, KEYTURN_HISTORY: history(), ...environment },
    now,
  );
  const said = { code, printed: printed.join('\n'), complained: complained.join('\n') };
  expectNoStack(said.printed + said.complained);
  expect(said.printed + said.complained).not.toContain(GITHUB_TOKEN.slice(0, 20));
  return said;
}

/** The environment of a workflow. */
const on = ({ url }: Pick<GitHubStub, 'url'>) => ({
  GITHUB_TOKEN,
  GITHUB_REPOSITORY: 'acme/qa',
  GITHUB_API_URL: url,
});

const apply = async (github: GitHubStub, words: string[] = []) =>
  asked(['--issues', '--apply', ...words], on(github));

async function withGitHub(
  act: (github: GitHubStub) => Promise<void>,
  options?: Parameters<typeof startGitHub>[0],
): Promise<void> {
  const github = await startGitHub(options);
  try {
    await act(github);
  } finally {
    await github.close();
  }
}

const ours = { labels: [{ name: 'keyturn' }], user: { login: 'github-actions[bot]' } };
const red = { tenant: ACME, command: 'contract' as const, kind: 'red' as const, points: [] };

test('the last nights of each tenant are shown, newest first, of the contract if there are any', async () => {
  remembered('grbi');
  for (const point of pointsOf('gg', 'start'))
    addPoint(history(), ACME, { ...point, run: `start0000${point.run.at(-1) ?? ''}` });
  for (const point of pointsOf('r', 'start')) addPoint(history(), 'https://help.acme.example', point);
  const { code, printed } = await asked(['--last', '3']);
  expect(code).toBe(0);
  expect(printed.split('\n').map((line) => line.trimEnd())).toEqual([
    'acme.zendesk.com · contract: 1 red in a row, then 1 not judged',
    `  2026-11-04 02:00 UTC  ■ interrupted          ${runOf(3)}  1 of 2  200 ms`,
    `  2026-11-03 02:00 UTC  ■ not judged: blocked  ${runOf(2)}  1 of 2  200 ms`,
    `  2026-11-02 02:00 UTC  ✗ red                  ${runOf(1)}  1 of 2  200 ms`,
    '  … and 1 earlier',
    '',
    'help.acme.example · start: 1 red in a row',
    `  2026-11-01 02:00 UTC  ✗ red  ${runOf(0)}  1 of 2  61.0 s`,
    '',
  ]);
  const start = await asked(['--command', 'start', '--tenant', 'acme']);
  expect(start.printed).toMatch(/^acme\.zendesk\.com · start: 2 green in a row\n/);
  expect(start.printed).not.toContain('help.acme');
});

test('--json prints everything, newest first', async () => {
  remembered('grr');
  const { code, printed } = await asked(['--json', '--last', '2', '--max-age', '1h', '--issues']);
  expect(code).toBe(2);
  expect(JSON.parse(printed)).toMatchObject({
    exitCode: 2,
    stale: [expect.stringContaining('the newest run that judged this tenant')],
    tenants: [
      {
        tenant: ACME,
        command: 'contract',
        inARow: { green: 0, red: 2, notJudged: 0 },
        nights: [{ run: runOf(2), outcome: 'red' }, { run: runOf(1) }],
      },
    ],
    issues: [
      { kind: 'red', isDone: false, action: { do: 'open' } },
      { kind: 'not judged', action: { do: 'nothing' } },
    ],
  });
  expect(JSON.parse((await asked(['--json', '--last'])).printed)).toEqual({
    exitCode: 2,
    problem: expect.stringContaining('--last needs a value.') as unknown,
  });
});

test('a night that did not run is noticed, and a red night alone changes no exit code', async () => {
  remembered('gr');
  expect((await asked(['--max-age', '26h'], {}, anHourAfter(1))).code).toBe(0);
  const late = await asked(['--max-age', '26h'], {}, anHourAfter(3));
  expect(late.code).toBe(2);
  expect(late.complained).toMatch(
    /the newest run that judged this tenant is 2 days old: .*\n {4}To do: see whether the job still starts.*\n {4}More: {2}npm run doctor -- --explain nights/,
  );
});

test('a tenant whose name is damaged is not forgotten', async () => {
  remembered('g');
  const other = folderOf(history(), 'https://other.zendesk.com');
  mkdirSync(other, { recursive: true });
  writeFileSync(join(other, 'tenant.json'), '');
  const { code, complained } = await asked(['--max-age', '26h'], {}, anHourAfter(0));
  expect(code).toBe(2);
  expect(complained).toMatch(/tenant\.json is damaged, so the nights of a tenant are missing here/);
});

test('emulators have no nights, unless one is named', async () => {
  const emulator = 'emulator of zendesk';
  for (const point of pointsOf('g')) addPoint(history(), emulator, point);
  expect((await asked([])).printed).toContain(emulator);
  const none = await asked(['--max-age', '26h'], {}, anHourAfter(0));
  expect(none.code).toBe(2);
  expect(none.complained).toMatch(
    /Only runs on emulators are recorded .*\n {4}To do: name one: --tenant "emulator of zendesk"/,
  );
  expect((await asked(['--max-age', '26h', '--tenant', emulator], {}, anHourAfter(0))).code).toBe(0);
  for (const point of pointsOf('g')) addPoint(history(), ACME, point);
  expect((await asked(['--max-age', '26h'], {}, anHourAfter(0))).code).toBe(0);
});

test('without a history, without this tenant, or with a wrong setting, the mistake is named', async () => {
  const none = await asked([]);
  expect(none.code).toBe(2);
  expect(none.complained).toMatch(
    /No run is recorded in .*history\.\n {4}To do: keep this folder from one night to the next/,
  );
  remembered('g');
  const other = await asked(['--tenant', 'acne']);
  expect(other.code).toBe(2);
  expect(other.complained).toMatch(/No run of a tenant “acne” is recorded\./);
  const setting = await asked([], { KEYTURN_HISTORY: '$HOME/history' });
  expect(setting.code).toBe(2);
  expect(setting.complained).toMatch(/KEYTURN_HISTORY contains \$/);
  // Settings of tenants and of messages are not used here.
  expect((await asked([], { ZENDESK_BASE_URL: 'x', KEYTURN_NOTIFY_URL: 'x' })).code).toBe(0);
});

for (const words of [
  (secret: string) => [secret],
  (secret: string) => ['--json', secret],
  (secret: string) => ['--issues', '--repo', secret],
  (secret: string) => ['--tenant', secret],
])
  test(`a mistake on the command line repeats no secret: ${words('SECRET').join(' ')}`, async () => {
    remembered('g');
    const webhook = 'http://127.0.0.1:4711/Typed1/p4ss?a=Qq1';
    for (const secret of [webhook, GITHUB_TOKEN]) {
      const said = await asked(words(secret), { KEYTURN_NOTIFY_URL: webhook, GITHUB_TOKEN });
      expect(said.code).toBe(2);
      expect(said.complained).toContain('[redacted access token]');
      expect(said.printed + said.complained).not.toMatch(/Typed1|p4ss|Qq1/);
    }
  });

test('what a damaged or edited history contains is not repeated', async () => {
  remembered('g');
  const [point] = pointsOf('g');
  writeFileSync(
    join(folderOf(history(), ACME), 'runs.jsonl'),
    [
      { ...point, run: '::error::<x>\u001b[2J' },
      { ...point, run: 'aaaaaaaazz', startedAt: 'yesterday' },
    ]
      .map((each) => JSON.stringify(each))
      .join('\n'),
  );
  const { printed } = await asked([]);
  expect(printed).toMatch(/^ {2}2026-11-01 02:00 UTC {2}✓ green {2}\(unreadable\)/m);
  expect(printed).not.toMatch(/::error|aaaaaaaazz|yesterday/);
});

test('an issue is opened after the second red, once, updated by the third, and closed by a green', async () => {
  await withGitHub(async (github) => {
    // Other issues and pull requests with this label fill the first pages of the list.
    for (let at = 0; at < 5; at++)
      github.add({ labels: [{ name: 'keyturn' }], title: `another ${String(at)}` });
    github.add({ ...ours, body: `${markerOf(red)}\nx`, pull_request: { url: 'x' } });
    const own = () => github.issues.slice(6);

    remembered('gr');
    expect((await apply(github)).code).toBe(0);
    expect(own()).toEqual([]);

    remembered('r', 2);
    const opened = await apply(github);
    expect(opened.printed).toContain(
      'acme.zendesk.com (contract), red: opened an issue: Keyturn: acme.zendesk.com is red (contract)\n    It is issue #7.',
    );
    expect(own()).toMatchObject([{ number: 7, state: 'open', labels: [{ name: 'keyturn' }], comments: [] }]);
    expect(own()[0]?.body).toContain(`| 2026-11-03 02:00 UTC | ✗ red | \`${runOf(2)}\` |`);

    const again = await apply(github);
    expect(again.printed).toContain('red: nothing to do: issue #7 is about this night already');
    expect(own()).toHaveLength(1);
    expect(github.changes()).toEqual(['POST /repos/acme/qa/issues']);

    remembered('br', 3);
    expect((await apply(github)).printed).toContain('red: updated issue #7');
    expect(own()).toMatchObject([{ number: 7, state: 'open' }]);
    expect(own()[0]?.body).toContain('3 nights in a row');
    expect(own()[0]?.body).toContain(runOf(4));

    remembered('g', 5);
    expect((await apply(github)).printed).toContain('red: closed issue #7');
    expect(own()).toMatchObject([
      {
        number: 7,
        state: 'closed',
        state_reason: 'completed',
        comments: [`Run \`${runOf(5)}\` of 2026-11-06 02:00 UTC is green: 2 of 2 proved.`],
      },
    ]);
    expect((await apply(github)).code).toBe(0);
    expect(github.changes()).toHaveLength(4);
    expect(
      github.issues.slice(0, 6).every(({ state, comments }) => state === 'open' && comments.length === 0),
    ).toBe(true);
  });
});

test('a tenant that is not judged three times gets an issue of its own, which a red closes', async () => {
  await withGitHub(async (github) => {
    remembered('rrbb');
    await apply(github);
    expect(github.issues.map(({ title }) => title)).toEqual(['Keyturn: acme.zendesk.com is red (contract)']);
    remembered('b', 4);
    await apply(github);
    expect(github.issues.map(({ title, state }) => [title, state])).toEqual([
      ['Keyturn: acme.zendesk.com is red (contract)', 'open'],
      ['Keyturn: acme.zendesk.com could not be judged (contract)', 'open'],
    ]);
    remembered('r', 5);
    await apply(github);
    expect(github.issues.map(({ state, comments }) => [state, comments.length])).toEqual([
      ['open', 0],
      ['closed', 1],
    ]);
  });
});

test('an issue of someone else, without the label, or whose marker is not at its beginning, is left alone', async () => {
  await withGitHub(async (github) => {
    remembered('g');
    const body = `${markerOf(red)}\nx`;
    github.add({ ...ours, body, user: { login: 'mallory' } });
    github.add({ ...ours, body: `> ${body}` });
    github.add({ ...ours, body: `\n${body}` });
    github.add({ ...ours, body: `${markerOf({ ...red, command: 'start' })}\nx` });
    github.add({ ...ours, body, labels: [{ name: 'other' }] });
    github.add({ ...ours, body, state: 'closed' });
    const { code, printed } = await apply(github);
    expect(code).toBe(0);
    expect(github.changes()).toEqual([]);
    expect(printed).toContain(
      '#1 has the same marker, but was not opened by github-actions[bot], and is left alone (--author).',
    );
    await apply(github, ['--author', 'Mallory']);
    expect(github.changes()).toEqual([
      'PATCH /repos/acme/qa/issues/1',
      'POST /repos/acme/qa/issues/1/comments',
    ]);
  });
});

test('an issue without the label is not ours, even if the list contains it', async () => {
  const foreign = {
    number: 1,
    body: `${markerOf(red)}\nx`,
    labels: ['other'],
    user: { login: 'github-actions[bot]' },
  };
  await withGitHub(
    async (github) => {
      remembered('g');
      expect((await apply(github)).code).toBe(0);
      expect(github.changes()).toEqual([]);
    },
    { intercept: (): StubAnswer => ({ status: 200, body: [foreign] }) },
  );
});

test('of two issues that match, the older one is used', async () => {
  await withGitHub(async (github) => {
    remembered('g');
    for (let at = 0; at < 2; at++) github.add({ ...ours, body: `${markerOf(red)}\r\nx` });
    const { printed } = await apply(github);
    expect(printed).toContain('#2 has the same marker; the oldest, #1, is used.');
    expect(github.issues.map(({ state }) => state)).toEqual(['closed', 'open']);
  });
});

test('a dry run changes nothing, and without a token it reads nothing', async () => {
  await withGitHub(async (github) => {
    remembered('rr');
    const dry = await asked(['--issues'], on(github));
    expect(dry.code).toBe(0);
    expect(dry.printed).toContain('Issues in acme/qa (nothing is done without --apply):');
    expect(dry.printed).toContain('red: would open an issue: Keyturn: acme.zendesk.com is red (contract)');
    expect(github.received.map(({ method }) => method)).toEqual(['GET']);
    const blind = await asked(['--issues'], { ...on(github), GITHUB_TOKEN: undefined });
    expect(blind.code).toBe(0);
    expect(blind.printed).toContain('GITHUB_TOKEN is not set, so it is not known which ones are open');
    expect(blind.printed).toContain('red: would open an issue');
    expect(github.received).toHaveLength(1);
  });
});

for (const [title, environment, mistake] of [
  [
    'no token',
    { GITHUB_TOKEN: undefined },
    /GITHUB_TOKEN is not set, so no issue can be opened.*\n {4}To do: in a workflow, set it/,
  ],
  ['an empty token', { GITHUB_TOKEN: '' }, /GITHUB_TOKEN is empty/],
  ['no repository', { GITHUB_REPOSITORY: undefined }, /GITHUB_REPOSITORY is not set/],
  [
    'no repository’s name',
    { GITHUB_REPOSITORY: 'acme/qa/../../x' },
    /GITHUB_REPOSITORY is not the name of a repository/,
  ],
  [
    'an API without TLS',
    { GITHUB_API_URL: 'http://github.acme.example/api/v3' },
    /GITHUB_API_URL is not the https URL/,
  ],
] as const)
  test(`with ${title}, --apply does nothing`, async () => {
    await withGitHub(async (github) => {
      remembered('rr');
      const { code, complained } = await asked(['--issues', '--apply'], { ...on(github), ...environment });
      expect(code).toBe(2);
      expect(complained).toMatch(mistake);
      expect(complained).toContain('npm run doctor -- --explain github-issues');
      expect(github.received).toEqual([]);
    });
  });

for (const [status, headers, remedy] of [
  [301, { location: 'https://evil.example/' }, /the repository has moved/],
  [401, {}, /GITHUB_TOKEN is not valid/],
  [403, {}, /the permission to write issues: in a workflow, “permissions: \{ issues: write \}”/],
  [
    403,
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1796169600' },
    /its rate limit is used up until 2026-12-02 00:00 UTC: run again later/,
  ],
  [403, { 'retry-after': '60' }, /its rate limit is used up: run again later/],
  [429, { 'retry-after': '3600' }, /its rate limit is used up/],
  [404, {}, /check GITHUB_REPOSITORY or --repo/],
  [410, {}, /issues are switched off in this repository/],
  [502, {}, /GitHub is failing/],
] as const)
  test(`an answer with ${String(status)} ${JSON.stringify(headers)} gets a remedy`, async () => {
    const body = { message: `Sorry ${GITHUB_TOKEN}\n::error::x` };
    await withGitHub(
      async (github) => {
        remembered('rr');
        const { code, complained } = await apply(github);
        expect(code).toBe(2);
        expect(complained).toMatch(
          new RegExp(`GitHub answered ${String(status)} for the issues of acme/qa \\(“Sorry `),
        );
        expect(complained).toMatch(remedy);
        expect(complained).not.toMatch(/^\s*::/m);
        expect(github.received).toHaveLength(1);
      },
      { intercept: (): StubAnswer => ({ status, headers, body }) },
    );
  });

test('if one issue cannot be handled, the others are', async () => {
  await withGitHub(
    async (github) => {
      remembered('rrbbb');
      const { code, complained } = await apply(github);
      expect(code).toBe(2);
      expect(complained).toMatch(
        /red: could not open an issue[^]*GitHub answered 422[^]*To do: GitHub rejects/,
      );
      expect(github.issues.map(({ title }) => title)).toEqual([
        'Keyturn: acme.zendesk.com could not be judged (contract)',
      ]);
    },
    {
      intercept: ({ method, body }): StubAnswer | undefined =>
        method === 'POST' && body.includes('is red')
          ? { status: 422, body: { message: 'Validation Failed' } }
          : undefined,
    },
  );
});

test('an issue that the next run would not find is a problem', async () => {
  await withGitHub(
    async (github) => {
      remembered('rr');
      const { code, complained } = await apply(github);
      expect(code).toBe(2);
      expect(complained).toMatch(
        /Issue #1 was opened by qa-bot, and not by github-actions\[bot\][^]*add --author qa-bot/,
      );
      expect((await apply(github, ['--author', 'qa-bot'])).code).toBe(0);
      expect(github.issues).toHaveLength(1);
    },
    { login: 'qa-bot' },
  );
  await withGitHub(
    async (github) => {
      const { code, complained } = await apply(github);
      expect(code).toBe(2);
      expect(complained).toMatch(/Issue #9 did not get the label keyturn[^]*create this label/);
    },
    {
      intercept: ({ method }): StubAnswer | undefined =>
        method === 'POST'
          ? { status: 201, body: { number: 9, body: '', labels: [], user: { login: 'github-actions[bot]' } } }
          : undefined,
    },
  );
});

test('the token is sent to the host of the API alone, whatever it names as the next page', async () => {
  const other = await startGitHub();
  await withGitHub(
    async (github) => {
      remembered('g');
      expect((await apply(github)).code).toBe(0);
      expect(github.received).toHaveLength(1);
      expect(other.received).toEqual([]);
    },
    {
      intercept: (): StubAnswer => ({
        status: 200,
        body: [],
        headers: { link: `<${other.url}/repos/acme/qa/issues?page=2>; rel="next"` },
      }),
    },
  );
  await other.close();
});

test('what is not GitHub’s API is noticed', async () => {
  await withGitHub(
    async (github) => {
      remembered('rr');
      expect((await apply(github)).complained).toMatch(
        /did not answer with issues, as GitHub would\.\n {4}To do: check GITHUB_API_URL/,
      );
    },
    { intercept: (): StubAnswer => ({ status: 200, body: '<html>Sign in</html>' }) },
  );
});

test('no title of a record mentions anyone, and nothing that a tenant wrote is in an issue', async () => {
  await withGitHub(async (github) => {
    remembered('rr', 0, {
      title: 'As @octocat and @acme/team, see #12 https://evil.example <img src=x> me@you.example',
      error: 's3cr3t',
    });
    await apply(github);
    const text = github.issues.map(({ title, body }) => `${title}\n${body ?? ''}`).join('\n');
    // As code, GitHub links nothing.
    expect(text.replace(/`[^`]*`/g, '')).not.toMatch(/@|#\d|evil|<img|s3cr3t|a text of the tenant/);
  });
});

test('npm run nights exits with the code, and explains itself', async () => {
  mkdirSync(test.info().outputDir, { recursive: true });
  remembered('rr');
  const command = async (words: string[]) =>
    new Promise<{ code: number | null; output: string }>((done) => {
      const child = execFile(
        process.execPath,
        [join(PROJECT, 'bin', 'keyturn.mjs'), 'nights', ...words],
        { env: { ...cleanEnvironment(), KEYTURN_ENV_FILE: devNull, KEYTURN_HISTORY: history() } },
        (_, out, error) => done({ code: child.exitCode, output: out + error }),
      );
    });
  const [shown, late] = await Promise.all([command([]), command(['--max-age', '1s'])]);
  expect(shown.code, shown.output).toBe(0);
  expect(shown.output).toContain('acme.zendesk.com · contract: 2 red in a row');
  expect(late.code, late.output).toBe(2);
});
