/** The files to copy in `docs/recipes`, and what `docs/schedules.md` and the workflows say of our commands: they exist, with these flags. */
import { expect, test } from '../support/test.ts';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { COMMANDS, helpOf } from '../../bin/help.mjs';
import { PROJECT } from '../support/keyturn.ts';
import { WORKFLOWS } from '../workflows/workflow.ts';

const RECIPES = join(PROJECT, 'docs', 'recipes');
const recipe = (name: string) => readFileSync(join(RECIPES, name), 'utf8');
const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** Each text that starts our commands, by its name. */
const TEXTS: Record<string, string> = {
  ...WORKFLOWS,
  ...Object.fromEntries(
    readdirSync(RECIPES)
      .filter((name) => !name.endsWith('.mjs'))
      .map((name) => [name, recipe(name)]),
  ),
  'schedules.md': readFileSync(join(PROJECT, 'docs', 'schedules.md'), 'utf8'),
};

/** A command with its flags, as some text starts it. */
interface Typed {
  command: string;
  flags: string[];
}

/**
 * Returns the commands that a text starts. Flags in the array `arguments` belong to the command that gets it, the next one. A
 * command in a variable is left out.
 */
function typedIn(text: string): Typed[] {
  const typed: Typed[] = [];
  let collected: string[] = [];
  for (const line of text.split('\n').filter((each) => !/^\s*#/.test(each))) {
    const flagsIn = (part: string) => [...part.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);
    if (/\barguments\+?=\(/.test(line)) collected.push(...flagsIn(line.slice(line.indexOf('arguments'))));
    for (const [, command = '', rest = ''] of line.matchAll(
      /(?:npm run (?:--silent )?|node bin\/keyturn\.mjs )([a-z]+)\b([^\n|;&`']*)/g,
    )) {
      typed.push({
        command,
        flags: [...flagsIn(rest), ...(rest.includes('${arguments[@]}') ? collected : [])],
      });
      if (rest.includes('${arguments[@]}')) collected = [];
    }
  }
  return typed;
}

/** Returns what a text gets wrong about our commands. */
function problemsOf(text: string): string[] {
  return typedIn(text).flatMap(({ command, flags }) => {
    if (!Object.hasOwn(scripts, command)) return [`npm run ${command} does not exist`];
    // Scripts that are no command of bin/keyturn.mjs pass their flags on.
    if (!Object.hasOwn(COMMANDS, command)) return [];
    const help = helpOf(command);
    return flags
      .filter((flag) => !help.includes(flag) && !['--help', '--file'].includes(flag))
      .map((flag) => `npm run ${command} -- --help does not mention ${flag}`);
  });
}

for (const [name, text] of Object.entries(TEXTS)) {
  test(`${name}: its commands exist, with the flags that it uses`, () => {
    expect(problemsOf(text)).toEqual([]);
  });
}

test('the commands that a text starts are found, and so is what does not exist', () => {
  const text = [
    '# npm run comment',
    'exec node bin/keyturn.mjs sweep --dry-run',
    '`npm run doctor -- --owner` and `npm run --silent nothing -- --all`',
    'arguments=("--json" "x")',
    'if true; then arguments+=(--wrong); fi',
    'exec node bin/keyturn.mjs doctor "${arguments[@]}"',
    'node bin/keyturn.mjs "$COMMAND"',
    'npm run doctor -- --onwer',
  ].join('\n');
  expect(typedIn(text)).toEqual([
    { command: 'sweep', flags: ['--dry-run'] },
    { command: 'doctor', flags: ['--owner'] },
    { command: 'nothing', flags: ['--all'] },
    { command: 'doctor', flags: ['--json', '--wrong'] },
    { command: 'doctor', flags: ['--onwer'] },
  ]);
  expect(problemsOf(text)).toEqual([
    'npm run nothing does not exist',
    'npm run doctor -- --help does not mention --wrong',
    'npm run doctor -- --help does not mention --onwer',
  ]);
});

test('each file to copy is on the page', () => {
  const ownTests = ['test.yml', 'faults.yml', 'safety.yml'];
  const page = TEXTS['schedules.md'] ?? '';
  const linked = (name: string) => page.includes(`(recipes/${name})`) || page.includes(`workflows/${name})`);
  const toCopy = Object.keys(TEXTS).filter((name) => name !== 'schedules.md' && !ownTests.includes(name));
  expect(toCopy.filter((name) => !linked(name))).toEqual([]);
});

interface GitLabJob {
  script?: string[];
  before_script?: string[];
  after_script?: string[];
  cache?: { key: string; paths: string[]; when?: string; policy?: string };
  artifacts?: { when: string; reports: { junit: string }; paths: string[]; exclude: string[] };
  timeout?: string;
}

test.describe('gitlab-ci.yml', () => {
  const jobs = parse(recipe('gitlab-ci.yml'), { merge: true }) as Record<string, GitLabJob>;

  test('keeps the history of a tenant and the results, also of a night that is not green', () => {
    expect(jobs['nightly']?.cache).toEqual({
      key: 'keyturn-$TENANT',
      paths: ['.keyturn', 'results/history', 'results/drift.json'],
      when: 'always',
    });
    for (const name of ['watch', 'release-gate'])
      expect(jobs[name]?.cache).toEqual({
        key: 'keyturn-$TENANT',
        paths: ['.keyturn', 'results/history', 'results/drift.json'],
        policy: 'pull',
      });
    expect(jobs['nightly']?.artifacts).toMatchObject({
      when: 'always',
      paths: ['results/'],
      exclude: ['results/history/**/*'],
      reports: { junit: 'results/junit.xml' },
    });
  });

  test('each job has a time limit', () => {
    const own = Object.entries(jobs).filter(([, { script }]) => script !== undefined);
    expect(own.map(([name]) => name)).toEqual(['nightly', 'watch', 'release-gate']);
    expect(own.filter(([, { timeout }]) => timeout === undefined)).toEqual([]);
  });
});

test('cronjob.yaml runs one job of a tenant at a time, once, and lets it stop gracefully', () => {
  const { kind, spec } = parse(recipe('cronjob.yaml')) as {
    kind: string;
    spec: { concurrencyPolicy: string; jobTemplate: { spec: Record<string, unknown> } };
  };
  expect(kind).toBe('CronJob');
  expect(spec).toMatchObject({
    concurrencyPolicy: 'Forbid',
    jobTemplate: {
      spec: {
        backoffLimit: 0,
        template: {
          spec: {
            terminationGracePeriodSeconds: 720,
            containers: [{ command: ['node', 'bin/keyturn.mjs', 'contract'] }],
          },
        },
      },
    },
  });
});

test('the braces and quotation marks of the Jenkinsfile are in pairs, and the shell reads its variables', () => {
  const text = recipe('Jenkinsfile').replace(/^\s*\/\/.*$/gm, '');
  const count = (sign: string) => text.split(sign).length - 1;
  expect(count('{')).toBe(count('}'));
  expect(count('(')).toBe(count(')'));
  // In double quotes, Groovy would put a secret into the script.
  expect(text).not.toMatch(/\bsh\s*\(?\s*"/);
});

test('bash can read every script', () => {
  test.skip(process.platform === 'win32', 'Windows may have no bash');
  const gitlab = Object.values(parse(recipe('gitlab-ci.yml'), { merge: true }) as Record<string, GitLabJob>);
  const jenkins = [...recipe('Jenkinsfile').matchAll(/\bsh '(.*)'/g)].map(([, script = '']) => script);
  const cron = recipe('crontab')
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.replace(/^(?:\S+ ){5}/, ''));
  const all = [
    recipe('nightly.sh'),
    ...gitlab.flatMap(({ script = [], before_script = [], after_script = [] }) => [
      ...before_script,
      ...script,
      ...after_script,
    ]),
    ...jenkins,
    ...cron,
  ];
  expect(all.length).toBeGreaterThan(10);
  const unreadable = (script: string) => spawnSync('bash', ['-n'], { input: script }).status !== 0;
  expect(all.filter(unreadable)).toEqual([]);
  // In a crontab, a percent sign begins the standard input.
  expect(cron.filter((line) => line.includes('%'))).toEqual([]);
});
