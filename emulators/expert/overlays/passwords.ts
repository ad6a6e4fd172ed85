/** What overlays need of passwords, both stored and plain. */
import type { CallMiddleware } from '../../common/overlays.ts';
import type { Site } from '../http/site.ts';
import { hashOf, type StoredPasswords } from '../site/passwords.ts';
import type { Person } from '../site/people.ts';
import { around, type FeatureCall, passwordFault } from './around.ts';
import type { ExpertFault } from './types.ts';

/** Everyone's current passwords. */
export function passwordsNow(site: Site): Map<number, StoredPasswords> {
  return new Map(site.people.all().map(({ id, passwords }) => [id, { ...passwords }]));
}

/** Gives a user a main password and nothing else. */
export function setMainPassword(person: Person, password: string): void {
  person.passwords = { main: hashOf(person.id, password), alternate: null };
}

/** The plain passwords of users: those that were given since the start, to create a user or to set a password. */
export class PlainPasswords {
  private readonly texts = new Map<number, { main?: string; alternate?: string }>();

  constructor(site: Site) {
    around(site, 'create', async ({ request }, honest) => {
      const reply = await honest();
      const id = Number(reply.document?.attributes['id']);
      const given = request.query.get('accountpassword');
      if (given) this.texts.set(id, { main: given });
      return reply;
    });
    const { storePassword } = site.behavior;
    site.behavior.storePassword = (person, password, alternate) => {
      storePassword(person, password, alternate);
      const before = alternate ? this.texts.get(person.id) : {};
      this.texts.set(person.id, { ...before, [alternate ? 'alternate' : 'main']: password });
    };
  }

  /** The main and the alternate password, if they exist. */
  of(person: Person): string[] {
    const { main, alternate } = this.texts.get(person.id) ?? {};
    return [main, alternate].filter((text) => text !== undefined);
  }
}

/** Accepts near misses wherever a password is checked. */
export function acceptsNearMisses(
  site: Site,
  isNear: (given: string, right: string) => boolean,
): CallMiddleware | undefined {
  const passwords = new PlainPasswords(site);
  const check = site.checkPassword.bind(site);
  site.checkPassword = (person, password, counts) =>
    // The right one is checked first, because of its side effects. A near miss does not count as a failure.
    check(person, password, false) ||
    passwords.of(person).some((right) => isNear(password, right)) ||
    check(person, password, counts);
  return undefined;
}

/** Setting a password is answered honestly, but the password stays unchanged. */
export function setsWithoutEffect(
  name: string,
  sentence: string,
  isMeant: (call: FeatureCall) => boolean,
): ExpertFault {
  return passwordFault(name, sentence, async (call, honest) => {
    const { site, target } = call;
    const before = passwordsNow(site).get(target?.id ?? 0);
    const reply = await honest();
    if (target !== undefined && before !== undefined && isMeant(call)) target.passwords = before;
    return reply;
  });
}
