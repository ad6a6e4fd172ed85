import { expect, test } from '../../support/test.ts';
import { readArguments } from '../../../helpers/nights/arguments.ts';

test('flags are read, and have defaults', () => {
  expect(readArguments([])).toEqual({
    ok: true,
    asked: {
      json: false,
      tenant: undefined,
      command: undefined,
      last: 14,
      maxAge: undefined,
      issues: false,
      apply: false,
      redAfter: 2,
      blockedAfter: 3,
      author: 'github-actions[bot]',
      repository: undefined,
      link: undefined,
    },
  });
  expect(
    readArguments([
      ...['--json', '--issues', '--apply', '--tenant', 'acme', '--command=start', '--last', '3'],
      ...[
        '--max-age',
        '26h',
        '--red-after',
        '1',
        '--blocked-after=5',
        '--author',
        'qa-bot',
        '--repo',
        'acme/qa.x',
      ],
      '--link=https://ci.example/7',
    ]),
  ).toEqual({
    ok: true,
    asked: {
      json: true,
      tenant: 'acme',
      command: 'start',
      last: 3,
      maxAge: 26 * 3_600_000,
      issues: true,
      apply: true,
      redAfter: 1,
      blockedAfter: 5,
      author: 'qa-bot',
      repository: 'acme/qa.x',
      link: 'https://ci.example/7',
    },
  });
});

for (const [words, mistake] of [
  [['--isues'], /Unknown flag --isues\. Did you mean --issues\?/],
  [['acme'], /Unexpected word “acme”\./],
  [['--command', 'contarct'], /--command does not know “contarct”\. Did you mean contract\?/],
  [['--command', 'everything'], /It is contract or start\./],
  [['--max-age', '26'], /--max-age needs a number with s, m, h or d, such as 30m, 24h or 7d, not “26”\./],
  [['--last', '0'], /--last needs a number from 1 to 999, not “0”\./],
  [['--issues', '--red-after', 'two'], /--red-after needs a number from 1 to 999, not “two”\./],
  [['--apply'], /--apply works with --issues only\./],
  [['--repo', 'acme/qa'], /--repo works with --issues only\./],
  [['--issues', '--repo', 'acme'], /--repo needs the name of a repository, owner\/name, not “acme”\./],
  [['--issues', '--repo', 'acme/../x'], /--repo needs/],
  [['--issues', '--repo', 'acme/..'], /--repo needs/],
  [['--issues', '--author', 'a b'], /--author needs the login name of a user/],
  [['--issues', '--link', 'javascript:x'], /--link needs the URL of a web page/],
] as const)
  test(`a mistake: ${words.join(' ')}`, () => {
    const read = readArguments([...words, '--json']);
    expect(read.ok ? '' : read.mistake).toMatch(mistake);
    expect(read.ok ? '' : read.mistake).toContain('see npm run nights -- --help');
    expect(read).toMatchObject({ ok: false, json: true });
  });
