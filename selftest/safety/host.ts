/**
 * The process in which the tenants live, so that a signal that kills a run does not kill its tenant. It starts them,
 * injects failures, and reports what their witnesses know. It never uses HTTP for this, so that no run can interfere.
 * Started by `host-client.ts`.
 */
import type { HookedCall, HookResult } from '../../emulators/common/call-hook.ts';
import type { Secret } from '../../emulators/common/secrets.ts';
import type { EmulatedTenant } from '../../emulators/common/system.ts';
import type { KnownUser, Remains } from '../../emulators/common/witness.ts';
import type { Answer, Injection } from './faults.ts';
import { type SafetySystem, systemOf, type TenantRequest } from './systems.ts';

/** What the tenant itself knows about the runs, whatever their reports say. */
export interface WhatIsKnown {
  remains: Remains;
  /** All users whom runs created, removed or not. */
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
  witness: WhatIsKnown;
  requests: LoggedRequest[];
  close: null;
}

/** A question with the ID that its answer repeats. */
export interface Asked {
  id: number;
  question: Question;
}

/** A message of this process: an answer, or that the failure of a tenant was reached. */
export type Said =
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

process.on('message', ({ id, question }: Asked) => {
  answer(question).then(
    (given) => say({ id, answer: given }),
    (error: unknown) => say({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
// The client has ended, so no process can use the tenants any more.
process.on('disconnect', () => process.exit(0));
// A Ctrl-C at the terminal reaches this process as well. It ends when its client does.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

function say(said: Said): void {
  process.send?.(said);
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
  const system = systemOf(name);
  const number = started++;
  const requests: LoggedRequest[] = [];
  let letGo: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  const injector =
    injection === undefined
      ? undefined
      : new Injector(injection, () => {
          say({ reached: number, request: requests.at(-1) ?? { method: '', path: '' } });
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
    letGo();
  };
  hosted.set(number, { system, tenant, requests, release });
  return { tenant: number, baseUrl: tenant.baseUrl, settings: tenant.settings };
}

/** How often a call is sent at most when its connection drops. */
const REPEATED = 3;

/** Decides when the failure is injected. */
class Injector {
  readonly #injection: Injection;
  readonly #onFirst: () => void;
  /** The call that failed, and how often it fails again if it is repeated at once. */
  #again = { same: '', times: 0 };
  #gone = false;

  constructor(injection: Injection, onFirst: () => void) {
    this.#injection = injection;
    this.#onFirst = onFirst;
  }

  /** The tenant is back. */
  end(): void {
    this.#gone = false;
  }

  at(kind: 'call' | 'page', index: number, { method, path }: TenantRequest): Injection['action'] | undefined {
    if (this.#gone) return 'drop';
    const { action } = this.#injection;
    if (kind !== this.#injection.kind) return undefined;
    const same = `${method} ${path}`;
    if (index === this.#injection.index) {
      // A second POST is another call, for example one of the clean-up.
      const persists = (action === 'drop' || action === 'act-then-drop') && method !== 'POST';
      this.#again = { same, times: persists ? REPEATED - 1 : 0 };
      this.#gone = action === 'gone';
      this.#onFirst();
      return this.#gone ? 'drop' : action;
    }
    const repeated = index > this.#injection.index && same === this.#again.same && this.#again.times > 0;
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
    const body = { error: 'Injected', description: 'A fault, injected by the safety matrix' };
    return { status, body, ...(act === true ? { act } : {}) };
  }
  return { status, ...refusal(status, secrets()) };
}

/** The secrets that the run itself sent to the tenant or got from it, not those of earlier users. */
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
  throw new Error(`There is no tenant ${tenant} here (any more).`);
}
