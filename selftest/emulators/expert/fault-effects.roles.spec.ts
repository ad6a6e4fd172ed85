import { roleFaults } from '../../../emulators/expert/faults/roles.ts';
import type { WitnessedUser } from '../../../emulators/expert/witness.ts';
import { deactivate, declareEffects, witnessed, type Effect } from './effects.ts';
import { OTHER_PASSWORD, userDocument, type Headers, type Site, type Someone } from './tools.ts';

type As = (site: Site, user: Someone) => Headers | Promise<Headers>;

const self: As = (_, { basic }) => basic;
const another: As = async (site) => (await site.person()).basic;
const anonymous: As = () => ({});

const documents = {
  role: '<user><permissions.user><role>Editor</role></permissions.user></user>',
  admin: '<user><permissions.user><role>Admin</role></permissions.user></user>',
  status: '<user><status>inactive</status></user>',
  username: '<user><username>a new name</username></user>',
  email: '<user><email>new@example.net</email></user>',
};

const before = { role: 'Viewer', status: 'active', username: 'an old name', email: 'old@example.net' };
const after = { role: 'Editor', status: 'inactive', username: 'a new name', email: 'new@example.net' };

/** Status of a write, and the record afterward. */
function writes(as: As, field: keyof typeof before, refused: number, faulty: number): Effect {
  return {
    shows: async (site) => {
      const user = await site.person({ username: before.username, email: before.email });
      const headers = await as(site, user);
      const { status } = await site.call('PUT', `users/${user.id}`, headers, documents[field]);
      return [status, witnessed(site, user)[field]];
    },
    honest: [refused, before[field]],
    faulty: [faulty, after[field]],
  };
}

/** Status of POST users, and whether a user with that name exists. */
function creates(as: As, faulty: number): Effect {
  return {
    shows: async (site) => {
      const headers = await as(site, await site.person());
      const { status } = await site.call('POST', 'users', headers, userDocument({ username: 'new one' }));
      return [status, site.emulator.witness.users().some(({ username }) => username === 'new one')];
    },
    honest: [403, false],
    faulty: [faulty, true],
  };
}

/** Status of POST users with the ID of a user, and the role afterward. */
function posts(faulty: number): Effect {
  return {
    shows: async (site) => {
      const user = await site.person();
      const document = userDocument({}, 'Editor').replace('<user>', `<user id="${user.id}">`);
      const { status } = await site.call('POST', 'users', user.basic, document);
      return [status, witnessed(site, user).role];
    },
    honest: [403, 'Viewer'],
    faulty: [faulty, 'Editor'],
  };
}

/** Status of setting a password, and whether it is set. */
function sets(
  as: As,
  query: string,
  isSet: (user: WitnessedUser, signsIn: boolean) => boolean,
  faulty: number,
): Effect {
  return {
    shows: async (site) => {
      const user = await site.person();
      const path = `users/${user.id}/password${query}`;
      const { status } = await site.call('PUT', path, await as(site, user), OTHER_PASSWORD);
      const signsIn = site.emulator.witness.signsIn(user.username, OTHER_PASSWORD);
      return [status, isSet(witnessed(site, user), signsIn)];
    },
    honest: [403, false],
    faulty: [faulty, true],
  };
}

/** Status of users who activate themselves, and their state afterward. */
function activates(faulty: number): Effect {
  return {
    shows: async (site) => {
      const user = await site.person();
      await deactivate(site, user);
      const document = '<user><status>active</status></user>';
      const { status } = await site.call('PUT', 'users/current', user.basic, document);
      return [status, witnessed(site, user).status];
    },
    honest: [403, 'inactive'],
    faulty: [faulty, 'active'],
  };
}

declareEffects(roleFaults, {
  'own-role-below-admin-accepted': {
    shows: async (site) => {
      const user = await site.person();
      const put = (document: string) => site.call('PUT', 'users/current', user.basic, document);
      const replies = [await put(documents.admin), await put(documents.role)];
      return [...replies.map(({ status }) => status), witnessed(site, user).role];
    },
    honest: [403, 403, 'Viewer'],
    faulty: [403, 200, 'Editor'],
  },
  'own-role-refused-but-done': writes(self, 'role', 403, 403),
  'own-name-accepted': writes(self, 'username', 403, 200),
  'own-name-refused-but-done': writes(self, 'username', 403, 403),
  'others-role-accepted': writes(another, 'role', 403, 200),
  'others-role-refused-but-done': writes(another, 'role', 403, 403),
  'others-status-accepted': writes(another, 'status', 403, 200),
  'others-status-refused-but-done': writes(another, 'status', 403, 403),
  'others-name-accepted': writes(another, 'username', 403, 200),
  'others-email-accepted': writes(another, 'email', 403, 200),
  'others-email-refused-but-done': writes(another, 'email', 403, 403),
  'anonymous-changes-roles': writes(anonymous, 'role', 401, 200),
  'anonymous-changes-emails': writes(anonymous, 'email', 401, 200),
  'anonymous-status-refused-but-done': writes(anonymous, 'status', 401, 401),
  'anonymous-role-refused-but-done': writes(anonymous, 'role', 401, 401),
  'creation-refused-but-done': creates(self, 403),
  'anonymous-creation-refused-but-done': creates(anonymous, 403),
  'post-changes-users': posts(200),
  'post-refused-but-changed': posts(403),
  'others-alternate-refused-but-done': sets(
    another,
    '?altpassword=true',
    ({ hasAlternate }) => hasAlternate,
    403,
  ),
  'anonymous-sets-alternate': sets(anonymous, '?altpassword=true', ({ hasAlternate }) => hasAlternate, 200),
  'editor-sets-passwords': sets(
    async (site) => (await site.person({}, 'Editor')).basic,
    '',
    (_, signsIn) => signsIn,
    200,
  ),
  'inactive-activates-itself': activates(200),
  'own-activation-refused-but-done': activates(403),
});
