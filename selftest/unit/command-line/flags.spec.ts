import { expect, test } from '../../support/test.ts';
import { readFlags } from '../../../helpers/command-line/flags.ts';

const read = (line: string[], most = 1) =>
  readFlags(line, {
    command: 'npm run thing',
    switches: ['--json'],
    options: ['--on'],
    lists: ['--allow'],
    words: { most, are: 'one folder' },
  });

test('flags, their values and words are read in any order', () => {
  for (const line of [
    ['--on', 'red', '--json', 'results'],
    ['results', '--json', '--on=red'],
  ]) {
    const given = read(line);
    expect(given.ok && [given.has('--json'), given.valueOf('--on'), given.words]).toEqual([
      true,
      'red',
      ['results'],
    ]);
  }
  const none = read([]);
  expect(none.ok && [none.has('--json'), none.valueOf('--on'), none.words]).toEqual([false, undefined, []]);
  const many = read(['--allow', 'a', '--allow=b']);
  expect([many.ok && many.valuesOf('--allow'), none.ok && none.valuesOf('--allow')]).toEqual([
    ['a', 'b'],
    [],
  ]);
  const empty = read(['--on=a=b']);
  expect(empty.ok && empty.valueOf('--on')).toBe('a=b');
});

for (const [line, mistake, most] of [
  [['--jsn'], 'Unknown flag --jsn. Did you mean --json?'],
  [['--verbose-output'], 'Unknown flag --verbose-output.'],
  [['--json=yes'], '--json takes no value.'],
  [['--on'], '--on needs a value.'],
  [['--on', '--json'], '--on needs a value.'],
  [['--on='], '--on needs a value.'],
  [['--on', ' '], '--on needs a value.'],
  [['--on', 'a', '--on', 'b'], '--on was given twice.'],
  [['--constructor'], 'Unknown flag --constructor.'],
  [['a', 'b'], 'Name one folder, not 2 of them.'],
  [['a'], 'Unexpected word “a”.', 0],
] as const)
  test(`a mistake: ${line.join(' ')} (${String(most ?? 1)})`, () => {
    const given = read([...line], most);
    expect(given.ok ? '' : given.mistake).toBe(
      `${mistake}\n  To do: see npm run thing -- --help\n  More:  npm run doctor -- --explain command-line`,
    );
  });
