/** A stub of an Expert site with a few users in memory, in place of the transport. It records which calls are made. */
import type { Call, Credential } from '../../../../helpers/http/call.ts';
import { Exchange } from '../../../../helpers/http/exchange.ts';
import { HostGuard } from '../../../../helpers/http/hosts.ts';
import { LostCall, Transport } from '../../../../helpers/http/transport.ts';
import { Ledger } from '../../../../helpers/ledger/ledger.ts';
import { runId } from '../../../../helpers/run-id.ts';
import { SecretRegistry } from '../../../../helpers/secrets/registry.ts';
import { ExpertApi } from '../../../../helpers/systems/expert/api.ts';
import type { ExpertConnection } from '../../../../helpers/systems/expert/connection.ts';
import { FREE_NAME, leaseName } from '../../../../helpers/systems/expert/marker.ts';
import type { Pool } from '../../../../helpers/systems/expert/pool.ts';
import { WHAT_TO_DO } from '../../../support/what-to-do.ts';

export const SITE = 'https://help.acme.example';
export const SELF_ID = 1;
export const PREFIX = 'keyturn';

/** Longer ago than any run takes. */
export const OLD = new Date('2020-01-01T00:00:00Z');

export interface Reply {
  status: number;
  text?: string;
  headers?: Record<string, string>;
}

/** A user, as the site stores them. */
export interface Person {
  id: number;
  username: string;
  fullname: string;
  status: 'active' | 'inactive';
  role: string;
  password?: string;
}

const PERSON: Person = {
  id: 7,
  username: 'keyturn-1',
  fullname: FREE_NAME,
  status: 'inactive',
  role: 'Viewer',
};

/** A free user of the pool, with the given changes. */
export const free = (change: Partial<Person> = {}): Person => ({ ...PERSON, ...change });

/** A user whom a run has leased. */
export const leasedBy = (run: string, since = new Date(), change: Partial<Person> = {}): Person =>
  free({ fullname: leaseName({ run, since }), status: 'active', ...change });

/** An XML document as the site writes it. */
export function userXml({ id, username, fullname, status, role }: Person): string {
  const operations = role === 'Admin' ? 'LOGIN,BROWSE,READ,ADMIN' : 'LOGIN,BROWSE,READ';
  return (
    `<user id="${String(id)}"><username>${escape(username)}</username><fullname>${escape(fullname)}</fullname>` +
    `<email hidden="true"/><status>${status}</status><license.seat>false</license.seat>` +
    `<permissions.user><role id="2">${role}</role></permissions.user>` +
    `<permissions.effective><operations mask="7">${operations}</operations></permissions.effective></user>`
  );
}

export const xmlReply = (text: string, status = 200): Reply => ({
  status,
  text,
  headers: { 'content-type': 'application/xml; charset=utf-8' },
});

/** An error document in the classic style. */
export const refusal = (status: number, message = 'no'): Reply =>
  xmlReply(
    `<error><status>${String(status)}</status><title>No</title><message>${message}</message></error>`,
    status,
  );

export class StubSite extends Transport {
  /** The calls, such as `PUT /@api/deki/users/7`. */
  readonly calls: string[] = [];
  readonly people = new Map<number, Person>();
  /** Answers a call in place of the stub, or returns `undefined`. */
  answer: (call: Call<unknown>, credential: Credential) => Reply | undefined | Promise<Reply | undefined> =
    () => undefined;
  #hasAnswered = false;

  constructor(...people: Person[]) {
    super({
      baseUrl: SITE,
      userAgent: 'Keyturn',
      proxy: undefined,
      guard: new HostGuard(['help.acme.example']),
      secrets: new SecretRegistry(),
    });
    const admin: Person = { id: SELF_ID, username: 'Ada', fullname: 'Ada', status: 'active', role: 'Admin' };
    for (const person of [admin, ...people]) this.people.set(person.id, { ...person });
  }

  override get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** The calls, as the admin. */
  get api(): ExpertApi {
    return new ExpertApi(this, { as: 'admin' });
  }

  /** All calls that change something. */
  get writes(): string[] {
    return this.calls.filter((call) => !call.startsWith('GET'));
  }

  /** Returns the user with this name. */
  named(username: string): Person | undefined {
    return [...this.people.values()].find(
      (person) => person.username.toLowerCase() === username.toLowerCase(),
    );
  }

  override async send<Body>(credential: Credential, call: Call<Body>): Promise<Exchange<Body>> {
    this.calls.push(`${call.method} ${call.path}`);
    const { status, text = '', headers = {} } = (await this.answer(call, credential)) ?? this.reply(call);
    const record = {
      as: credential.as,
      method: call.method,
      url: `${SITE}${call.path}`,
      requestHeaders: {},
      requestBody: undefined,
      status,
      responseHeaders: headers,
      responseBody: text,
      failure: undefined,
      startedAt: '2026-11-21T12:00:00.000Z',
      durationMs: 1,
      attempts: 1,
      waitedMs: 0,
    };
    const exchange = new Exchange(record, { status, headers, text }, call.schema, call.format);
    this.#hasAnswered ||= exchange.isReadable;
    return exchange;
  }

  /** Executes a call and answers it, for tests in which the answer is lost. */
  reply({ method, path, query = {}, content }: Call<unknown>): Reply {
    const [, userid = '', rest = ''] = /^\/@api\/deki\/users\/?([^/]*)(\/password)?$/.exec(path) ?? [];
    const person = this.#find(userid);
    switch (`${method} ${userid === '' ? '' : '{userid}'}${rest}`) {
      case 'GET ':
        return this.#list(query);
      case 'POST ':
        return this.#create(fieldsIn(content?.text ?? ''), query['accountpassword'] ?? '');
      case 'GET {userid}':
        return person === undefined ? refusal(404) : xmlReply(userXml(person));
      case 'PUT {userid}':
        if (person === undefined) return refusal(404);
        return xmlReply(userXml(Object.assign(person, fieldsIn(content?.text ?? ''))));
      case 'PUT {userid}/password':
        if (person === undefined) return refusal(404);
        person.password = content?.text ?? '';
        return { status: 200 };
      default:
        return refusal(405);
    }
  }

  #find(userid: string): Person | undefined {
    if (userid === 'current') return this.people.get(SELF_ID);
    if (!userid.startsWith('=')) return this.people.get(Number(userid));
    return this.named(decoded(decoded(userid.slice(1))));
  }

  #list(query: Record<string, string>): Reply {
    const { usernamefilter = '', limit = '100', offset = '0' } = query;
    const users = [...this.people.values()]
      .filter(({ username }) => username.toLowerCase().startsWith(usernamefilter.toLowerCase()))
      .slice(Number(offset), Number(offset) + Number(limit));
    return xmlReply(`<users count="${String(users.length)}">${users.map(userXml).join('')}</users>`);
  }

  #create(fields: Partial<Person>, password: string): Reply {
    const { username = '', fullname = '', status = 'active' } = fields;
    if (this.named(username) !== undefined) return refusal(409);
    const made = free({ id: 100 + this.people.size, username, fullname, status, password });
    this.people.set(made.id, made);
    return xmlReply(userXml(made));
  }
}

/** Lets a call take effect, and loses its answer, once. */
export function loseAnswerOnce(site: StubSite, which: (call: Call<unknown>) => boolean): void {
  let lost = false;
  site.answer = (call) => {
    if (lost || !which(call)) return undefined;
    lost = true;
    site.reply(call);
    throw new LostCall('no answer', WHAT_TO_DO);
  };
}

/** Returns the pool of the stub, as this run sees it. */
export function poolOf(site: StubSite, change: Partial<Pool> = {}): Pool {
  return {
    api: site.api,
    selfId: SELF_ID,
    prefix: PREFIX,
    ledger: new Ledger({ tenant: SITE, run: runId() }),
    leftoverHours: 24,
    settleMs: 0,
    ...change,
  };
}

/** Returns the connection of a run to the stub. */
export function connectTo(
  site: StubSite,
  ledger = new Ledger({ tenant: SITE, run: runId() }),
  target: ExpertConnection['target'] = {
    baseUrl: SITE,
    admin: { by: 'password', username: 'Ada', password: 'the-password-of-Ada' },
  },
): ExpertConnection {
  return { target, transport: site, secrets: site.options.secrets, ledger };
}

/** Decodes like the service: a plus sign is a space. */
function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function fieldsIn(document: string): Partial<Person> {
  const fields = document.matchAll(/<(username|fullname|status|role)>([^<]*)</g);
  return Object.fromEntries(Array.from(fields, ([, name = '', value]) => [name, value]));
}
