/** Runs `npm run setup` as a person does, at a terminal, and as a script does, without one. */
import { expect, type TestInfo } from '../support/test.ts';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnvFile } from '../../helpers/settings/env-file.ts';
import { VARIABLES } from '../../helpers/systems/settings.ts';
import { findInText, type Planted } from '../support/find-secrets.ts';
import { cleanEnvironment, filesBelow, PROJECT } from '../support/keyturn.ts';
import { type AtTerminal, KEYS, startAtTerminal } from '../support/terminal.ts';

/** How the questions look. */
export type Look = 'moving' | 'plain';

/** A setup at a terminal. */
export interface Setup extends AtTerminal {
  /** Chooses the option with this number, counted from 1, when the question is shown. The first one is preselected. */
  choose: (question: RegExp, option: number) => Promise<void>;
  /** Confirms the host of the tenant, which has to be typed. */
  confirmHost: (baseUrl: string) => Promise<void>;
  /** The text of the file, or `undefined` if there is none. */
  file: () => string | undefined;
  /** The values in the file. */
  values: () => Record<string, string>;
  path: string;
}

function environmentFor(testInfo: TestInfo, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  mkdirSync(testInfo.outputDir, { recursive: true });
  return {
    ...cleanEnvironment(),
    CI: undefined,
    ACCESSIBLE: undefined,
    KEYTURN_STATE: testInfo.outputPath('state'),
    ...more,
  };
}

/** Starts setup at a terminal. Ends it if the test fails. */
export function setupAtTerminal(
  testInfo: TestInfo,
  look: Look,
  words: readonly string[] = [],
  more: NodeJS.ProcessEnv = {},
): Setup {
  const path = testInfo.outputPath('accounts', 'eu.env');
  const env = environmentFor(testInfo, {
    TERM: 'xterm-256color',
    NO_COLOR: undefined,
    ...(look === 'plain' ? { ACCESSIBLE: '1' } : {}),
    ...more,
  });
  const terminal = startAtTerminal(['setup', '--file', path, ...words], { env });
  const keysFor = (option: number) =>
    look === 'plain' ? `${String(option)}${KEYS.enter}` : `${KEYS.down.repeat(option - 1)}${KEYS.enter}`;
  // A menu quotes the questions whose answers may be changed.
  const answer = (question: RegExp, keys: string) =>
    terminal.answer(new RegExp(`(?<!answer to “[^”]*)(?:${question.source})`, question.flags), keys);
  return {
    ...terminal,
    path,
    answer,
    choose: (question, option) => answer(question, keysFor(option)),
    confirmHost: (baseUrl) => answer(/your own tenant\?/, `${new URL(baseUrl).host}${KEYS.enter}`),
    file: () => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
    values: () => parseEnvFile(readFileSync(path, 'utf8'), VARIABLES).values,
  };
}

/** What a script gets. */
export interface Unattended {
  code: number | null;
  output: string;
  path: string;
  file: () => string | undefined;
}

/** Runs setup without a terminal. */
export function setupWithoutTerminal(
  testInfo: TestInfo,
  words: readonly string[],
  { input = '', more = {} }: { input?: string; more?: NodeJS.ProcessEnv } = {},
): Promise<Unattended> {
  const path = testInfo.outputPath('accounts', 'eu.env');
  const child = spawn(process.execPath, [`${PROJECT}bin/keyturn.mjs`, 'setup', '--file', path, ...words], {
    cwd: PROJECT,
    env: environmentFor(testInfo, more),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((done) =>
    child.on('close', (code) =>
      done({ code, output, path, file: () => (existsSync(path) ? readFileSync(path, 'utf8') : undefined) }),
    ),
  );
}

/** Expects that no secret was shown, that none is in the ledger, and that no other file was left. */
export function expectNothingLeaked(
  testInfo: TestInfo,
  shown: string,
  planted: readonly Planted[],
  path: string,
): void {
  expect(findInText(shown, planted, 'the terminal')).toEqual([]);
  for (const file of filesBelow(testInfo.outputPath('state')))
    expect(findInText(readFileSync(file, 'utf8'), planted, file)).toEqual([]);
  const folder = join(path, '..');
  expect(existsSync(folder) ? readdirSync(folder).filter((name) => name !== 'eu.env') : []).toEqual([]);
}

/** The command line of a process, as anyone on this machine can read it. */
export function commandLineOf(pid: number): string {
  return existsSync(`/proc/${String(pid)}/cmdline`)
    ? readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
    : '';
}
