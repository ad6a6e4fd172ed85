/** The commands as a person starts them, as far as they end before a run begins. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../../support/test.ts';
import { COMMANDS } from '../../../bin/help.mjs';
import { FAILURES } from '../../safety/failures.ts';

const ROOT = join(__dirname, '..', '..', '..');

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

function keyturn(...words: string[]): { code: number | null; output: string } {
  return start('node bin/keyturn.mjs', words, test.info().outputPath('results'));
}

function start(
  script: string,
  words: readonly string[],
  results = '',
): { code: number | null; output: string } {
  const [, ...argv] = script.split(' ');
  const { status, stdout, stderr } = spawnSync(process.execPath, [...argv, ...words], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', KEYTURN_ENV_FILE: '/dev/null', KEYTURN_RESULTS: results },
  });
  return { code: status, output: `${stdout}${stderr}` };
}

test('without a command, all of them are listed', () => {
  for (const [words, code] of [
    [[], 2],
    [['--help'], 0],
    [['help'], 0],
  ] as const) {
    const listed = keyturn(...words);
    expect(listed.code).toBe(code);
    for (const { does } of Object.values(COMMANDS)) expect(listed.output).toContain(does);
  }
  expect(keyturn('help', 'sweep').output).toContain('npm run sweep -- --dry-run');
});

test('a misspelled command suggests the right one', () => {
  const { code, output } = keyturn('contarct');
  expect(code).toBe(2);
  expect(output).toContain('Unknown command "contarct". Did you mean contract?');
  expect(keyturn('faults').output).toContain('npm run faults');
  expect(keyturn('constructor').code).toBe(2);
});

for (const [script, line] of Object.entries(scripts))
  test(`npm run ${script} has --help`, () => {
    const { code, output } = start(line, ['--help']);
    expect(code, output).toBe(0);
    expect(output).toMatch(script === 'start' ? /npm start/ : new RegExp(`npm run ${script}|npm ${script}`));
  });

test('the help that is printed without the program names what the program accepts', () => {
  const systems = readdirSync(join(ROOT, 'specs'));
  const helpOf = (script: string) => start(scripts[script] ?? '', ['--help']).output;
  const safety = helpOf('safety');
  expect(safety).toContain(`failure: ${FAILURES.map(({ name }) => name).join(', ')}\n`);
  for (const help of [safety, helpOf('endurance'), helpOf('emulator')])
    for (const system of systems) expect(help).toContain(system);
});

for (const [script, flag, suggestion] of [
  ['sweep', '--dryrun', '--dry-run'],
  ['start', '--haeded', '--headed'],
  ['faults', '--wirte', '--write'],
  ['safety', '--jbos', '--jobs'],
  ['schema', '--wirte', '--write'],
  ['fleet', '--only-faild', '--only-failed'],
  ['bench:fleet', '--wirte', '--write'],
  ['emulator', '--prot', '--port'],
] as const)
  test(`npm run ${script} suggests ${suggestion} for ${flag}`, () => {
    const words = script === 'emulator' ? ['zendesk', flag] : [flag];
    const { code, output } = start(scripts[script] ?? '', words, test.info().outputPath('results'));
    expect(code, output).toBe(2);
    expect(output).toContain(`Did you mean ${suggestion}?`);
  });

test('what blocks a command line says what to do, and where to read more', () => {
  for (const words of [
    ['start', '--haeded'],
    ['contract', '--dry-run'],
    ['start', 'zendesk/notebook/03'],
  ]) {
    const { code, output } = keyturn(...words);
    expect(code).toBe(2);
    expect(output).toMatch(
      /Blocked: .*\n {4}To do: .*\n {4}More: {2}npm run doctor -- --explain command-line/,
    );
  }
});
