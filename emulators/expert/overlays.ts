/** What the faults share: standing around a feature, and telling, changing and making answers. */
import type { Context } from 'hono';
import type { Around } from '../common/faults.ts';
import type { Env } from '../common/env.ts';
import type { Caller } from './auth/identify.ts';
import { fromCatalogue, Refusal, type Known } from './http/errors.ts';
import { DekiRequest } from './http/request.ts';
import type { Reply } from './http/respond.ts';
import { match, type Feature } from './http/routes.ts';
import { hashOf, type StoredPasswords } from './site/passwords.ts';
import { ANONYMOUS_ID, type Person } from './site/people.ts';
import type { Site } from './site/site.ts';
import type { Behaviour } from './site/behaviour.ts';
import { element, type Element } from './xml/element.ts';
import type { ExpertFault } from './faults/index.ts';

/** A call that reached a feature. */
export interface Visit {
  site: Site;
  request: DekiRequest;
  caller: Caller;
  userId: string;
  /** Whom the path names; undefined where that is nobody, or no name at all. */
  target: Person | undefined;
}

/** Answers in the place of a feature; `honest` is what the feature itself answers. */
export type Lie = (visit: Visit, honest: () => Promise<Reply>) => Reply | Promise<Reply>;

/** Puts a lie around one feature or several. */
export function around(site: Site, features: Feature | Feature[], lie: Lie): Around | undefined {
  for (const feature of [features].flat()) {
    const perform = site.behaviour.features[feature];
    site.behaviour.features[feature] = (_, request, caller, userId) =>
      lie({ site, request, caller, userId, target: namedBy(site, userId, caller) }, async () =>
        perform(site, request, caller, userId),
      );
  }
  return undefined;
}

function namedBy(site: Site, userId: string, caller: Caller): Person | undefined {
  try {
    return site.behaviour.targetOf(site, userId, caller.person);
  } catch {
    return undefined;
  }
}

/** Whether somebody is about to set the own password. */
export function isSelf({ caller, target }: Visit): boolean {
  return target !== undefined && caller.person.id === target.id && target.id !== ANONYMOUS_ID;
}

/** Whether the alternate password is meant. */
export function isAlternate({ request }: Visit): boolean {
  return /^true$/i.test(request.query.get('altpassword') ?? '');
}

/** What the feature refuses with; a reply is handed on, and so is an error of another kind. */
export async function refusalOf(honest: () => Promise<Reply>): Promise<Reply | Refusal> {
  try {
    return await honest();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Whether something was refused for that reason. */
export function refusedAs(outcome: unknown, known: Known): outcome is Refusal {
  return (
    outcome instanceof Refusal && outcome.fault.own?.resource === fromCatalogue(known).fault.own?.resource
  );
}

/** Whether something was refused because a parameter is missing. */
export function refusedForMissing(outcome: unknown, name: string): outcome is Refusal {
  return outcome instanceof Refusal && outcome.fault.message === `missing feature parameter '${name}'`;
}

/** A reply as it is, and a refusal thrown. */
export function settled(outcome: Reply | Refusal): Reply {
  if (outcome instanceof Refusal) throw outcome;
  return outcome;
}

/** The same refusal under another status. */
export function withStatus({ fault }: Refusal, status: number): Refusal {
  return new Refusal({ ...fault, status });
}

/** The same refusal with another header on it. */
export function withHeader({ fault }: Refusal, name: string, value: string): Refusal {
  return new Refusal({ ...fault, headers: { ...fault.headers, [name]: value } });
}

/** The passwords of everybody as they are now. */
export function passwordsNow(site: Site): Map<number, StoredPasswords> {
  return new Map(site.people.all().map(({ id, passwords }) => [id, { ...passwords }]));
}

/** Gives somebody a main password and nothing else. */
export function giveMain(person: Person, password: string): void {
  person.passwords = { main: hashOf(person.id, password), alternate: null };
}

/** The newest person but these: in a test, one of its own. */
export function newestBut(site: Site, ...others: (Person | undefined)[]): Person | undefined {
  return site.people
    .all()
    .reverse()
    .find((person) => person.id !== ANONYMOUS_ID && !others.includes(person));
}

/** Who came last since now, but these: nobody who was there from the start is among them. */
export function newcomers(site: Site): (...others: (Person | undefined)[]) => Person | undefined {
  const residents = new Set(site.people.all().map(({ id }) => id));
  return (...others) =>
    site.people
      .all()
      .reverse()
      .find((person) => !residents.has(person.id) && !others.includes(person));
}

/** User 1. */
export function firstAdmin(site: Site): Person {
  const admin = site.people.get(1);
  if (admin === undefined) throw new Error('The site has no user 1.');
  return admin;
}

/** Passwords in clear, by the id of their owner: those that were set or given since start. */
export class Learned {
  private readonly texts = new Map<number, { main?: string; alternate?: string }>();

  constructor(site: Site) {
    around(site, 'create', async ({ request }, honest) => {
      const reply = await honest();
      const id = Number(reply.document?.attributes['id']);
      const given = request.query.get('accountpassword');
      if (given) this.texts.set(id, { main: given });
      return reply;
    });
    const { storePassword } = site.behaviour;
    site.behaviour.storePassword = (person, password, alternate) => {
      storePassword(person, password, alternate);
      const before = alternate ? this.texts.get(person.id) : {};
      this.texts.set(person.id, { ...before, [alternate ? 'alternate' : 'main']: password });
    };
  }

  /** The main password and the alternate one, where there are any. */
  of(person: Person): string[] {
    const { main, alternate } = this.texts.get(person.id) ?? {};
    return [main, alternate].filter((text) => text !== undefined);
  }
}

/** Lets a password pass that is not the right one, wherever one is asked for. */
export function passesToo(site: Site, isNear: (given: string, right: string) => boolean): Around | undefined {
  const learned = new Learned(site);
  const check = site.checkPassword.bind(site);
  site.checkPassword = (person, password, counts) =>
    // The right one first, for what it does beside passing; and only what is not near counts as a failure.
    check(person, password, false) ||
    learned.of(person).some((right) => isNear(password, right)) ||
    check(person, password, counts);
  return undefined;
}

/** The document with every element of that name changed. */
export function changed(document: Element, name: string, change: (found: Element) => Element): Element {
  const { content } = document;
  const inner =
    typeof content === 'string'
      ? document
      : { ...document, content: content.map((each) => changed(each, name, change)) };
  return inner.name === name ? change(inner) : inner;
}

/** The document with another text in every element of that name. */
export function withText(document: Element, name: string, text: (before: string) => string): Element {
  return changed(document, name, (found) =>
    element(name, typeof found.content === 'string' ? text(found.content) : found.content, {
      ...found.attributes,
    }),
  );
}

/** A reply with its document changed, where it has one. */
export function withDocument(reply: Reply, change: (document: Element) => Element): Reply {
  return reply.document === undefined ? reply : { ...reply, document: change(reply.document) };
}

/** The feature that a request is for, whatever comes of it. */
export function featureOf({ uri, verb }: DekiRequest): Feature | undefined {
  return match(uri.replace(/^https?:\/\/[^/?]*/i, '').replace(/[?#].*$/s, ''))?.verbs[verb];
}

/** The same of a call before it is read. */
export function featureAt(c: Context<Env>): Feature | undefined {
  return featureOf(new DekiRequest(c.req.raw, c.req.url));
}

/** Asks for a parameter of the query otherwise: what is asked for, and what came. */
export function reads(
  { query }: DekiRequest,
  value: (name: string, given: string | undefined) => string | undefined,
): void {
  const get = query.get.bind(query);
  query.get = (name) => value(name.toLowerCase(), get(name));
}

/** Another way to find out who is calling. */
export function identifies(
  name: string,
  sentence: string,
  other: (honest: Behaviour['identify']) => Behaviour['identify'],
): ExpertFault {
  return {
    name,
    sentence,
    install: ({ behaviour }) => {
      behaviour.identify = other(behaviour.identify);
      return undefined;
    },
  };
}

/** Whether a call is for the password feature, as far as its path says. */
export function isForPassword(c: Context<Env>): boolean {
  return match(new URL(c.req.url).pathname)?.verbs['PUT'] === 'password';
}
