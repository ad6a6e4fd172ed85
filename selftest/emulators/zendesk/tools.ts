/** What the selftests of the Zendesk emulator share: starting it, calling it, signing in without a browser. */
import { createHash, randomBytes } from 'node:crypto';
import { test as base } from '../../support/test.ts';
import { startZendesk, type ZendeskEmulator, type ZendeskOptions } from '../../../emulators/zendesk/index.ts';
import { FormBrowser, formWith, type Page } from '../../support/form-browser.ts';

/** A password that every level accepts. */
export const GOOD_PASSWORD = 'Quartz-Mellow.77';
export const OTHER_PASSWORD = 'Velvet+Harbor_31';

/** A clock that moves only when it is advanced. */
export class Clock {
  private time = Date.parse('2026-11-21T12:00:00Z');
  readonly now = (): number => this.time;
  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** The body if it is a JSON object; otherwise empty. */
  body: Record<string, unknown>;
}

/** A tenant with tools around it. */
export class Tenant {
  readonly emulator: ZendeskEmulator;
  readonly clock: Clock;

  constructor(emulator: ZendeskEmulator, clock: Clock) {
    this.emulator = emulator;
    this.clock = clock;
  }

  async call(method: string, path: string, token?: string, body?: unknown, headers = {}): Promise<Answer> {
    const reply = await fetch(new URL(path, this.emulator.baseUrl), {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, text, body: asObject(text) };
  }

  /** POST /oauth/tokens as the client; `undefined` leaves a parameter out. */
  token(parameters: Record<string, unknown>): Promise<Answer> {
    const { identifier, secret } = this.emulator.client;
    return this.call('POST', '/oauth/tokens', undefined, {
      client_id: identifier,
      client_secret: secret,
      ...parameters,
    });
  }

  /** A new access token of the admin. */
  async adminToken(scope = 'read write'): Promise<string> {
    const answer = await this.token({ grant_type: 'client_credentials', scope });
    return String(answer.body['access_token']);
  }

  /** Creates a user, sets their password, and returns their ID. */
  async person(
    user: Record<string, unknown>,
    password: string | null = GOOD_PASSWORD,
  ): Promise<{ id: number; email: string }> {
    const admin = await this.adminToken();
    const email = `someone.${randomBytes(4).toString('hex')}@example.net`;
    const given = { name: 'Some One', email, role: 'agent', verified: true, ...user };
    const created = await this.call('POST', '/api/v2/users', admin, { user: given });
    const { id } = created.body['user'] as { id: number };
    if (password !== null) await this.call('POST', `/api/v2/users/${id}/password`, admin, { password });
    return { id, email: given.email };
  }

  authorizeUrl(parameters: Record<string, string> = {}): string {
    const all = {
      response_type: 'code',
      client_id: this.emulator.client.identifier,
      redirect_uri: this.emulator.redirectUri,
      scope: 'read write',
      state: 'st-4711',
      ...parameters,
    };
    return `${this.emulator.baseUrl}/oauth/authorizations/new?${new URLSearchParams(all)}`;
  }

  browser(): FormBrowser {
    return new FormBrowser(this.emulator.baseUrl);
  }

  /** The newest emailed passcode. */
  passcode(email: string): string {
    const mails = this.emulator.witness.mailbox(email).filter(({ subject }) => subject.includes('passcode'));
    return /\d{6}/.exec(mails.at(-1)?.text ?? '')?.[0] ?? '';
  }

  /** Continues from a page through sign-in, passcode and consent, until no such page is left. */
  async walk(browser: FormBrowser, start: Page, email: string, password: string): Promise<Page> {
    let page = start;
    for (let step = 0; step < 6; step += 1) {
      const next = await this.step(browser, page, email, password);
      if (next === null) return page;
      page = next;
    }
    return page;
  }

  /** An access token that a user obtained through the pages. */
  async signIn(
    email: string,
    password: string,
    scope = 'read write',
    browser = this.browser(),
  ): Promise<Answer> {
    const verifier = randomBytes(32).toString('base64url');
    const challenge = s256(verifier);
    const parameters = { scope, code_challenge: challenge, code_challenge_method: 'S256' };
    const end = await this.walk(browser, await browser.open(this.authorizeUrl(parameters)), email, password);
    const code = end.url.searchParams.get('code') ?? '';
    return this.token({
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: this.emulator.redirectUri,
    });
  }

  /** A code that a user has consented to. */
  async code(email: string, password: string, parameters: Record<string, string> = {}): Promise<string> {
    const browser = this.browser();
    const start = await browser.open(this.authorizeUrl(parameters));
    return (await this.walk(browser, start, email, password)).url.searchParams.get('code') ?? '';
  }

  private async step(
    browser: FormBrowser,
    page: Page,
    email: string,
    password: string,
  ): Promise<Page | null> {
    const passcode = formWith(page, (field) => field.autocomplete === 'one-time-code');
    if (passcode !== null) {
      return browser.submit(page, passcode.form, { [passcode.name]: this.passcode(email) });
    }
    const secret = formWith(page, (field) => field.type === 'password');
    const name = formWith(page, (field) => field.autocomplete === 'username' && field.name !== '');
    if (secret !== null && page.html.includes('id="notice" hidden')) {
      const values = {
        [secret.name]: password,
        ...(name?.form === secret.form ? { [name.name]: email } : {}),
      };
      const next = await browser.submit(page, secret.form, values);
      return next.url.href === page.url.href ? { ...next, forms: [] } : next;
    }
    if (name !== null && secret === null) return browser.submit(page, name.form, { [name.name]: email });
    const consent = page.forms.find((form) => form.action === '/oauth/authorizations');
    return consent === undefined ? null : browser.submit(page, consent, {}, consent.buttons.at(-1)?.label);
  }
}

export function s256(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Starts tenants for a test, and closes all of them after it. Admins may set passwords unless the test forbids it. */
export const test = base.extend<{ start: (options?: Partial<ZendeskOptions>) => Promise<Tenant> }>({
  start: async ({}, use) => {
    const started: ZendeskEmulator[] = [];
    await use(async (options = {}) => {
      const clock = new Clock();
      const emulator = await startZendesk({ adminsCanSetUserPasswords: true, now: clock.now, ...options });
      started.push(emulator);
      return new Tenant(emulator, clock);
    });
    for (const emulator of started) await emulator.close();
  },
});

export { expect } from '../../support/test.ts';

function asObject(text: string): Record<string, unknown> {
  try {
    const parsed = JSON.parse(text) as unknown;
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
