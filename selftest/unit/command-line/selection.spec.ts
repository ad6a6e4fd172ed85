/** What a command line selects, and the message if it selects something that does not exist. */
import { expect, test } from '../../support/test.ts';
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

test('the flags with a value are those of this version of Playwright', () => {
  // Playwright has no types for it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { program } = require('playwright/lib/program') as {
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
  ['--shard=2/4 a', { shard: { current: 2, total: 4 }, files: ['a'] }],
  ['--shard 1/2 --list', { shard: { current: 1, total: 2 }, lists: true }],
  ['--shard=1/2 --shard=2/2', { shard: { current: 2, total: 2 } }],
  ['-u all a', { files: ['a'] }],
  ['--ui-port=9', { interactive: true }],
  ['a -- --list', { files: ['a'] }],
] as const) {
  test(`“${line}” is parsed as Playwright parses it`, () => {
    const words = line.split(' ').filter((word) => word !== '');
    expect(selectionOf(words)).toEqual({
      files: [],
      projects: [],
      grep: undefined,
      shard: undefined,
      lists: false,
      interactive: false,
      ...expected,
    });
  });
}

for (const text of ['', '2', '3/2', '0/2', 'a/b', '1/2/3', '/2', '1/'])
  test(`“--shard=${text}”, which Playwright refuses, names no shard`, () => {
    expect(selectionOf([`--shard=${text}`]).shard).toBeUndefined();
  });

const spec = (file: string, projectName: string, addresses: string[]) => ({
  title: file,
  specs: addresses.map((address) => ({
    title: `${address} · It is so.`,
    tags: ['contract', 'must'],
    // The file in which the test was declared.
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

function messagesFor(
  requested: Partial<Parameters<typeof selectionMistakes>[0]>,
  { targets = BOTH, command = 'contract' }: { targets?: Target[]; command?: Command } = {},
): string {
  const tests = (ALL ?? []).filter(({ projectName }) =>
    targets.some(({ system }) => system.name === projectName),
  );
  const all = { addresses: [], files: [], projects: [], grep: undefined, ...requested };
  return selectionMistakes(all, { command, targets, tests }).join('\n');
}

for (const requested of [
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
  test(`no mistake is reported for ${JSON.stringify(requested)}`, () => {
    expect(messagesFor(requested)).toBe('');
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
  test(`“${line}” requests ${systems.join(' and ')}`, () => {
    const { projects } = selectionOf(line.split(' '));
    expect(['zendesk', 'expert'].filter((system) => isRequested(system, projects))).toEqual([...systems]);
  });
}

for (const [title, requested, options, message] of [
  [
    'of an unknown check and an existing one, only the unknown one is reported',
    { addresses: ['zendesk/users/role', 'zendesk/users/rol_e'] },
    {},
    /^Unknown check zendesk\/users\/rol_e\. Did you mean zendesk\/users\/role\? To list all checks: npm run contract -- --list$/,
  ],
  [
    'an unknown check with a proof is reported with the similar check',
    { addresses: ['zendesk/users/roles#agent'] },
    {},
    /^Unknown check zendesk\/users\/roles#agent\. Did you mean zendesk\/users\/role\?/,
  ],
  [
    'an unknown subject is reported with the similar subject',
    { addresses: ['zendesk/user'] },
    {},
    /^Unknown check zendesk\/user\. Did you mean zendesk\/users\?/,
  ],
  [
    'an unknown check without a similar one is reported without a suggestion',
    { addresses: ['zendesk/users/unheard-of'] },
    {},
    /^Unknown check [^ ]*\. To list/,
  ],
  [
    'a check of a system that is not part of the run is reported with what to configure',
    { addresses: ['expert/tokens/several'] },
    { targets: ZENDESK },
    /^expert\/tokens\/several is not part of this run, which tests Zendesk on https:\/\/acme\.zendesk\.com\.\n {2}To do: configure/,
  ],
  [
    'the project of a system that is not part of the run is reported',
    { projects: ['expert'] },
    { targets: ZENDESK },
    /^The project expert is not part of this run, which tests Zendesk on/,
  ],
  [
    'an unknown project is reported with the similar one and with all projects',
    { projects: ['zendsk'] },
    {},
    /^Unknown project zendsk\. Did you mean zendesk\? Projects: zendesk, expert\.$/,
  ],
  [
    'a pattern that matches no project is reported',
    { projects: ['expert', 'x*'] },
    {},
    /^Unknown project x\*\./,
  ],
  [
    'a check of a project that --project excludes is reported',
    { addresses: ['zendesk/users/role'], projects: ['expert'] },
    {},
    /^zendesk\/users\/role is not in the projects selected with --project\.$/,
  ],
  [
    'an unknown system in an address is reported with the similar address',
    { addresses: [], files: ['zendsk/users/role'] },
    {},
    /^No check and no spec file is called zendsk\/users\/role\. Did you mean zendesk\/users\/role\?/,
  ],
  [
    'of an unknown file and an existing one, only the unknown one is reported',
    { files: ['contract.spec', 'set-users-password.notebook.spec.ts'] },
    {},
    /^No spec file matches set-users-password\.notebook\.spec\.ts\. Did you mean zendesk\/set-user-password\.notebook\.spec\.ts\? /,
  ],
  [
    'an address that Playwright treats as a file is reported with the right command',
    { files: ['Zendesk/Users/role'] },
    { command: 'playwright' as const },
    /^Zendesk\/Users\/role is the address of a check, not a file\. Run it with: npm run contract -- Zendesk\/Users\/role$/,
  ],
  [
    'a pattern that matches no title is reported',
    { grep: '@mast' },
    {},
    /^No test has a title or tag that matches --grep @mast\./,
  ],
  [
    'a check together with a file is a mistake',
    { addresses: ['zendesk/users/role'], files: ['contract'] },
    {},
    /^Use either an address or a file/,
  ],
] as const) {
  test(title, () => {
    expect(messagesFor(requested, options)).toMatch(message);
  });
}

test('npm start runs no checks, and the message shows the command that does', () => {
  const tests = (ALL ?? []).filter(({ file }) => file.includes('notebook'));
  const requested = { addresses: ['zendesk/users/role'], files: [], projects: [], grep: undefined };
  expect(selectionMistakes(requested, { command: 'start', targets: BOTH, tests })).toEqual([
    'npm start runs no contract checks. To run zendesk/users/role: npm run contract -- zendesk/users/role',
  ]);
});

test('unknown projects are reported once each', () => {
  expect(unknownProjects(['EXPERT', 'x', 'x', '*-preflight'], ZENDESK, 'contract')).toEqual(['EXPERT', 'x']);
});

test('in npm start, the preflight is no project', () => {
  expect(unknownProjects(['zendesk', 'zendesk-preflight'], ZENDESK, 'start')).toEqual(['zendesk-preflight']);
});
