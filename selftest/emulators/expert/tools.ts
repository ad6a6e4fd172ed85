/** What the selftests of the Expert emulator share: starting it, calling it, creating users. */
import { createHash, randomBytes } from 'node:crypto';
import { test as base } from '../../support/test.ts';
import { startExpert, type ExpertEmulator, type ExpertOptions } from '../../../emulators/expert/index.ts';
import { Clock } from '../zendesk/tools.ts';

/** Passwords that every policy accepts. */
export const GOOD_PASSWORD = 'Quartz-Mellow.77';
export const OTHER_PASSWORD = 'Velvet+Harbor_31';

export type Headers = Record<string, string>;

export interface Answer {
  status: number;
  headers: globalThis.Headers;
  text: string;
  /** The text of the first element of that name. */
  xml: (name: string) => string | undefined;
}

export interface Someone {
  id: number;
  username: string;
  /** Basic credentials with the password that they were created with. */
  basic: Headers;
}

export function basic(username: string, password: string): Headers {
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** An authtoken as a client sends it: in a cookie, in quotes like those of the cookie that was set. */
export function cookie(token: string): Headers {
  return { cookie: `authtoken="${token}"` };
}

/** A token that impersonates a user, issued this many seconds ago. */
export function impersonation(site: Site, user: string, age = 0): Headers {
  const epoch = Math.floor(site.clock.now() / 1000) - age;
  const hash = createHash('md5').update(`${user}:${epoch}:${site.emulator.apikey}`).digest('hex');
  return { 'x-authtoken': `imp_${epoch}_${hash}_${user}` };
}

export function userDocument(fields: Record<string, string>, role = 'Viewer'): string {
  const elements = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<user>${elements.join('')}<permissions.user><role>${role}</role></permissions.user></user>`;
}

export class Site {
  readonly emulator: ExpertEmulator;
  readonly clock: Clock;

  constructor(emulator: ExpertEmulator, clock: Clock) {
    this.emulator = emulator;
    this.clock = clock;
  }

  /** The admin's Basic credentials. */
  get admin(): Headers {
    return basic(this.emulator.admin.username, this.emulator.admin.password);
  }

  async call(method: string, path: string, headers: Headers = {}, body?: string | Buffer): Promise<Answer> {
    const type = path.includes('/password') ? 'text/plain; charset=utf-8' : 'application/xml';
    const reply = await fetch(`${this.emulator.baseUrl}/@api/deki/${path}`, {
      method,
      redirect: 'manual',
      headers: { ...(body === undefined ? {} : { 'content-type': type }), ...headers },
      // As bytes, because fetch would add its own charset to a string.
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
    const text = await reply.text();
    const xml = (name: string): string | undefined =>
      new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`).exec(text)?.[1];
    return { status: reply.status, headers: reply.headers, text, xml };
  }

  /** Creates a user with a password. */
  async person(fields: Record<string, string> = {}, role = 'Viewer'): Promise<Someone> {
    const username = fields['username'] ?? `someone-${randomBytes(4).toString('hex')}`;
    const query = new URLSearchParams({ accountpassword: GOOD_PASSWORD });
    const document = userDocument(
      { username, email: `${randomBytes(4).toString('hex')}@example.net`, ...fields },
      role,
    );
    const created = await this.call('POST', `users?${query}`, this.admin, document);
    const id = Number(/<user [^>]*\bid="(\d+)"/.exec(created.text)?.[1]);
    return { id, username, basic: basic(username, GOOD_PASSWORD) };
  }

  /** A new authtoken. */
  async token(credentials: Headers): Promise<string> {
    return (await this.call('GET', 'users/authenticate', credentials)).text;
  }

  /** The user that the site recognizes by these headers. */
  async whoIs(headers: Headers, query = ''): Promise<string | undefined> {
    return (await this.call('GET', `users/current${query}`, headers)).xml('username');
  }

  /** The status of a sign-in. */
  async signIn(username: string, password: string): Promise<number> {
    return (await this.call('GET', 'users/authenticate', basic(username, password))).status;
  }

  /** The ID of a user who was there at the start. */
  resident(username: string): number {
    return this.emulator.witness.users().find((user) => user.username === username)?.id ?? 0;
  }
}

/** Starts sites for a test, and closes all of them after it. */
export const test = base.extend<{ start: (options?: Partial<ExpertOptions>) => Promise<Site> }>({
  start: async ({}, use) => {
    const started: ExpertEmulator[] = [];
    await use(async (options = {}) => {
      const clock = new Clock();
      const emulator = await startExpert({ now: clock.now, ...options });
      started.push(emulator);
      return new Site(emulator, clock);
    });
    for (const emulator of started) await emulator.close();
  },
});

export { expect } from '../../support/test.ts';
