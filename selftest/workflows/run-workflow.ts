/** Runs a workflow of the project on this machine: the shell steps as they are, the actions imitated (`host.ts`). */
import {
  type Context,
  evaluate,
  holds,
  interpolate,
  open,
  type Scope,
  textOf,
  type Value,
} from './expressions.ts';
import { type Host, REPOSITORY } from './host.ts';
import { runShell, type ShellRun } from './shell.ts';
import { type Job, readWorkflow, type Step, type Workflow } from './workflow.ts';

/** The result of a job or a step, in GitHub's words. */
type Result = 'success' | 'failure' | 'cancelled' | 'skipped';

interface StepRun {
  name: string;
  /** Before `continue-on-error`. */
  outcome: Result;
  /** The exit code of its shell. `undefined` if it has none. */
  code: number | undefined;
  output: string;
}

export interface JobRun {
  result: Result;
  outputs: Record<string, string>;
  steps: StepRun[];
  /** What its steps wrote to the summary. */
  summary: string;
}

export interface Request {
  event?: 'schedule' | 'workflow_dispatch' | 'workflow_call';
  inputs?: Record<string, string>;
  /** Secrets of the repository, or those that the caller passes. */
  secrets?: Record<string, string>;
  /** Secrets of each environment. */
  environments?: Record<string, Record<string, string>>;
  vars?: Record<string, string>;
  /** Jobs that do not run, and what GitHub would say of them. */
  pretend?: Record<string, Result>;
}

const STATUS_ONLY: Scope['status'] = {};

/** Runs a workflow, and returns its jobs: `run`, or `run (acme)` for each combination of a matrix. */
export async function runWorkflow(
  host: Host,
  file: string,
  request: Request,
): Promise<Record<string, JobRun>> {
  const workflow = readWorkflow(file);
  const event = request.event ?? 'schedule';
  if (!Object.hasOwn(workflow.on, event)) throw new Error(`${file} does not run on ${event}`);
  host.beginRun();
  const contexts: Context = {
    github: {
      event_name: event,
      run_id: 1000 + host.runs(),
      run_attempt: 1,
      repository: REPOSITORY,
      server_url: 'https://github.example',
      token: 'a-token-of-the-job',
    },
    vars: open(request.vars ?? {}),
    inputs: inputsOf(workflow, event, request.inputs ?? {}),
  };
  const runs: Record<string, JobRun> = {};
  const needed: Record<string, Context> = {};
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const needs = [job.needs ?? []].flat();
    const before = needs.map((name) => textOf(needed[name]?.['result'] ?? null));
    const all: Context = {
      ...contexts,
      needs: Object.fromEntries(needs.map((name) => [name, needed[name] ?? null])),
    };
    const status = statusOf(
      before.every((result) => result === 'success'),
      before.includes('failure'),
    );
    const pretended = request.pretend?.[id];
    const starts = pretended === undefined && holds(job.if, { contexts: all, status });
    const combinations = starts ? combinationsOf(job, all) : [];
    const own: JobRun[] = starts
      ? []
      : [{ result: pretended ?? 'skipped', outputs: {}, steps: [], summary: '' }];
    for (const matrix of combinations) {
      const run = await runJob(host, workflow, job, { ...all, matrix }, request);
      runs[[id, ...Object.values(matrix).map((each) => `(${textOf(each)})`)].join(' ')] = run;
      own.push(run);
    }
    if (!starts) runs[id] = own[0] as JobRun;
    const worst = (['failure', 'cancelled', 'skipped'] as const).find((each) =>
      own.some(({ result }) => result === each),
    );
    needed[id] = { result: worst ?? 'success', outputs: open(own.at(-1)?.outputs ?? {}) };
  }
  return runs;
}

/** The inputs of an event, with their defaults. Others than declared ones are an error, and so is a missing one. */
function inputsOf({ on }: Workflow, event: string, given: Record<string, string>): Context {
  const declared = on[event]?.inputs ?? {};
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  const missing = Object.keys(declared).filter(
    (name) => declared[name]?.required === true && !Object.hasOwn(given, name),
  );
  if (unknown.length + missing.length > 0)
    throw new Error(`Unknown or missing inputs: ${[...unknown, ...missing].join(', ')}`);
  const values = Object.entries(declared).map(([name, input]) => [name, given[name] ?? input.default ?? '']);
  // Another event of the same workflow may have more inputs. On GitHub, they are empty.
  return open(Object.fromEntries(values) as Context);
}

function combinationsOf({ strategy }: Job, contexts: Context): Context[] {
  if (strategy === undefined) return [{}];
  const [[name, values] = ['', []], ...others] = Object.entries(strategy.matrix);
  if (others.length > 0) throw new Error('A matrix of more than one dimension is not implemented');
  const list =
    typeof values === 'string' ? interpolate(values, { contexts, status: STATUS_ONLY }) : (values as Value);
  if (!(list instanceof Array)) throw new Error(`The matrix has no list of ${name}`);
  return (list as Value[]).map((value) => ({ [name]: value }));
}

function statusOf(success: boolean, failure: boolean): Scope['status'] {
  return { success: () => success, failure: () => failure, always: () => true, cancelled: () => false };
}

async function runJob(
  host: Host,
  workflow: Workflow,
  job: Job,
  around: Context,
  request: Request,
): Promise<JobRun> {
  host.beginJob();
  const early: Scope = { contexts: around, status: STATUS_ONLY };
  const text = (value: unknown) => textOf(interpolate(String(value), early));
  const environment = text(job.environment ?? '');
  const secrets = open({ ...request.secrets, ...request.environments?.[environment] });
  const permanent = { ...workflow.env, ...job.env };
  /** What steps wrote to GITHUB_ENV. */
  const exported: Record<string, string> = {};
  const ids = (job.steps ?? []).flatMap(({ id }) => id ?? []);
  const finished: Record<string, Context> = Object.fromEntries(ids.map((id) => [id, { outputs: open({}) }]));
  const steps: StepRun[] = [];
  let succeeded = true;
  let summary = '';
  // The concurrency group is evaluated, so that a misspelled name in it is found.
  const { group = '' } = (job.concurrency ?? {}) as { group?: string };
  interpolate(group, early);
  for (const step of job.steps ?? []) {
    const contexts: Context = {
      ...around,
      secrets,
      steps: finished,
      runner: { temp: host.temp },
      env: open({ ...permanent, ...exported }),
    };
    const scope: Scope = { contexts, status: statusOf(succeeded, !succeeded) };
    const name = step.name ?? step.uses ?? step.run?.trim().split('\n')[0] ?? '';
    if (!holds(step.if, scope)) {
      steps.push({ name, outcome: 'skipped', code: undefined, output: '' });
      continue;
    }
    const done = await runStep(host, step, scope, { ...permanent, ...exported });
    steps.push({ name, outcome: done.outcome, code: done.code, output: done.output });
    Object.assign(exported, done.exported);
    summary += done.summary;
    if (step.id !== undefined) finished[step.id] = { outcome: done.outcome, outputs: open(done.outputs) };
    if (done.outcome === 'failure' && step['continue-on-error'] !== true) succeeded = false;
  }
  const end: Scope = { contexts: { ...around, steps: finished }, status: STATUS_ONLY };
  const outputs = Object.entries(job.outputs ?? {}).map(([name, value]) => [
    name,
    textOf(interpolate(value, end)),
  ]);
  return {
    result: succeeded ? 'success' : 'failure',
    outputs: Object.fromEntries(outputs) as Record<string, string>,
    steps,
    summary,
  };
}

/** What a step did. */
interface Done extends Omit<ShellRun, 'code'> {
  outcome: Result;
  code: number | undefined;
}

async function runStep(
  host: Host,
  step: Step,
  scope: Scope,
  inherited: Record<string, string>,
): Promise<Done> {
  const evaluated = (values: Record<string, string | number | boolean> = {}) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, textOf(interpolate(String(value), scope))]),
    );
  const nothing = { code: undefined, output: '', outputs: {}, exported: {}, summary: '' };
  if (step.uses !== undefined) {
    try {
      return { ...nothing, outcome: 'success', outputs: host.use(step.uses, evaluated(step.with)) };
    } catch (error) {
      return { ...nothing, outcome: 'failure', output: (error as Error).message };
    }
  }
  const script = (step.run ?? '').trim();
  // The packages are there already.
  if (script === 'npm ci') return { ...nothing, outcome: 'success' };
  const ran = await runShell(host, script, { ...inherited, ...evaluated(step.env) });
  return { ...ran, outcome: ran.code === 0 ? 'success' : 'failure' };
}

/** Evaluates an expression of the `outputs` of a workflow that others call. */
export function outputOf(runs: Record<string, JobRun>, expression: string): string {
  const jobs = Object.fromEntries(
    Object.entries(runs).map(([name, { outputs, result }]) => [name, { result, outputs: open(outputs) }]),
  );
  const inner = expression.replace(/^\$\{\{(.*)\}\}$/s, '$1');
  return textOf(evaluate(inner, { contexts: { jobs }, status: STATUS_ONLY }));
}
