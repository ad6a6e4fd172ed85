/** Faults in which user the `{userid}` of a path means. */
import { fromCatalogue } from '../http/errors.ts';
import type { Site } from '../http/site.ts';
import { decoded } from '../http/uri.ts';
import { around } from '../overlays/around.ts';
import { firstAdmin, newestExcept } from '../overlays/people.ts';
import type { ExpertFault } from '../overlays/types.ts';
import type { Person } from '../site/people.ts';

type Resolve = (site: Site, userId: string, caller: Person) => Person | undefined;

/** Another meaning of the userid, for the password feature and all others. */
function means(name: string, sentence: string, other: (honest: Resolve) => Resolve): ExpertFault {
  return {
    name,
    sentence,
    install: ({ behavior }) => {
      behavior.targetOf = other(behavior.targetOf);
      return undefined;
    },
  };
}

/** Most of these have an effect only on userids that need two encodings. The framework has decoded them once. */
const decodings: ExpertFault[] = [
  means(
    'userid-decoded-once',
    'A userid is decoded once instead of twice.',
    (honest) => (site, userId, caller) => honest(site, encodeURIComponent(userId), caller),
  ),
  means(
    'userid-decoded-thrice',
    'A userid is decoded three times.',
    (honest) => (site, userId, caller) => honest(site, decoded(userId), caller),
  ),
  means(
    'name-cut-at-the-slash',
    'A user name is read up to its first slash.',
    (honest) => (site, userId, caller) =>
      honest(site, encodeURIComponent(decoded(userId).replace(/\/.*$/, '')), caller),
  ),
  means(
    'blanks-in-names-are-underscores',
    'A space in a user name is read as an underscore.',
    (honest) => (site, userId, caller) =>
      honest(site, encodeURIComponent(decoded(userId).replace(/ /g, '_')), caller),
  ),
  means(
    'name-read-as-ascii',
    'Non-ASCII characters in a user name are dropped.',
    (honest) => (site, userId, caller) =>
      honest(site, encodeURIComponent(decoded(userId).replace(/[^\0-\x7f]/gu, '')), caller),
  ),
];

const names: ExpertFault[] = [
  means(
    'name-found-by-its-begin',
    'A name that no user has means the first user whose name begins with it.',
    (honest) => (site, userId, caller) => {
      const name = decoded(userId).slice(1).toLowerCase();
      return (
        honest(site, userId, caller) ??
        (userId.startsWith('=') && name !== ''
          ? site.people.all().find(({ username }) => username.toLowerCase().startsWith(name))
          : undefined)
      );
    },
  ),
  means(
    'name-found-by-its-first-letters',
    'Only the first nine letters of a name count, and the first user with these is meant.',
    (honest) => (site, userId, caller) => {
      const name = decoded(userId).slice(1).toLowerCase();
      if (!userId.startsWith('=') || name.length <= 9) return honest(site, userId, caller);
      return site.people.all().find(({ username }) => username.toLowerCase().startsWith(name.slice(0, 9)));
    },
  ),
  means(
    'case-of-names-matters',
    'A user name is not found in different case.',
    (honest) => (site, userId, caller) => {
      const person = honest(site, userId, caller);
      const exact = !userId.startsWith('=') || person?.username === decoded(userId).slice(1).trimEnd();
      return exact ? person : undefined;
    },
  ),
  means(
    'name-of-digits-is-a-number',
    'A name that consists of digits, after its equals sign, is read as an ID.',
    (honest) => (site, userId, caller) =>
      /^=\d+$/.test(userId) ? site.people.get(Number(userId.slice(1))) : honest(site, userId, caller),
  ),
  means(
    'name-without-equals-sign',
    'A user name is understood without its equals sign.',
    (honest) => (site, userId, caller) => site.people.named(decoded(userId)) ?? honest(site, userId, caller),
  ),
];

const numbers: ExpertFault[] = [
  means(
    'number-wraps-around',
    'An ID of more than 32 bits means the ID in its lower 32 bits.',
    (honest) => (site, userId, caller) =>
      /^\d{10,15}$/.test(userId)
        ? site.people.get(Number(userId) % 4_294_967_296)
        : honest(site, userId, caller),
  ),
  means(
    'number-with-letters-behind',
    'An ID with something after it is read as that ID.',
    (honest) => (site, userId, caller) => honest(site, userId.replace(/^(\d+)\D.*$/s, '$1'), caller),
  ),
  means(
    'minus-is-ignored',
    'The minus sign of a negative ID is ignored.',
    (honest) => (site, userId, caller) => honest(site, userId.replace(/^-(?=\d)/, ''), caller),
  ),
  means(
    'unknown-number-means-the-caller',
    'An ID that no user has means the caller.',
    (honest) => (site, userId, caller) =>
      honest(site, userId, caller) ?? (/^\d+$/.test(userId) ? caller : undefined),
  ),
  means(
    'zero-means-the-caller',
    'The ID 0 means the caller.',
    (honest) => (site, userId, caller) => (userId === '0' ? caller : honest(site, userId, caller)),
  ),
];

/** Another meaning of the userid for the password feature only, so that a GET does not show it. */
function sets(
  name: string,
  sentence: string,
  other: (userId: string, caller: Person) => string,
): ExpertFault {
  return {
    name,
    sentence,
    install: (site) => {
      const perform = site.behavior.features.password;
      site.behavior.features.password = (_, request, caller, userId) =>
        perform(site, request, caller, other(userId, caller.person));
      return undefined;
    },
  };
}

const ofPasswords: ExpertFault[] = [
  sets(
    'minus-ignored-for-passwords',
    'For the password feature, the minus sign of a negative ID is ignored.',
    (userId) => userId.replace(/^-(?=\d)/, ''),
  ),
  sets(
    'fraction-cut-for-passwords',
    'For the password feature, the fraction of an ID is ignored.',
    (userId) => userId.replace(/^(\d+)\.\d+$/, '$1'),
  ),
  sets(
    'zero-sets-the-own-password',
    'For the password feature, the ID 0 means the caller.',
    (userId, caller) => (userId === '0' ? String(caller.id) : userId),
  ),
  sets(
    'no-name-sets-the-own-password',
    'For the password feature, an equals sign without a name means the caller.',
    (userId, caller) => (userId === '=' ? String(caller.id) : userId),
  ),
  sets(
    'large-number-sets-the-first-password',
    'For the password feature, an ID that is too large, or the largest, means user 1.',
    (userId) => (/^\d+$/.test(userId) && Number(userId) >= 4_294_967_295 ? '1' : userId),
  ),
  sets(
    'word-sets-the-first-password',
    'For the password feature, a word that is not a userid means user 1.',
    (userId) => (/^[a-z]/i.test(userId) && userId.toLowerCase() !== 'current' ? '1' : userId),
  ),
];

const current: ExpertFault[] = [
  means(
    'case-of-current-matters',
    '"Current" with a capital letter is refused.',
    (honest) => (site, userId, caller) => {
      if (/current/i.test(userId) && !userId.includes('current')) throw fromCatalogue('userId');
      return honest(site, userId, caller);
    },
  ),
  {
    name: 'current-refused-for-passwords',
    sentence: 'The password feature does not understand "current".',
    install: (site) =>
      around(site, 'password', ({ userId }, honest) => {
        if (userId.trim().toLowerCase() === 'current') throw fromCatalogue('userId');
        return honest();
      }),
  },
  {
    name: 'current-means-the-newest',
    sentence: 'For the password feature, "current" means the newest user.',
    install: (site) => {
      const perform = site.behavior.features.password;
      site.behavior.features.password = (_, request, caller, userId) => {
        const newest = newestExcept(site, caller.person);
        const isCurrent = userId.trim().toLowerCase() === 'current' && newest !== undefined;
        return perform(site, request, caller, isCurrent ? String(newest.id) : userId);
      };
      return undefined;
    },
  },
  {
    name: 'current-of-anonymous-is-the-admin',
    sentence: 'For anonymous callers, "current" means user 1 for the password feature.',
    install: (site) => {
      const perform = site.behavior.features.password;
      site.behavior.features.password = (_, request, caller, userId) => {
        const isCurrent = userId.trim().toLowerCase() === 'current' && caller.person.id === 2;
        return perform(site, request, caller, isCurrent ? String(firstAdmin(site).id) : userId);
      };
      return undefined;
    },
  },
];

export const useridFaults: readonly ExpertFault[] = [
  ...decodings,
  ...names,
  ...numbers,
  ...ofPasswords,
  ...current,
];
