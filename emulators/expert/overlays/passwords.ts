/** Overlays of passwords: stored and given ones. */
import type { CallMiddleware } from '../../common/overlays.ts';
import { hashOf, type StoredPasswords } from '../site/passwords.ts';
import type { Person } from '../site/people.ts';
import type { Site } from '../http/site.ts';
import { around } from './around.ts';

/** Everyone's current passwords. */
export function passwordsNow(site: Site): Map<number, StoredPasswords> {
  return new Map(site.people.all().map(({ id, passwords }) => [id, { ...passwords }]));
}

/** Gives a user a main password and nothing else. */
export function setMainPassword(person: Person, password: string): void {
  person.passwords = { main: hashOf(person.id, password), alternate: null };
}

/** Plain passwords by their owner's ID: those that were set or given since the start. */
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

/** Accepts a wrong password wherever one is checked. */
export function passesToo(
  site: Site,
  isNear: (given: string, right: string) => boolean,
): CallMiddleware | undefined {
  const learned = new Learned(site);
  const check = site.checkPassword.bind(site);
  site.checkPassword = (person, password, counts) =>
    // The right one first, because of its side effects. Only a password that is not a near miss counts as a failure.
    check(person, password, false) ||
    learned.of(person).some((right) => isNear(password, right)) ||
    check(person, password, counts);
  return undefined;
}
