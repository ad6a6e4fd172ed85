/**
 * The process in which the tenants live, so that whatever kills a run does not kill its tenant. It starts them,
 * strikes where it was told to, and answers for them; never over HTTP, so that no run can meddle.
 * Started by `host-client.ts`.
 */
import type { Answer, Strike } from './faults.ts';
import {
  type Order,
  type SafetySystem,
  type Secret,
  systemOf,
  type Tenant,
  type TenantRequest,
  type Witnessed,
} from './systems.ts';

/** A question to this process. */
export type Question =
  | { ask: 'start'; system: string; strike?: Strike }
  | { ask: 'release'; tenant: number }
  | { ask: 'witness'; tenant: number }
  | { ask: 'requests'; tenant: number }
  | { ask: 'close'; tenant: number };

/** A request as it came: of which kind, and when, in milliseconds since 1970. */
export interface LoggedRequest extends TenantRequest {
  kind: 'call' | 'page';
  at: number;
}

/** The answers, by question. */
export interface Answers {
  start: { tenant: number; baseUrl: string; settings: Record<string, string> };
  release: null;
  witness: Witnessed;
  requests: LoggedRequest[];
  close: null;
}

/** A question with the number that its answer carries. */
export interface Asked {
  id: number;
  question: Question;
}

/** What this process says: an answer, or that the fault of a tenant was reached. */
export type Said =
  | { id: number; answer: unknown }
  | { id: number; error: string }
  | { reached: number; request: TenantRequest };

interface Hosted {
  tenant: Tenant;
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
// Whoever asked is gone, and with them everybody who could use the tenants.
process.on('disconnect', () => process.exit(0));
// A Ctrl-C at the terminal reaches this process as well; it ends when the one that asks does.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

function say(said: Said): void {
  process.send?.(said);
}

async function answer(question: Question): Promise<Answers[keyof Answers]> {
  if (question.ask === 'start') return start(question.system, question.strike);
  const { tenant, requests, release } = hosted.get(question.tenant) ?? missing(question.tenant);
  switch (question.ask) {
    case 'release':
      release();
      return null;
    case 'witness':
      return tenant.witness();
    case 'requests':
      return requests;
    case 'close':
      hosted.delete(question.tenant);
      release();
      await tenant.close();
      return null;
  }
}

async function start(name: string, strike: Strike | undefined): Promise<Answers['start']> {
  const system = systemOf(name);
  const number = started++;
  const requests: LoggedRequest[] = [];
  let letGo: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  const striking =
    strike === undefined
      ? undefined
      : new Striking(strike, () => {
          say({ reached: number, request: requests.at(-1) ?? { method: '', path: '' } });
        });

  const tenant: Tenant = await system.start(async ({ method, path }) => {
    const kind = system.kindOf({ method, path });
    if (kind === undefined) return undefined;
    const index = requests.filter((request) => request.kind === kind).length;
    requests.push({ kind, method, path, at: Date.now() });
    if (strike === undefined || striking === undefined) return undefined;
    const blow = striking.at(kind, index, { method, path });
    if (blow === 'hold') {
      await released;
      return undefined;
    }
    if (typeof blow !== 'object') return blow === 'gone' ? 'drop' : blow;
    return reply(system, blow, () => toEcho(tenant, before, system.unseen));
  });
  const before = tenant.witness().secrets;
  const release = (): void => {
    striking?.end();
    letGo();
  };
  hosted.set(number, { tenant, requests, release });
  return { tenant: number, baseUrl: tenant.baseUrl, settings: tenant.settings };
}

/** How often a call is sent at most when its connection drops. */
const REPEATED = 3;

/** Tells when to strike. */
class Striking {
  readonly #strike: Strike;
  readonly #onFirst: () => void;
  /** The call that was struck, and how often it will be struck again if it is repeated at once. */
  #again = { same: '', times: 0 };
  #gone = false;

  constructor(strike: Strike, onFirst: () => void) {
    this.#strike = strike;
    this.#onFirst = onFirst;
  }

  /** The tenant is back. */
  end(): void {
    this.#gone = false;
  }

  at(kind: 'call' | 'page', index: number, { method, path }: TenantRequest): Strike['blow'] | undefined {
    if (this.#gone) return 'drop';
    const { blow } = this.#strike;
    if (kind !== this.#strike.kind) return undefined;
    const same = `${method} ${path}`;
    if (index === this.#strike.index) {
      // What is posted a second time is another call: of the clean-up, for example.
      const persists = (blow === 'drop' || blow === 'act-then-drop') && method !== 'POST';
      this.#again = { same, times: persists ? REPEATED - 1 : 0 };
      this.#gone = blow === 'gone';
      this.#onFirst();
      return this.#gone ? 'drop' : blow;
    }
    const repeated = index > this.#strike.index && same === this.#again.same && this.#again.times > 0;
    this.#again.times = repeated ? this.#again.times - 1 : 0;
    return repeated ? blow : undefined;
  }
}

function reply(
  { refusal }: SafetySystem,
  { answer: status, echo, act }: Answer,
  secrets: () => string[],
): Order {
  if (!echo) {
    const body = { error: 'Injected', description: 'A fault, injected by the safety matrix' };
    return { status, body, ...(act === true ? { act } : {}) };
  }
  return { status, ...refusal(status, secrets()) };
}

/** What the run itself has told the tenant or was told by it; what others did before is not its business. */
function toEcho(tenant: Tenant, before: Secret[], unseen: readonly string[]): string[] {
  const settings = new Set(Object.values(tenant.settings));
  const old = new Set(before.map(({ value }) => value));
  return tenant
    .witness()
    .secrets.filter(({ kind, value }) => !unseen.includes(kind) && (settings.has(value) || !old.has(value)))
    .map(({ value }) => value);
}

function missing(tenant: number): never {
  throw new Error(`There is no tenant ${tenant} here (any more).`);
}
