/** One case: a run with an injected failure, and what must be true after it in any event. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Secret } from '../../emulators/common/secrets.ts';
import { describeRemains, type Remains } from '../../emulators/common/witness.ts';
import { findInFiles, findInText, type Hit } from '../support/find-secrets.ts';
import { filesBelow, type Outcome, type Running, type RunOptions, startIn } from '../support/keyturn.ts';
import type { Case } from './cases.ts';
import type { Fault } from './faults.ts';
import type { HostedTenant, TenantHost } from './host-client.ts';
import { tidyLedger } from '../support/ledger.ts';
import { processesOf, removeSettings } from './tidy.ts';

/** A run that has not ended by then counts as endless. */
const DEADLINE_MS = 240_000;

/** How long the request is held after the signal. */
const AFTER_SIGNAL_MS = 300;

/** How long the processes of a run may take to notice that it is over. */
const EXIT_GRACE_MS = 10_000;

/** The result of a case. */
export interface CaseResult {
  case: Case;
  /** What is wrong; empty if nothing is. */
  problems: string[];
  /** The run could do without the call, or repeat it, and ended conformant. */
  wentOn: boolean;
  remains: Remains;
  leaks: number;
  /** How long the run took, in seconds. */
  seconds: number;
  /** Where its output is. */
  folder: string;
}

/** The process groups of the active runs, which must be ended if this process ends early. */
export const activeRuns = new Set<number>();

/** Runs a case in a folder of its own, which is removed if all is well. */
export async function runCase(host: TenantHost, of: Case, folder: string): Promise<CaseResult> {
  const { fault, place } = of;
  rmSync(folder, { recursive: true, force: true });
  const problems: string[] = [];
  const tenant = await host.start(of.system, of.injection);
  // As strict as on the embedded emulator.
  const env = { ...tenant.settings, KEYTURN_FAIL_ON: 'should' };
  const limit = fault.timeoutMs?.[place.kind];
  const flags = limit === undefined ? [] : [`--timeout=${limit}`];
  const options: RunOptions = { command: 'start', flags, env };

  const started = Date.now();
  const running = startIn(folder, options);
  const ending = waitForEnd(running, problems);
  const reached = await Promise.race([tenant.reached, ending.then(() => undefined)]);
  if (reached === undefined) problems.push('the fault was never reached');
  else if (fault.signal !== undefined) await send(fault.signal, running, tenant);
  const outcome = await ending;
  const seconds = (Date.now() - started) / 1000;

  problems.push(...judge(fault, place.cell, outcome));
  const outputs = [outcome];
  if (fault.sweep) {
    const { left } = (await tenant.witness()).remains;
    const silent = !/FAILED|NOT CLEANED|may be left/.test(outcome.output);
    if (fault.signal === undefined && left.length > 0 && silent)
      problems.push('something was left, and the run did not say so');
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
  for (const { kind, spelling, place: where } of leaks)
    problems.push(`leaked: ${kind}, ${spelling}, in ${where}`);
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

/** Secrets in what a run has printed and written. */
export function leaksOf({ output, results }: Outcome, secrets: readonly Secret[]): Hit[] {
  return [
    ...findInText(output, secrets, 'the console'),
    ...findInFiles(filesBelow(results), secrets, results),
  ];
}

/** Checks the exit code, and that the first failure comes first in the report. */
function judge(fault: Fault, cell: string, { code, output, record, results }: Outcome): string[] {
  const { signal } = fault;
  if (signal?.name === 'SIGKILL') return code === null ? [] : [`it ended with exit code ${code} on SIGKILL`];
  const problems: string[] = [];
  const add = (sentence: string) => problems.push(`${sentence}:\n${output}`);
  if (record === undefined) return [`there is no run.json:\n${output}`];
  if (!existsSync(join(results, 'junit.xml'))) add('there is no junit.xml');

  if (signal === undefined && code === 0) {
    // The call was repeated, or its result is only recorded. Then everything must have been proved.
    const proved = record.verdict === 'conformant' && record.cells.every(({ status }) => status === 'passed');
    if (!proved) add('exit code 0, although not everything was proved');
    return problems;
  }
  if (signal !== undefined && code !== 130) add(`it ended with exit code ${String(code)} instead of 130`);
  if (signal !== undefined && !record.interrupted) add('run.json does not say that it was interrupted');
  if (signal === undefined && code !== 1 && code !== 2) add(`it ended with exit code ${String(code)}`);
  if (record.verdict === 'conformant') add('it is called conformant');

  const first = record.cells.find(({ status }) => status !== 'passed');
  const at = first?.address.split('/').at(-1);
  if (at !== cell) add(`the first failing cell in run.json is ${String(at)}`);
  const wanted = signal === undefined ? /^(?:non-conformant|blocked)$/ : /^interrupted$/;
  if (first !== undefined && !wanted.test(first.status)) add(`cell ${cell} is “${first.status}”`);
  const printed = /^ {2}[✗■○] (\d+) ·/m.exec(output)?.[1];
  if (printed !== cell) add(`the first failing cell on the console is ${String(printed)}`);
  const sentence = first?.error ?? '';
  if (signal === undefined && (sentence === '' || /clean-?up|may be left/i.test(sentence)))
    add(`the first failure is not the fault: “${sentence}”`);
  if (fault.timeoutMs !== undefined && !/timeout of \d+ ?ms exceeded/i.test(sentence))
    add(`the test did not time out: “${sentence}”`);
  return problems;
}

async function send(
  { name, group }: NonNullable<Fault['signal']>,
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
