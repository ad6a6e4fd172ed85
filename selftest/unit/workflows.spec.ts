/** The workflows: what a linter and our own rules find in them. Each rule is also tested with a workflow that breaks it. */
import { expect, test } from '../support/test.ts';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lintWorkflow } from '../support/actionlint.ts';
import { PROJECT } from '../support/keyturn.ts';
import { cachedPathsOf, differingVersions, RULES } from '../workflows/rules.ts';
import { readWorkflow, WORKFLOWS } from '../workflows/workflow.ts';

const FILES = Object.keys(WORKFLOWS);
const TEXTS = Object.values(WORKFLOWS);
const COMMIT = 'a'.repeat(40);

/** A workflow that breaks no rule. */
const GOOD = `name: good
on:
  schedule:
    - cron: '17 2 * * *'
permissions: {}
jobs:
  run:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
    concurrency: good
    steps:
      - uses: actions/checkout@${COMMIT} # v1.2.3
        with:
          persist-credentials: false
      - uses: actions/cache/restore@${COMMIT} # v1.2.3
        with:
          path: results
          key: keyturn:\${{ github.ref }}:1
      - env:
          TITLE: \${{ github.ref }}
          KEY: \${{ secrets.KEY }}
        run: echo "$TITLE"
`;

/** For each rule, changes to the good workflow that break it, and a part of the sentence about each. */
const BAD: Record<string, [from: string, to: string, problem: string][]> = {
  'each action is pinned to a commit, with its version in a comment': [
    [`checkout@${COMMIT} # v1.2.3`, 'checkout@v6 # v6.0.0', 'actions/checkout@v6 is not pinned'],
    [`checkout@${COMMIT} # v1.2.3`, `checkout@${COMMIT.slice(1)} # v1.2.3`, 'is not pinned'],
    [`checkout@${COMMIT} # v1.2.3`, `checkout@${COMMIT}`, 'has no version in a comment'],
    [`checkout@${COMMIT} # v1.2.3`, `checkout@${COMMIT} # v1`, 'has no version in a comment'],
  ],
  'permissions are the least': [
    ['permissions: {}\n', '', 'the workflow does not begin with no permission'],
    ['permissions: {}', 'permissions: read-all', 'the workflow does not begin with no permission'],
    ['contents: read', 'contents: write', 'run: may write contents'],
    ['contents: read', 'contents: read\n      issues: write', 'run: may write issues'],
    ['    permissions:\n      contents: read\n', '', 'run: does not name its permissions'],
  ],
  'each job has a time limit': [['    timeout-minutes: 5\n', '', 'run: has no time limit']],
  'each job that runs our code has a concurrency group': [
    ['    concurrency: good\n', '', 'run: has no concurrency group'],
  ],
  'no expression is in a script': [
    ['echo "$TITLE"', 'echo "${{ github.ref }}"', 'run: step 3: an expression in a script'],
    [
      'run: echo "$TITLE"',
      'run: |\n          echo "${{ env.TITLE }}"',
      'run: step 3: an expression in a script',
    ],
  ],
  'secrets are in the steps that need them only, each by its name': [
    [
      '    concurrency: good',
      '    env: { KEY: "${{ secrets.KEY }}" }',
      'jobs › run › env › KEY: a secret outside',
    ],
    ['permissions: {}', 'permissions: {}\nenv: { KEY: "${{ secrets.KEY }}" }', 'env › KEY: a secret outside'],
    ['      - env:', "      - if: ${{ secrets.KEY != '' }}\n        env:", 'steps › if: a secret outside'],
    ['${{ secrets.KEY }}', '${{ toJSON(secrets) }}', 'secrets have to be named one by one'],
    ['${{ secrets.KEY }}', '${{ secrets[github.ref] }}', 'secrets have to be named one by one'],
    [
      'jobs:',
      'jobs:\n  other:\n    uses: ./.github/workflows/x.yml\n    secrets: inherit',
      'a job inherits all secrets',
    ],
  ],
  'a checkout leaves no credentials': [
    ['persist-credentials: false', 'persist-credentials: true', 'leaves its token'],
    ['        with:\n          persist-credentials: false\n', '', 'leaves its token'],
  ],
  'schedules are not on the hour': [
    ['17 2', '0 2', '“0 2 * * *” is on the hour'],
    ['17 2', '30 2', 'is on the hour or the half hour'],
    ['17 2', '*/5 2', 'is on the hour or the half hour'],
  ],
  'a tenant’s cache is not found by another one’s name': [
    ['keyturn:${{ github.ref }}:1', 'keyturn-${{ github.ref }}-1', 'may be another tenant’s'],
    [':1\n', ':1\n          restore-keys: keyturn:${{ github.ref }}\n', 'may be another tenant’s'],
  ],
};

test.describe('the linter', () => {
  for (const [file, text] of Object.entries(WORKFLOWS)) {
    test(`finds nothing in ${file}`, async () => {
      expect(await lintWorkflow(file, text)).toEqual([]);
    });
  }

  test('finds nothing in the good workflow, and names what is wrong with a bad one', async () => {
    expect(await lintWorkflow('good.yml', GOOD)).toEqual([]);
    const bad = GOOD.replace('github.ref', 'github.reff').replace('runs-on', 'run-on');
    expect(await lintWorkflow('bad.yml', bad)).toEqual([
      expect.stringMatching(/^bad\.yml:7: "runs-on" section is missing in job "run"/),
      expect.stringMatching(/^bad\.yml:8: unexpected key "run-on"/),
      expect.stringMatching(/^bad\.yml:20: property "reff" is not defined/),
    ]);
  });
});

for (const [title, rule] of Object.entries(RULES)) {
  test.describe(title, () => {
    for (const [file, text] of Object.entries(WORKFLOWS)) {
      test(`in ${file}`, () => {
        expect(rule(text)).toEqual([]);
      });
    }

    test('a workflow that breaks it is found, and one that keeps it is not', () => {
      expect(rule(GOOD)).toEqual([]);
      const examples = BAD[title] ?? [];
      expect(examples.length).toBeGreaterThan(0);
      for (const [from, to, problem] of examples) {
        const bad = GOOD.replace(from, () => to);
        expect(bad, from).not.toBe(GOOD);
        expect(rule(bad).join('\n'), to).toContain(problem);
      }
    });
  });
}

test('all workflows use the same version of an action', () => {
  expect(differingVersions(TEXTS)).toEqual([]);
  const other = GOOD.replace(`cache/restore@${COMMIT}`, `checkout@${'b'.repeat(40)}`);
  expect(differingVersions([GOOD, other])).toEqual([`actions/checkout: ${COMMIT}, ${'b'.repeat(40)}`]);
});

test('all caches have the same list of paths, or they would not be found', () => {
  expect(cachedPathsOf(TEXTS)).toEqual(['.keyturn\nresults/history\nresults/drift.json\n']);
  expect(cachedPathsOf([GOOD, GOOD.replace('path: results', 'path: other')])).toEqual(['results', 'other']);
});

test('every script is one that bash can read', () => {
  test.skip(process.platform === 'win32', 'Windows may have no bash');
  const scripts = FILES.flatMap((file) =>
    Object.values(readWorkflow(file).jobs).flatMap(({ steps = [] }) => steps.flatMap(({ run }) => run ?? [])),
  );
  expect(scripts.length).toBeGreaterThan(15);
  const unreadable = (script: string) => spawnSync('bash', ['-n'], { input: script }).status !== 0;
  expect([...new Set(scripts)].filter(unreadable)).toEqual([]);
  expect(unreadable('if true; then echo')).toBe(true);
});

test('the oldest Node version that package.json allows is tested', () => {
  const { engines } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  const [, oldest] = /^\^(\d+\.\d+\.\d+) /.exec(engines.node) ?? [];
  const { strategy } = readWorkflow('test.yml').jobs['test'] ?? {};
  expect(strategy?.matrix).toMatchObject({ node: [oldest, 22, 24] });
});
