import { nameFaults } from '../../../emulators/expert/faults/names.ts';
import { changeOwn, declareEffects, inAnotherCase, witnessed, workingPassword } from './effects.ts';
import { basic, GOOD_PASSWORD, OTHER_PASSWORD, userDocument, type Site } from './tools.ts';

/** An admin sets a password under the name in different case. */
async function set(site: Site): Promise<unknown> {
  const user = await site.person();
  const path = `users/=${inAnotherCase(user)}/password`;
  const { status } = await site.call('PUT', path, site.admin, OTHER_PASSWORD);
  return [status, workingPassword(site, user)];
}

declareEffects(nameFaults, {
  'name-in-another-case-means-another': {
    shows: async (site) => {
      const [user, other] = [await site.person(), await site.person()];
      const shown = await site.call('GET', `users/=${inAnotherCase(user)}`, site.admin);
      return [user, other].map(({ username }) => username).indexOf(shown.xml('username') ?? '');
    },
    honest: 0,
    faulty: 1,
  },
  'set-in-another-case-refused': { shows: set, honest: [200, 'new'], faulty: [404, 'old'] },
  'set-in-another-case-without-effect': { shows: set, honest: [200, 'new'], faulty: [200, 'old'] },
  'own-name-in-another-case-is-a-strangers': {
    shows: async (site) => {
      const user = await site.person();
      return (await changeOwn(site, user, { userId: `=${inAnotherCase(user)}` })).status;
    },
    honest: 200,
    faulty: 403,
  },
  'update-in-another-case-without-effect': {
    shows: async (site) => {
      const user = await site.person({ fullname: 'One' });
      const document = '<user><fullname>Two</fullname></user>';
      const { status } = await site.call('PUT', `users/=${inAnotherCase(user)}`, site.admin, document);
      return [status, witnessed(site, user).fullname];
    },
    honest: [200, 'Two'],
    faulty: [200, 'One'],
  },
  'sign-in-in-another-case-is-anonymous': {
    shows: async (site) => {
      const user = await site.person();
      return (await site.whoIs(basic(inAnotherCase(user), GOOD_PASSWORD))) === user.username;
    },
    honest: true,
    faulty: false,
  },
  'sign-in-in-another-case-with-any-password': {
    shows: async (site) => site.signIn(inAnotherCase(await site.person()), OTHER_PASSWORD),
    honest: 401,
    faulty: 200,
  },
  'name-in-another-case-is-free': {
    shows: async (site) => {
      const document = userDocument({ username: inAnotherCase(await site.person()) });
      return (await site.call('POST', 'users', site.admin, document)).status;
    },
    honest: 409,
    faulty: 200,
  },
});
