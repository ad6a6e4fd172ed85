import { expect, test } from '../../support/test.ts';
import { readArguments } from '../../../helpers/doctor/arguments.ts';

test('flags are read, in any order', () => {
  expect(readArguments([])).toEqual({
    ok: true,
    json: false,
    mailbox: false,
    owner: false,
    explain: [],
  });
  expect(readArguments(['--owner', '--json', '--mailbox'])).toMatchObject({
    json: true,
    mailbox: true,
    owner: true,
  });
  for (const words of [['--explain', 'scopes'], ['--explain=scopes']])
    expect(readArguments(words)).toMatchObject({ ok: true, explain: ['scopes'] });
  expect(readArguments(['--explain', 'scopes', 'seat', '--json'])).toMatchObject({
    json: true,
    explain: ['scopes', 'seat'],
  });
});

for (const [words, mistake] of [
  [['--jsn'], /Unknown flag --jsn\. Did you mean --json\?/],
  [['--mail-box'], /Did you mean --mailbox\?/],
  [['--verbose'], /Unknown flag --verbose\. See/],
  [['owner'], /Unexpected word “owner”/],
  [['--explain'], /--explain needs a code/],
  [['--json', '--explain='], /--explain needs a code/],
  [['--json=yes'], /--json takes no value/],
] as const) {
  test(`a mistake: ${words.join(' ')}`, () => {
    const read = readArguments(words);
    expect(read.ok ? '' : read.mistake).toMatch(mistake);
    expect(read.ok ? '' : read.mistake).toContain('npm run doctor -- --help');
    expect(read.json).toBe(words.some((word) => word === '--json'));
  });
}
