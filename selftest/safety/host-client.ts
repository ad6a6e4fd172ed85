/** The client side of tenants that live in their own process. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cleanEnvironment, PROJECT } from '../support/keyturn.ts';
import type { Injection } from './faults.ts';
import type { Answers, Asked, LoggedRequest, Question, Said, WhatIsKnown } from './host.ts';
import type { TenantRequest } from './systems.ts';

/** A tenant in another process. */
export interface HostedTenant {
  baseUrl: string;
  settings: Record<string, string>;
  /** Resolves with the request that the failure was injected into. */
  reached: Promise<TenantRequest>;
  /** Lets the held request go on. */
  release: () => Promise<unknown>;
  witness: () => Promise<WhatIsKnown>;
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
  /** Reached before the first question. */
  readonly #early = new Map<number, TenantRequest>();
  #asked = 0;

  constructor() {
    this.#child = fork(fileURLToPath(new URL('host.ts', import.meta.url)), {
      cwd: PROJECT,
      env: cleanEnvironment(),
      // Node 20 cannot run TypeScript on its own.
      execArgv: ['--import', 'jiti/register'],
      // In its own process group, so that a Ctrl-C at the terminal does not stop the tenants.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    this.#child.on('message', (said: Said) => this.#hear(said));
    this.#child.on('exit', (code) => {
      const error = new Error(`The process of the tenants ended (exit code ${String(code)}).`);
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
    });
  }

  /** Starts a tenant of a system, which injects the given failure. */
  async start(system: string, injection?: Injection): Promise<HostedTenant> {
    const order: Question = { ask: 'start', system, ...(injection === undefined ? {} : { injection }) };
    const { tenant, baseUrl, settings } = await this.#ask<'start'>(order);
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
      this.#child.send({ id, question } satisfies Asked, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  #hear(said: Said): void {
    if ('reached' in said) {
      const told = this.#reached.get(said.reached);
      if (told === undefined) this.#early.set(said.reached, said.request);
      else told(said.request);
      return;
    }
    const waiting = this.#waiting.get(said.id);
    this.#waiting.delete(said.id);
    if ('error' in said) waiting?.reject(new Error(said.error));
    else waiting?.resolve(said.answer as never);
  }
}
