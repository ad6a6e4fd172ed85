import { expect, test } from '../../support/test.ts';
import { Readable } from 'node:stream';
import { readCommandLine } from '../../../helpers/setup/command-line.ts';
import { flagsOf } from '../../../helpers/setup/flags.ts';
import { helpOf } from '../../../helpers/setup/help.ts';
import { firstLine, readGiven } from '../../../helpers/setup/sources.ts';
import { SYSTEMS } from '../../../helpers/systems/index.ts';
import { VARIABLES } from '../../../helpers/systems/settings.ts';

const SECRET = 'sesame-4711-open';

const systems = SYSTEMS.map((system) => ({ system, setup: system.setup() }));
const allFlags = systems.flatMap((each) => flagsOf(each, VARIABLES));
const read = (...words: string[]) => readCommandLine(words, allFlags);

test.describe('the command line of setup', () => {
  test('flags, with their values', () => {
    const line = read('--system', 'zendesk', '--subdomain=acme', '--client-secret-from', '-', '--overwrite');
    expect(line).toMatchObject({ system: 'zendesk', overwrite: true, help: false, problems: [] });
    expect([...line.answers]).toEqual([
      ['subdomain', 'acme'],
      ['client-secret-from', '-'],
    ]);
    expect(read('-h')).toMatchObject({ help: true });
  });

  for (const [words, problem] of [
    [['--client-secret', SECRET], '--client-secret is not a flag, because a secret on the command line'],
    [[`--client-secret=${SECRET}`], '--client-secret-from NAME'],
    [['--clientid', 'x'], 'Did you mean --client-id?'],
    [[`--${SECRET}=1`], 'One of the flags is not a flag'],
    [[SECRET], 'npm run setup -- --subdomain acme'],
    [['--subdomain'], '--subdomain needs a value'],
    [['--subdomain', '--overwrite'], '--subdomain needs a value'],
    [['--overwrite=yes'], '--overwrite takes no value'],
    [['--subdomain', 'a', '--subdomain', 'b'], '--subdomain is given twice'],
    [
      ['--client-secret-from', '-', '--admin-password-from', '-'],
      'Only one secret can be read from standard input',
    ],
  ] as [string[], string][]) {
    test(`${words.join(' ').replace(SECRET, '…')}: ${problem}`, () => {
      const { problems } = read(...words);
      expect(problems.join('\n')).toContain(problem);
      expect(problems.join('\n')).not.toContain(SECRET);
    });
  }

  test('the help names each variable and flag of the systems', () => {
    const help = helpOf(systems, VARIABLES);
    for (const { flag, answer } of allFlags) {
      expect(help).toContain(`--${flag} `);
      expect(help).toContain(answer === answer.toLowerCase() ? flag : answer);
    }
  });

  test('each variable of a system is asked for', () => {
    const flags = allFlags;
    const missing = SYSTEMS.flatMap(({ settings }) => Object.keys(settings.variables)).filter(
      (name) => !flags.some(({ answer }) => answer === name),
    );
    expect(missing).toEqual([]);
  });
});

test.describe('answers that are given', () => {
  const given = async (words: string[], environment: NodeJS.ProcessEnv = {}, input = '') => {
    const flags = allFlags.filter(({ system }) => system.name === 'zendesk');
    const { answers } = readCommandLine(words, flags);
    return readGiven(flags, answers, { environment, input: Readable.from([input]), variables: VARIABLES });
  };

  test('a flag comes before the environment', async () => {
    const { answers } = await given(['--client-id', 'a'], {
      ZENDESK_CLIENT_ID: 'b',
      ZENDESK_SUBDOMAIN: 'acme',
    });
    expect(answers.get('ZENDESK_CLIENT_ID')).toEqual({ value: 'a', from: '--client-id' });
    expect(answers.get('ZENDESK_SUBDOMAIN')).toEqual({ value: 'acme', from: 'the environment' });
  });

  test('a secret comes from the variable that its flag names, or from standard input', async () => {
    const named = await given(['--client-secret-from', 'MINE'], { MINE: SECRET });
    expect(named.answers.get('ZENDESK_CLIENT_SECRET')?.value).toBe(SECRET);
    const piped = await given(['--client-secret-from', '-'], {}, `${SECRET}\r\nmore`);
    expect(piped.answers.get('ZENDESK_CLIENT_SECRET')?.value).toBe(SECRET);
  });

  test('a secret in the place of a variable’s name is not repeated', async () => {
    const { problems } = await given(['--client-secret-from', SECRET]);
    expect(problems.join()).toContain('must name an environment variable');
    expect(problems.join()).not.toContain(SECRET);
  });

  test('an empty input, and one that never comes', async () => {
    expect((await given(['--client-secret-from', '-'])).problems.join()).toContain('found no line');
    expect(await firstLine(new Readable({ read: () => undefined }), 1)).toBeUndefined();
  });
});
