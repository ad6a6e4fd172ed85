/** Faults in what happens to a password that was set. */
import { around, isAlternate, isSelf } from '../overlays/around.ts';
import {
  acceptsNearMisses,
  passwordsNow,
  setMainPassword,
  setsWithoutEffect,
} from '../overlays/passwords.ts';
import { newestExcept } from '../overlays/people.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { whichOf, type StoredPasswords } from '../site/passwords.ts';
import type { Person } from '../site/people.ts';
import { ADMIN, AUTHOR, VIEWER } from '../site/roles.ts';

/** Stores something other than what was given. The sign-in itself stays exact. */
function storesInstead(name: string, sentence: string, altered: (password: string) => string): ExpertFault {
  return {
    name,
    sentence,
    install: ({ behavior }) => {
      const store = behavior.storePassword;
      behavior.storePassword = (person, password, alternate) => store(person, altered(password), alternate);
      return undefined;
    },
  };
}

/** Passwords that are equal after folding count as the same, both when set and when given. */
function treatsAsEqual(name: string, sentence: string, fold: (password: string) => string): ExpertFault {
  return {
    name,
    sentence,
    install: (site) => acceptsNearMisses(site, (given, right) => fold(given) === fold(right)),
  };
}

/** Setting a password also changes something else about that person. */
function changesToo(name: string, sentence: string, change: (person: Person) => void): ExpertFault {
  return {
    name,
    sentence,
    install: ({ behavior }) => {
      const store = behavior.storePassword;
      behavior.storePassword = (person, password, alternate) => {
        store(person, password, alternate);
        change(person);
      };
      return undefined;
    },
  };
}

/** Replaces the stored passwords. */
function replacesStored(
  name: string,
  sentence: string,
  which: (before: StoredPasswords, after: StoredPasswords, alternate: boolean) => StoredPasswords,
): ExpertFault {
  return {
    name,
    sentence,
    install: ({ behavior }) => {
      const store = behavior.storePassword;
      behavior.storePassword = (person, password, alternate) => {
        const before = { ...person.passwords };
        store(person, password, alternate);
        person.passwords = which(before, { ...person.passwords }, alternate);
      };
      return undefined;
    },
  };
}

/** Only the first characters count, both when a password is set and when it is given. */
function cutAt(length: number): ExpertFault {
  return treatsAsEqual(
    `only-${length}-characters`,
    `Only the first ${length} characters of a password count.`,
    (password) => password.slice(0, length),
  );
}

const effects: ExpertFault[] = [
  setsWithoutEffect(
    'set-without-effect',
    "Setting another user's password is answered with 200, and the password stays unchanged.",
    (call) => !isSelf(call),
  ),
  setsWithoutEffect(
    'self-change-without-effect',
    "Changing one's own password is answered with 200 and a token, and the password stays unchanged.",
    isSelf,
  ),
  {
    name: 'old-password-still-works',
    sentence: 'The replaced password still signs in, as does the new one.',
    install: (site) => {
      const replaced = new Map<number, StoredPasswords[]>();
      const store = site.behavior.storePassword;
      site.behavior.storePassword = (person, password, alternate) => {
        replaced.set(person.id, [...(replaced.get(person.id) ?? []), { ...person.passwords }]);
        store(person, password, alternate);
      };
      const check = site.checkPassword.bind(site);
      site.checkPassword = (person, password, counts) =>
        check(person, password, false) ||
        (replaced.get(person.id) ?? []).some((old) => whichOf(old, person.id, password) !== null) ||
        check(person, password, counts);
      return undefined;
    },
  },
  {
    name: 'set-for-the-caller',
    sentence: "An admin who sets another user's password changes their own instead.",
    install: (site) =>
      around(site, 'password', async (call, honest) => {
        const { caller, target } = call;
        const before = passwordsNow(site).get(target?.id ?? 0);
        const reply = await honest();
        if (isSelf(call) || target === undefined || before === undefined) return reply;
        target.passwords = before;
        setMainPassword(caller.person, await call.request.text());
        return reply;
      }),
  },
  {
    name: 'set-for-the-newest',
    sentence: 'The password is set for the newest user instead of the named one.',
    install: (site) =>
      around(site, 'password', async (call, honest) => {
        const before = passwordsNow(site).get(call.target?.id ?? 0);
        const reply = await honest();
        const newest = newestExcept(site);
        if (newest === call.target || call.target === undefined || before === undefined) return reply;
        call.target.passwords = before;
        if (newest !== undefined) setMainPassword(newest, await call.request.text());
        return reply;
      }),
  },
  {
    name: 'set-for-a-neighbour-too',
    sentence: 'Another user, the newest one, gets the same new password as well.',
    install: (site) =>
      around(site, 'password', async (call, honest) => {
        const reply = await honest();
        const newest = newestExcept(site, call.target);
        if (newest !== undefined) setMainPassword(newest, await call.request.text());
        return reply;
      }),
  },
];

const readings: ExpertFault[] = [
  ...[8, 72].map(cutAt),
  storesInstead(
    'stores-72-characters',
    'A password is stored without anything after its 72nd character.',
    (password) => password.slice(0, 72),
  ),
  treatsAsEqual('ignores-case', 'Passwords that differ only in case are treated as equal.', (password) =>
    password.toLowerCase(),
  ),
  treatsAsEqual(
    'ignores-blanks-at-ends',
    'Whitespace at the ends of a password does not count.',
    (password) => password.trim(),
  ),
  storesInstead('trims-blanks', 'A new password is stored without the spaces at its ends.', (password) =>
    password.replace(/^ +| +$/g, ''),
  ),
  storesInstead(
    'drops-last-line-break',
    'A line break at the end of a new password is not stored.',
    (password) => password.replace(/\r?\n$/, ''),
  ),
  storesInstead('collapses-blanks', 'Consecutive spaces in a new password are stored as one.', (password) =>
    password.replace(/ {2,}/g, ' '),
  ),
  storesInstead(
    'decomposes-accents',
    'A new password is stored with its accents as separate characters.',
    (password) => password.normalize('NFD'),
  ),
  storesInstead(
    'stores-question-marks',
    'Non-ASCII characters in a new password are stored as question marks, although the body declares UTF-8.',
    (password) =>
      Buffer.from(password)
        .toString('latin1')
        .replace(/[^\0-\x7f]/g, '?'),
  ),
  treatsAsEqual(
    'question-marks-everywhere',
    'Non-ASCII characters in a password count as question marks, both when it is set and when it is given.',
    (password) => password.replace(/[^\0-\x7f]/gu, '?'),
  ),
  storesInstead(
    'reads-body-as-latin-1',
    'The body with a new password is read as Latin-1, although it declares UTF-8.',
    (password) => Buffer.from(password).toString('latin1'),
  ),
  storesInstead(
    'drops-emoji',
    'Characters beyond the first 65536 are dropped from a new password.',
    (password) => password.replace(/[\u{10000}-\u{10ffff}]/gu, ''),
  ),
  storesInstead(
    'decodes-percent-in-body',
    'Percent-encoded sequences in a new password are decoded.',
    (password) =>
      password.replace(/%([0-9a-f]{2})/gi, (_, byte: string) => String.fromCharCode(parseInt(byte, 16))),
  ),
  storesInstead('decodes-plus-in-body', 'A plus in a new password is stored as a space.', (password) =>
    password.replaceAll('+', ' '),
  ),
  storesInstead('decodes-entities-in-body', 'XML entities in a new password are decoded.', (password) =>
    password.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  ),
  storesInstead('drops-quotes-of-body', 'Quotes around a new password are not stored.', (password) =>
    password.replace(/^"(.*)"$/s, '$1'),
  ),
];

const alternates: ExpertFault[] = [
  replacesStored(
    'sets-only-the-alternate',
    'Without altpassword, the new password becomes the alternate one.',
    (before, after, alternate) => (alternate ? after : { main: before.main, alternate: after.main }),
  ),
  replacesStored(
    'alternate-overwrites-main',
    'With altpassword=true, the main password is replaced.',
    (_, after, alternate) => (alternate ? { main: after.alternate, alternate: null } : after),
  ),
  replacesStored(
    'alternate-ends-main',
    'With altpassword=true, the main password no longer signs in.',
    (_, after, alternate) => (alternate ? { main: null, alternate: after.alternate } : after),
  ),
  replacesStored(
    'alternate-not-stored',
    'With altpassword=true, the answer is 200, and nothing is stored.',
    (before, after, alternate) => (alternate ? before : after),
  ),
  replacesStored(
    'main-leaves-the-alternate',
    'A new main password leaves the alternate one valid.',
    (before, after, alternate) => (alternate ? after : { main: after.main, alternate: before.alternate }),
  ),
  {
    name: 'alternate-works-once',
    sentence: 'The alternate password signs in once, and then never again.',
    install: (site) => {
      const check = site.checkPassword.bind(site);
      site.checkPassword = (person, password, counts) => {
        const which = whichOf(person.passwords, person.id, password);
        const right = check(person, password, counts);
        if (which === 'alternate') person.passwords.alternate = null;
        return right;
      };
      return undefined;
    },
  },
  {
    name: 'alternate-becomes-main',
    sentence:
      'Signing in with the alternate password makes it the main one, which replaces the earlier main one.',
    install: (site) => {
      const check = site.checkPassword.bind(site);
      site.checkPassword = (person, password, counts) => {
        const which = whichOf(person.passwords, person.id, password);
        const right = check(person, password, counts);
        if (which === 'alternate') setMainPassword(person, password);
        return right;
      };
      return undefined;
    },
  },
  {
    name: 'altpassword-false-means-true',
    sentence: 'Any altpassword in the query, even false, sets the alternate password.',
    install: (site) =>
      around(site, 'password', async (call, honest) => {
        const before = passwordsNow(site).get(call.target?.id ?? 0);
        const reply = await honest();
        if (call.target === undefined || before === undefined) return reply;
        if (isAlternate(call) || call.request.query.get('altpassword') === undefined) return reply;
        call.target.passwords = { main: before.main, alternate: call.target.passwords.main };
        return reply;
      }),
  },
];

const sideEffects: ExpertFault[] = [
  changesToo('set-deactivates', 'Setting a password deactivates the user.', (person) => {
    person.status = 'inactive';
  }),
  changesToo('set-activates', 'Setting the password of an inactive user activates the user.', (person) => {
    person.status = 'active';
  }),
  changesToo('set-clears-fullname', "Setting a password clears the user's full name.", (person) => {
    person.fullname = '';
  }),
  changesToo('set-changes-email', "Setting a password changes the user's email address.", (person) => {
    person.email = `changed.${person.email}`;
  }),
  changesToo('set-changes-role', 'Setting a password gives the user another role.', (person) => {
    person.role = person.role === VIEWER ? AUTHOR : person.role === ADMIN ? ADMIN : VIEWER;
  }),
  {
    name: 'self-change-makes-admin',
    sentence: 'A user who changes their own password becomes an admin.',
    install: (site) =>
      around(site, 'password', async (call, honest) => {
        const reply = await honest();
        if (isSelf(call)) call.caller.person.role = ADMIN;
        return reply;
      }),
  },
];

export const passwordFaults: readonly ExpertFault[] = [
  ...effects,
  ...readings,
  ...alternates,
  ...sideEffects,
];
