/** The client of the process in which the tenants run (`host.ts`). */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnvironment, PROJECT } from '../support/keyturn.ts';
import type { Injection } from './failures.ts';
import type {
  Answers,
  HostMessage,
  LoggedRequest,
  Question,
  QuestionMessage,
  WitnessReport,
} from './host.ts';
import type { TenantRequest } from './systems.ts';

/** A tenant in the other process. */
export interface HostedTenant {
  baseUrl: string;
  settings: Record<string, string>;
  /** Resolves with the request into which the failure was injected. */
  reached: Promise<TenantRequest>;
  /** Lets the waiting request continue, and makes the tenant reachable again. */
  release: () => Promise<unknown>;
  witness: () => Promise<WitnessReport>;
  /** Every request so far, in order. */
  requests: () => Promise<LoggedRequest[]>;
  close: () => Promise<unknown>;
}

interface Waiting {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
}

/** Starts the process; `close` ends it, and every tenant in it. */
export class TenantHost {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #reached = new Map<number, (request: TenantRequest) => void>();
  /** Failures that were reached before anyone waited for them, by tenant. */
  readonly #early = new Map<number, TenantRequest>();
  #asked = 0;

  constructor() {
    this.#child = fork(join(__dirname, 'host.ts'), {
      cwd: PROJECT,
      env: cleanEnvironment(),
      // Node 20 cannot run TypeScript on its own.
      execArgv: ['--import', 'jiti/register'],
      // In its own process group, so that a Ctrl-C at the terminal does not stop the tenants.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (message: HostMessage) => this.#receive(message));
    this.#child.on('exit', (code) => {
      const error = new Error(`The process in which the tenants run has ended (exit code ${String(code)}).`);
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
  }

  /** Starts a tenant of a system. It injects the given failure. */
  async start(system: string, injection?: Injection): Promise<HostedTenant> {
    const question: Question = { ask: 'start', system, ...(injection === undefined ? {} : { injection }) };
    const { tenant, baseUrl, settings } = await this.#ask<'start'>(question);
    const reached = new Promise<TenantRequest>((resolve) => {
      const early = this.#early.get(tenant);
      if (early === undefined) this.#reached.set(tenant, resolve);
      else resolve(early);
    });
    return {
      baseUrl,
      settings,
      reached,
      release: () => this.#ask<'release'>({ ask: 'release', tenant }),
      witness: () => this.#ask<'witness'>({ ask: 'witness', tenant }),
      requests: () => this.#ask<'requests'>({ ask: 'requests', tenant }),
      close: () => this.#ask<'close'>({ ask: 'close', tenant }),
    };
  }

  close(): void {
    if (this.#child.connected) this.#child.disconnect();
  }

  #ask<Ask extends keyof Answers>(question: Question & { ask: Ask }): Promise<Answers[Ask]> {
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ id, question } satisfies QuestionMessage, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  #receive(message: HostMessage): void {
    if ('reached' in message) {
      const resolve = this.#reached.get(message.reached);
      if (resolve === undefined) this.#early.set(message.reached, message.request);
      else resolve(message.request);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('error' in message) waiting?.reject(new Error(message.error));
    else waiting?.resolve(message.answer as never);
  }
}

let shared: TenantHost | undefined;

/** The host of all tests of a worker, because each takes seconds of a core to start. It ends with the worker. */
export function sharedHost(): TenantHost {
  return (shared ??= new TenantHost());
}
