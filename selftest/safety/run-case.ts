/** One case: a run with an injected failure, and what must be true after every such run. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Secret } from '../../emulators/common/secrets.ts';
import { describeRemains, type Remains } from '../../emulators/common/witness.ts';
import { findInFiles, findInText, type Hit } from '../support/find-secrets.ts';
import { filesBelow, type Outcome, type Running, type RunOptions, startIn } from '../support/keyturn.ts';
import { tidyLedger } from '../support/ledger.ts';
import type { Case } from './cases.ts';
import type { Failure } from './failures.ts';
import type { HostedTenant, TenantHost } from './host-client.ts';
import { processesOf, removeSettings } from './tidy.ts';

/** A run that takes longer counts as one that never ends. */
const DEADLINE_MS = 240_000;

/** How long the request still waits after the signal. */
const AFTER_SIGNAL_MS = 300;

/** How long the processes of a run may take to notice that the run has ended. */
const EXIT_GRACE_MS = 10_000;

/** The result of a case. */
export interface CaseResult {
  case: Case;
  /** What is wrong; empty if the case passed. */
  problems: string[];
  /** Whether the run could do without the call, or repeat it, and ended conformant. */
  wentOn: boolean;
  remains: Remains;
  leaks: number;
  /** How long the run took, in seconds. */
  seconds: number;
  /** Where its output is. */
  folder: string;
}

/** The process groups of the active runs. They must be killed if this process ends early. */
export const activeRuns = new Set<number>();

/** Runs a case in this folder, which is removed if the case passes. */
export async function runCase(host: TenantHost, of: Case, folder: string): Promise<CaseResult> {
  const { failure, point } = of;
  rmSync(folder, { recursive: true, force: true });
  const problems: string[] = [];
  const tenant = await host.start(of.system, of.injection);
  // As strict as on the embedded emulator.
  const env = { ...tenant.settings, KEYTURN_FAIL_ON: 'should' };
  const limit = failure.timeoutMs?.[point.kind];
  const flags = limit === undefined ? [] : [`--timeout=${limit}`];
  const options: RunOptions = { command: 'start', flags, env };

  const started = Date.now();
  const running = startIn(folder, options);
  const ending = waitForEnd(running, problems);
  const reached = await Promise.race([tenant.reached, ending.then(() => undefined)]);
  if (reached === undefined) problems.push('the failure was never injected');
  else if (failure.signal !== undefined) await send(failure.signal, running, tenant);
  const outcome = await ending;
  const seconds = (Date.now() - started) / 1000;

  problems.push(...judge(failure, point.cell, outcome));
  const outputs = [outcome];
  if (failure.sweep) {
    const { left } = (await tenant.witness()).remains;
    const silent = !/LEFT on|UNCERTAIN:|Leftovers are possible/.test(outcome.output);
    if (failure.signal === undefined && left.length > 0 && silent)
      problems.push('there were leftovers, and the run did not report them');
    await tenant.release();
    const sweeping = startIn(join(folder, 'sweep'), { command: 'sweep', env: tenant.settings });
    const swept = await waitForEnd(sweeping, problems);
    if (swept.code !== 0)
      problems.push(`the sweep ended with exit code ${String(swept.code)}:\n${swept.output}`);
    outputs.push(swept);
  }

  const { remains, secrets } = await tenant.witness();
  const leaks = outputs.flatMap((each) => leaksOf(each, secrets));
  problems.push(...describeRemains(remains));
  for (const { kind, spelling, place } of leaks) problems.push(`leaked: ${kind}, ${spelling}, in ${place}`);
  for (const { results } of outputs) {
    for (const process of await survivors(results)) problems.push(`still running: ${process}`);
  }

  await tenant.close();
  tidyLedger(tenant);
  removeSettings(folder);
  writeFileSync(join(folder, 'output.txt'), outputs.map(({ output }) => output).join('\n'));
  if (problems.length === 0) rmSync(folder, { recursive: true, force: true });
  return {
    case: of,
    problems,
    wentOn: outcome.code === 0,
    remains,
    leaks: leaks.length,
    seconds,
    folder,
  };
}

/** The secrets in what a run has printed and written. */
export function leaksOf(
  { output, results }: Pick<Outcome, 'output' | 'results'>,
  secrets: readonly Secret[],
): Hit[] {
  return [
    ...findInText(output, secrets, 'the console'),
    ...findInFiles(filesBelow(results), secrets, results),
  ];
}

/** Checks the exit code, and that the first failure comes first in the report. */
function judge(failure: Failure, cell: string, { code, output, record, results }: Outcome): string[] {
  const { signal } = failure;
  if (signal?.name === 'SIGKILL') return code === null ? [] : [`it ended with exit code ${code} on SIGKILL`];
  const problems: string[] = [];
  const add = (sentence: string) => problems.push(`${sentence}:\n${output}`);
  if (record === undefined) return [`there is no run.json:\n${output}`];
  if (!existsSync(join(results, 'junit.xml'))) add('there is no junit.xml');

  if (signal === undefined && code === 0) {
    // The call was repeated, or nothing depends on its answer. Then everything must have been proved.
    const proved = record.verdict === 'conformant' && record.cells.every(({ status }) => status === 'passed');
    if (!proved) add('exit code 0, although not everything was proved');
    return problems;
  }
  if (signal !== undefined && code !== 130) add(`it ended with exit code ${String(code)} instead of 130`);
  if (signal !== undefined && !record.interrupted) add('run.json does not say that it was interrupted');
  if (signal === undefined && code !== 1 && code !== 2) add(`it ended with exit code ${String(code)}`);
  if (record.verdict === 'conformant') add('the verdict is “conformant”');

  const first = record.cells.find(({ status }) => status !== 'passed');
  const at = first?.address.split('/').at(-1);
  if (at !== cell) add(`the first failing cell in run.json is ${String(at)}`);
  const wanted = signal === undefined ? /^(?:non-conformant|blocked)$/ : /^interrupted$/;
  if (first !== undefined && !wanted.test(first.status)) add(`cell ${cell} is “${first.status}”`);
  const printed = /^ {2}[✗■○] (\d+) ·/m.exec(output)?.[1];
  if (printed !== cell) add(`the first failing cell on the console is ${String(printed)}`);
  const sentence = first?.error ?? '';
  if (signal === undefined && (sentence === '' || /clean-?up|leftovers are possible/i.test(sentence)))
    add(`the first failure in the report is not the injected one: “${sentence}”`);
  if (failure.timeoutMs !== undefined && !/timeout of \d+ ?ms exceeded/i.test(sentence))
    add(`the test did not time out: “${sentence}”`);
  return problems;
}

async function send(
  { name, group }: NonNullable<Failure['signal']>,
  { process: { pid = 0 } }: Running,
  tenant: HostedTenant,
): Promise<void> {
  process.kill(group ? -pid : pid, name);
  await sleep(AFTER_SIGNAL_MS);
  await tenant.release();
}

/** Waits for the end of a run, and kills it if it does not end. */
async function waitForEnd({ process: { pid = 0 }, ended }: Running, problems: string[]): Promise<Outcome> {
  activeRuns.add(pid);
  const timer = setTimeout(() => {
    problems.push(`the run had not ended after ${DEADLINE_MS / 1000} s`);
    process.kill(-pid, 'SIGKILL');
  }, DEADLINE_MS);
  const outcome = await ended;
  clearTimeout(timer);
  activeRuns.delete(pid);
  return outcome;
}

/** The processes of a run that do not end on their own. */
async function survivors(results: string): Promise<string[]> {
  const deadline = Date.now() + EXIT_GRACE_MS;
  for (;;) {
    const processes = processesOf(results);
    if (processes.length === 0 || Date.now() > deadline) return processes;
    await sleep(100);
  }
}
