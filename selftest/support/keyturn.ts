/** Runs Keyturn's commands as a user does, in a separate process, but without this machine's settings. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestInfo } from './test.ts';
import { PROJECT } from '../../helpers/machine/project.ts';
import { VARIABLES } from '../../helpers/systems/settings.ts';

export { PROJECT };
export { expertSettingsFor, settingsFor } from './settings-for.ts';

/** The result of a run. */
export interface Outcome {
  code: number | null;
  /** Standard output and standard error, in the order in which they arrived. */
  output: string;
  /** `run.json`, if one was written. */
  record: RunJson | undefined;
  /** The results folder. */
  results: string;
}

/** The parts of `run.json` that the tests read. */
interface RunJson {
  run: string;
  /** False if it was killed. */
  ended: boolean;
  verdict: string;
  /** What follows the verdict on the console. */
  sentence: string;
  exitCode: number | null;
  interrupted: boolean;
  emulated: boolean;
  errors: string[];
  reasons: { sentence: string; help?: string }[];
  left: { kind: string; id?: number; certain: boolean }[];
  leaks?: { file: string; kinds: string[]; sources: string[]; removed: boolean; trouble?: string }[];
  calls: number;
  cells: {
    address: string;
    title: string;
    status: string;
    calls: number;
    error?: string;
    proofs: { address: string; outcome: string; detail?: string }[];
  }[];
}

/** How to start a run. */
export interface RunOptions {
  /** One of our commands; Playwright's own command line if omitted. */
  command?:
    'start' | 'contract' | 'sweep' | 'merge' | 'doctor' | 'setup' | 'fleet' | 'gate' | 'notify' | 'nights';
  /** Whether `npm run` starts it, instead of Node. */
  by?: 'npm';
  flags?: string[];
  /** The settings, as `.env` would contain them. */
  env?: Record<string, string>;
  /** Variables for the environment instead of the file. */
  environment?: Record<string, string>;
  /** The project folder, if it is a copy of this one. */
  project?: string;
  /** Where the command is run; the project folder if omitted. */
  cwd?: string;
}

/** A run that was started. */
export interface Running {
  process: ChildProcess;
  /** Resolves once the output so far matches. */
  printed: (pattern: RegExp) => Promise<void>;
  /** The output so far. */
  output: () => string;
  ended: Promise<Outcome>;
}

/** Runs a command to its end. */
export async function run(testInfo: TestInfo, options: RunOptions): Promise<Outcome> {
  return start(testInfo, options).ended;
}

/** Starts a run. It gets its own results folder and `.env` inside the test's output folder. */
export function start(testInfo: TestInfo, options: RunOptions): Running {
  return startIn(testInfo.outputPath(`run-${String(Math.random()).slice(2, 8)}`), options);
}

/** Starts a run whose results folder and `.env` are in this folder. */
export function startIn(
  folder: string,
  { command, by, flags = [], env = {}, environment = {}, project = PROJECT, cwd = project }: RunOptions,
): Running {
  mkdirSync(folder, { recursive: true });
  const results = resolve(project, environment['KEYTURN_RESULTS'] ?? join(folder, 'results'));
  // A configured settings file that sets nothing is a mistake.
  const envFile = Object.keys(env).length === 0 ? devNull : join(folder, 'settings.env');
  writeFileSync(
    envFile,
    Object.entries(env)
      .map(([name, value]) => `${name}=${value.includes("'") ? `\`${value}\`` : `'${value}'`}\n`)
      .join(''),
  );
  const argv =
    command === undefined
      ? [join(project, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', ...flags]
      : [join(project, 'bin', 'keyturn.mjs'), command, ...flags];
  const [program, ...argumentList] =
    by === undefined ? [process.execPath, ...argv] : [by, 'run', command ?? 'start', '--', ...flags];
  const child = spawn(program, argumentList, {
    cwd,
    env: { ...cleanEnvironment(), KEYTURN_ENV_FILE: envFile, KEYTURN_RESULTS: results, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own process group, so that signals to the run do not reach the tests, nor the other way round. It has no
    // terminal, so no one is asked for a passcode.
    detached: true,
  });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  }
  return {
    process: child,
    output: () => output,
    printed: (pattern) =>
      new Promise((found, failed) => {
        const look = () => {
          if (!pattern.test(output)) return;
          listeners.delete(look);
          found();
        };
        listeners.add(look);
        child.on('close', () =>
          failed(new Error(`the run ended without printing ${String(pattern)}:\n${output}`)),
        );
        look();
      }),
    ended: new Promise((done) => {
      child.on('close', (code) => {
        const path = join(results, 'run.json');
        // In the place of the record or of its folder, there may be something else.
        const isThere = existsSync(path) && statSync(path).isFile();
        const record = isThere ? (JSON.parse(readFileSync(path, 'utf8')) as RunJson) : undefined;
        done({ code, output, record, results });
      });
    }),
  };
}

/** Variables that Playwright sets for its workers, that change the output of a process, or that set a company's proxy. */
const NOT_PASSED_ON = /^(?:TEST_|PW_|PLAYWRIGHT_|DEBUG|FORCE_COLOR|NODE_OPTIONS|(?:https?|all|no)_proxy$)/i;

/** An environment (by default, this process's) without the settings of Keyturn and its systems. */
export function cleanEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const isSetting = (name: string) =>
    VARIABLES.prefixes.some((prefix) => name.toUpperCase().startsWith(prefix));
  const kept = Object.entries(environment).filter(([name]) => !isSetting(name) && !NOT_PASSED_ON.test(name));
  const browser = environment['KEYTURN_BROWSER'];
  return {
    ...Object.fromEntries(kept),
    NO_COLOR: '1',
    ...(browser === undefined ? {} : { KEYTURN_BROWSER: browser }),
  };
}

/** Sends a signal to the process group of a run, as a terminal or a CI system does. */
export function signalGroup({ process: { pid } }: Pick<Running, 'process'>, signal: NodeJS.Signals): void {
  if (pid === undefined) throw new Error('The run has no process: it could not be started.');
  process.kill(-pid, signal);
}

/** Every file in a folder and in the folders below it. */
export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
