/**
 * The process in which the tenants run, so that a signal that kills a run does not kill its tenant. It starts the tenants,
 * injects failures, and reports what their witnesses know. It never uses HTTP for this, so that no run can interfere.
 * `host-client.ts` starts it.
 */
import type { HookedCall, HookResult } from '../../emulators/common/call-hook.ts';
import type { Secret } from '../../emulators/common/secrets.ts';
import type { EmulatedTenant } from '../../emulators/common/system.ts';
import type { KnownUser, Remains } from '../../emulators/common/witness.ts';
import { templateOf } from '../support/path-template.ts';
import type { Answer, Injection } from './failures.ts';
import { type SafetySystem, systemNamed, type TenantRequest } from './systems.ts';

/** What a tenant's witness knows about the runs, independent of their reports. */
export interface WitnessReport {
  remains: Remains;
  /** All users that runs created, including those that were removed. */
  created: KnownUser[];
  secrets: Secret[];
}

/** A question to this process. */
export type Question =
  | { ask: 'start'; system: string; injection?: Injection }
  | { ask: 'release'; tenant: number }
  | { ask: 'witness'; tenant: number }
  | { ask: 'requests'; tenant: number }
  | { ask: 'close'; tenant: number };

/** A request that arrived: its kind, and its time in ms since 1970. */
export interface LoggedRequest extends TenantRequest {
  kind: 'call' | 'page';
  at: number;
}

/** The answers, by question. */
export interface Answers {
  start: { tenant: number; baseUrl: string; settings: Record<string, string> };
  release: null;
  witness: WitnessReport;
  requests: LoggedRequest[];
  close: null;
}

/** A question with the ID that its answer repeats. */
export interface QuestionMessage {
  id: number;
  question: Question;
}

/** A message from this process: an answer, or the news that a tenant has injected its failure. */
export type HostMessage =
  | { id: number; answer: unknown }
  | { id: number; error: string }
  | { reached: number; request: TenantRequest };

interface Hosted {
  system: SafetySystem;
  tenant: EmulatedTenant;
  requests: LoggedRequest[];
  release: () => void;
}

const hosted = new Map<number, Hosted>();
let started = 0;

process.on('message', ({ id, question }: QuestionMessage) => {
  answer(question).then(
    (given) => send({ id, answer: given }),
    (error: unknown) => send({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
// The client has ended, so the tenants are no longer needed.
process.on('disconnect', () => process.exit(0));
// This process ends when its client does, not on a signal.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

function send(message: HostMessage): void {
  process.send?.(message);
}

async function answer(question: Question): Promise<Answers[keyof Answers]> {
  if (question.ask === 'start') return start(question.system, question.injection);
  const { system, tenant, requests, release } = hosted.get(question.tenant) ?? missing(question.tenant);
  switch (question.ask) {
    case 'release':
      release();
      return null;
    case 'witness':
      return {
        remains: tenant.witness.remains(),
        created: tenant.witness.created(),
        secrets: secretsOf(system, tenant),
      };
    case 'requests':
      return requests;
    case 'close':
      hosted.delete(question.tenant);
      release();
      await tenant.close();
      return null;
  }
}

async function start(name: string, injection: Injection | undefined): Promise<Answers['start']> {
  const system = systemNamed(name);
  const number = started++;
  const requests: LoggedRequest[] = [];
  let resolveReleased: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (resolveReleased = resolve));
  const injector =
    injection === undefined
      ? undefined
      : new Injector(injection, () => {
          send({ reached: number, request: requests.at(-1) ?? { method: '', path: '' } });
        });

  const callHook = async ({ method, path }: HookedCall): Promise<HookResult> => {
    const kind = system.kindOf({ method, path });
    if (kind === undefined) return undefined;
    const index = requests.filter((request) => request.kind === kind).length;
    requests.push({ kind, method, path, at: Date.now() });
    if (injection === undefined || injector === undefined) return undefined;
    const action = injector.at(kind, index, { method, path });
    if (action === 'hold') {
      await released;
      return undefined;
    }
    if (typeof action !== 'object') return action === 'gone' ? 'drop' : action;
    return reply(system, action, () => toEcho(system, tenant, before));
  };
  const tenant = await system.start({ callHook });
  const before = secretsOf(system, tenant);
  const release = (): void => {
    injector?.end();
    resolveReleased();
  };
  hosted.set(number, { system, tenant, requests, release });
  return { tenant: number, baseUrl: tenant.baseUrl, settings: tenant.settings };
}

/** How often a run sends a call at most if its connection drops. */
const MAX_ATTEMPTS = 3;

/** Decides when the failure is injected. */
class Injector {
  readonly #injection: Injection;
  readonly #onFirst: () => void;
  /** Whether the failure was injected. */
  #isDone = false;
  /** The call that failed, and how often it still fails if it is repeated at once. */
  #again = { same: '', times: 0 };
  #gone = false;

  constructor(injection: Injection, onFirst: () => void) {
    this.#injection = injection;
    this.#onFirst = onFirst;
  }

  /** Makes the tenant reachable again. */
  end(): void {
    this.#gone = false;
  }

  at(kind: 'call' | 'page', index: number, { method, path }: TenantRequest): Injection['action'] | undefined {
    if (this.#gone) return 'drop';
    const { action, request } = this.#injection;
    if (kind !== this.#injection.kind) return undefined;
    const same = `${method} ${path}`;
    const isMeant =
      typeof request === 'number' ? index === request : `${method} ${templateOf(path)}` === request;
    if (isMeant && !this.#isDone) {
      this.#isDone = true;
      // A second POST is another call, for example one of the clean-up.
      const persists = (action === 'drop' || action === 'act-then-drop') && method !== 'POST';
      this.#again = { same, times: persists ? MAX_ATTEMPTS - 1 : 0 };
      this.#gone = action === 'gone';
      this.#onFirst();
      return this.#gone ? 'drop' : action;
    }
    const repeated = same === this.#again.same && this.#again.times > 0;
    this.#again.times = repeated ? this.#again.times - 1 : 0;
    return repeated ? action : undefined;
  }
}

function reply(
  { refusal }: SafetySystem,
  { answer: status, echo, act }: Answer,
  secrets: () => string[],
): HookResult {
  if (!echo) {
    const body = { error: 'Injected', description: 'A failure, injected by the safety tests' };
    return { status, body, ...(act === true ? { act } : {}) };
  }
  return { status, ...refusal(status, secrets()) };
}

/** The secrets that the run itself sent to the tenant or got from it, without those of the users who were there before. */
function toEcho(system: SafetySystem, tenant: EmulatedTenant, before: Secret[]): string[] {
  const settings = new Set(Object.values(tenant.settings));
  const old = new Set(before.map(({ value }) => value));
  return secretsOf(system, tenant)
    .filter(({ kind, value }) => !system.unseen.includes(kind) && (settings.has(value) || !old.has(value)))
    .map(({ value }) => value);
}

function secretsOf({ isPublic }: SafetySystem, { witness }: EmulatedTenant): Secret[] {
  return witness.secrets().filter((secret) => !isPublic(secret));
}

function missing(tenant: number): never {
  throw new Error(`There is no tenant ${tenant} in this process, or it was closed.`);
}
