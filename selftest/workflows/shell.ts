/** Runs the shell steps of workflows. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanEnvironment } from '../support/keyturn.ts';
import { type Host, REPOSITORY } from './host.ts';

/** What a script did. */
export interface ShellRun {
  /** `undefined` if a signal ended it. */
  code: number | undefined;
  output: string;
  /** What it wrote to GITHUB_OUTPUT. */
  outputs: Record<string, string>;
  /** What it wrote to GITHUB_ENV. */
  exported: Record<string, string>;
  /** What it wrote to GITHUB_STEP_SUMMARY. */
  summary: string;
}

const FILES = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'] as const;

/** Runs a script as GitHub does on Linux if no shell is named: `bash -e FILE`. */
export function runShell(host: Host, script: string, env: Record<string, string>): Promise<ShellRun> {
  const file = join(host.temp, 'step.sh');
  writeFileSync(file, script);
  const paths = Object.fromEntries(FILES.map((name) => [name, join(host.temp, name.toLowerCase())]));
  for (const path of Object.values(paths)) writeFileSync(path, '');
  const child = spawn('bash', ['-e', file], {
    cwd: host.workspace,
    env: {
      ...cleanEnvironment(),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_RUN_ID: String(1000 + host.runs()),
      GITHUB_WORKSPACE: host.workspace,
      RUNNER_TEMP: host.temp,
      ...paths,
      ...host.env,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const read = (name: (typeof FILES)[number]) => {
    const path = paths[name] ?? '';
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    rmSync(path, { force: true });
    return text;
  };
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) =>
      done({
        code: code ?? undefined,
        output,
        outputs: assignmentsIn(read('GITHUB_OUTPUT')),
        exported: assignmentsIn(read('GITHUB_ENV')),
        summary: read('GITHUB_STEP_SUMMARY'),
      }),
    );
  });
}

/** Reads the lines `name=value`, and values of several lines: `name<<END`, the lines, `END`. */
function assignmentsIn(text: string): Record<string, string> {
  const assignments: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    const [, name, delimiter] = /^(\w+)<<(.+)$/.exec(line) ?? [];
    if (name !== undefined) {
      const end = lines.indexOf(delimiter ?? '');
      if (end < 0) throw new Error(`The value of ${name} has no end`);
      assignments[name] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n');
    } else if (line !== '') {
      const equals = line.indexOf('=');
      if (equals < 1) throw new Error(`This is no assignment: ${line}`);
      assignments[line.slice(0, equals)] = line.slice(equals + 1);
    }
  }
  return assignments;
}
