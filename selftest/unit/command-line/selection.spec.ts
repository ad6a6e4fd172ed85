/** What a command line selects, and the message if it does not exist. */
import { expect, test } from '@playwright/test';
import { createRequire } from 'node:module';
import {
  FLAGS_WITH_OPTIONAL_VALUE,
  FLAGS_WITH_VALUE,
  PROJECT_FLAG,
  selectionOf,
} from '../../../helpers/command-line/arguments.ts';
import type { Command } from '../../../helpers/command-line/command.ts';
import { isRequested, selectionMistakes, unknownProjects } from '../../../helpers/command-line/selection.ts';
import { testsIn } from '../../../helpers/results/json-report.ts';
import { SYSTEMS } from '../../../helpers/systems/index.ts';
import type { Target } from '../../../helpers/systems/targets.ts';

interface Option {
  short?: string;
  long?: string;
  required: boolean;
  optional: boolean;
  variadic: boolean;
}

test('the flags that take a value are those of this version of Playwright', () => {
  const { program } = createRequire(import.meta.url)('playwright/lib/program') as {
    program: { commands: { name: () => string; options: Option[] }[] };
  };
  const options = program.commands.find((each) => each.name() === 'test')?.options ?? [];
  const names = (of: (option: Option) => boolean) =>
    options.filter(of).flatMap(({ short, long }) => [short, long].filter((name) => name !== undefined));
  expect(names(({ variadic }) => variadic)).toEqual([PROJECT_FLAG]);
  expect(names(({ required, variadic }) => required && !variadic).sort()).toEqual(
    [...FLAGS_WITH_VALUE].sort(),
  );
  expect(names(({ optional }) => optional).sort()).toEqual([...FLAGS_WITH_OPTIONAL_VALUE].sort());
});

for (const [line, expected] of [
  ['', {}],
  ['--headed users.contract --workers 2 tokens', { files: ['users.contract', 'tokens'] }],
  ['--project zendesk expert --headed', { projects: ['zendesk', 'expert'] }],
  ['--project=zen* -g x a', { projects: ['zen*'], grep: 'x', files: ['a'] }],
  ['-gx --grep=y', { grep: 'y' }],
  ['--output --list', {}],
  ['--shuffle --list', { lists: true }],
  ['-u all a', { files: ['a'] }],
  ['--ui-port=9', { interactive: true }],
  ['a -- --list', { files: ['a'] }],
] as const) {
  test(`“${line}” is taken apart as Playwright does`, () => {
    const words = line.split(' ').filter((word) => word !== '');
    expect(selectionOf(words)).toEqual({
      files: [],
      projects: [],
      grep: undefined,
      lists: false,
      interactive: false,
      ...expected,
    });
  });
}

const spec = (file: string, projectName: string, addresses: string[]) => ({
  title: file,
  specs: addresses.map((address) => ({
    title: `${address} · It is so.`,
    tags: ['contract', 'must'],
    // Where the test was declared.
    file: '../fixtures/contract.ts',
    tests: [{ projectName, annotations: [{ type: 'address', description: address }] }],
  })),
});
const ALL = testsIn({
  suites: [
    spec('zendesk/set-user-password.notebook.spec.ts', 'zendesk', ['zendesk/notebook/02']),
    spec('zendesk/contract.spec.ts', 'zendesk', [
      'zendesk/users/role',
      'zendesk/users/created',
      'zendesk/tokens/list',
    ]),
    spec('expert/contract.spec.ts', 'expert', ['expert/tokens/several']),
  ],
});
const BOTH: Target[] = SYSTEMS.map((system) => ({ system, tenant: undefined }));
const ZENDESK: Target[] = BOTH.slice(0, 1).map(({ system }) => ({
  system,
  tenant: 'https://acme.zendesk.com',
}));

function said(
  asked: Partial<Parameters<typeof selectionMistakes>[0]>,
  { targets = BOTH, command = 'contract' }: { targets?: Target[]; command?: Command } = {},
): string {
  const tests = (ALL ?? []).filter(({ projectName }) =>
    targets.some(({ system }) => system.name === projectName),
  );
  const whole = { addresses: [], files: [], projects: [], grep: undefined, ...asked };
  return selectionMistakes(whole, { command, targets, tests }).join('\n');
}

for (const asked of [
  {},
  { addresses: ['zendesk/users/role'] },
  { addresses: ['zendesk/users/role#agent', 'expert/tokens'] },
  { addresses: ['zendesk/users'], projects: ['Zendesk'] },
  { files: ['zendesk.contract', 'zendesk/contract.spec.ts:12:3', 'specs/expert'] },
  { files: ['/PASSWORD/i'] },
  { grep: '@must' },
  { grep: 'It is SO' },
  // Playwright itself reports what it cannot parse.
  { grep: '(' },
  { projects: ['zen*', 'expert-preflight'] },
]) {
  test(`${JSON.stringify(asked)} is there`, () => {
    expect(said(asked)).toBe('');
  });
}

for (const [line, systems] of [
  ['', ['zendesk', 'expert']],
  ['--project=expert', ['expert']],
  ['--project expert --headed', ['expert']],
  ['--project Expert zendesk', ['zendesk', 'expert']],
  ['--project=ex*', ['expert']],
  ['--grep expert', ['zendesk', 'expert']],
] as const) {
  test(`“${line}” asks for ${systems.join(' and ')}`, () => {
    const { projects } = selectionOf(line.split(' '));
    expect(['zendesk', 'expert'].filter((system) => isRequested(system, projects))).toEqual([...systems]);
  });
}

for (const [title, asked, options, sentence] of [
  [
    'a check, beside one that is there',
    { addresses: ['zendesk/users/role', 'zendesk/users/rol_e'] },
    {},
    /^Unknown check zendesk\/users\/rol_e\. Did you mean zendesk\/users\/role\? To list all checks: npm run contract -- --list$/,
  ],
  [
    'a check, with a proof of it',
    { addresses: ['zendesk/users/roles#agent'] },
    {},
    /^Unknown check zendesk\/users\/roles#agent\. Did you mean zendesk\/users\/role\?/,
  ],
  [
    'a subject',
    { addresses: ['zendesk/user'] },
    {},
    /^Unknown check zendesk\/user\. Did you mean zendesk\/users\?/,
  ],
  [
    'a check like no other',
    { addresses: ['zendesk/users/unheard-of'] },
    {},
    /^Unknown check [^ ]*\. To list/,
  ],
  [
    'a system that this run is not about',
    { addresses: ['expert/tokens/several'] },
    { targets: ZENDESK },
    /^expert\/tokens\/several is not part of this run, which tests Zendesk on https:\/\/acme\.zendesk\.com\.\n {2}To do: configure/,
  ],
  [
    'its project',
    { projects: ['expert'] },
    { targets: ZENDESK },
    /^The project expert is not part of this run, which tests Zendesk on/,
  ],
  [
    'a project',
    { projects: ['zendsk'] },
    {},
    /^Unknown project zendsk\. Did you mean zendesk\? Projects: zendesk, expert\.$/,
  ],
  ['projects by a pattern', { projects: ['expert', 'x*'] }, {}, /^Unknown project x\*\./],
  [
    'a check of a project that was left out',
    { addresses: ['zendesk/users/role'], projects: ['expert'] },
    {},
    /^zendesk\/users\/role is not in the projects selected with --project\.$/,
  ],
  [
    'a system',
    { addresses: [], files: ['zendsk/users/role'] },
    {},
    /^No check and no spec file is called zendsk\/users\/role\. Did you mean zendesk\/users\/role\?/,
  ],
  [
    'a file, beside one that is there',
    { files: ['contract.spec', 'set-users-password.notebook.spec.ts'] },
    {},
    /^No spec file matches set-users-password\.notebook\.spec\.ts\. Did you mean zendesk\/set-user-password\.notebook\.spec\.ts\? /,
  ],
  [
    'an address that Playwright takes for a file',
    { files: ['Zendesk/Users/role'] },
    { command: 'playwright' as const },
    /^Zendesk\/Users\/role is the address of a check, not a file\. Run it with: npm run contract -- Zendesk\/Users\/role$/,
  ],
  ['a title', { grep: '@mast' }, {}, /^No test has a title or tag that matches --grep @mast\./],
  [
    'a check and a file',
    { addresses: ['zendesk/users/role'], files: ['contract'] },
    {},
    /^Use either an address or a file/,
  ],
] as const) {
  test(`${title} that is not there is a sentence`, () => {
    expect(said(asked, options)).toMatch(sentence);
  });
}

test('checks are not what npm start runs, and it says what does', () => {
  const tests = (ALL ?? []).filter(({ file }) => file.includes('notebook'));
  const asked = { addresses: ['zendesk/users/role'], files: [], projects: [], grep: undefined };
  expect(selectionMistakes(asked, { command: 'start', targets: BOTH, tests })).toEqual([
    'npm start runs no contract checks. To run zendesk/users/role: npm run contract -- zendesk/users/role',
  ]);
});

test('unknown projects are reported once each', () => {
  expect(unknownProjects(['EXPERT', 'x', 'x', '*-preflight'], ZENDESK)).toEqual(['EXPERT', 'x']);
});
