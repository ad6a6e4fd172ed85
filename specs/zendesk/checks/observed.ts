/**
 * Undocumented behavior of Zendesk. These checks cannot fail. They record what they observe, so that the record of a live
 * tenant answers open questions.
 */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { asObject } from '../../../helpers/http/format.ts';
import type { ZendeskBench } from '../../../helpers/systems/zendesk/bench.ts';
import { SCOPE } from '../../../helpers/systems/zendesk/grants.ts';
import { callWithDeadToken } from '../../../helpers/systems/zendesk/token-rotation.ts';
import { NotTried } from '../../../helpers/verdict/errors.ts';
import { codeOf, exchangeCode, expectToken, openSession } from '../shared/authorization.ts';
import { inventedToken } from '../shared/invented.ts';

const UNDOCUMENTED = { says: 'Not documented.', at: 'https://developer.zendesk.com/api-reference/' };

export const observedChecks = checksOf<ZendeskBench>('zendesk/observed', ({ record }) => {
  record('token-status', 'The status of an answer that issues a token.', UNDOCUMENTED, async (bench) => {
    const user = await bench.user();
    const authorized = await bench.authorizeAgain(user);
    if (authorized.outcome !== 'answered') return authorized.outcome;
    const { client, redirectUri } = bench.connection.target;
    const { answer } = await bench.requestToken(user.identity, {
      grant_type: 'authorization_code',
      code: authorized.code,
      client_id: client.identifier,
      client_secret: client.secret,
      redirect_uri: redirectUri,
      scope: SCOPE,
      code_verifier: authorized.binding.verifier,
    });
    return String(answer.status);
  });

  record(
    'password-bytes',
    'The bytes of the empty answer after setting a password.',
    UNDOCUMENTED,
    async (bench) => {
      const user = await bench.user();
      const set = await bench.setPassword(user, await bench.newPassword(user));
      if (set.status !== 200) return describeAnswer(set);
      const body = set.record.responseBody ?? '';
      const bytes = set.isEmpty ? JSON.stringify(body) : `not empty: ${String(body.length)} characters`;
      return body === '' ? 'none' : bytes;
    },
  );

  record(
    'password-refusals',
    'With what status and error code passwords are refused.',
    UNDOCUMENTED,
    async (bench) => {
      const [user, other] = [await bench.user(), await bench.other()];
      const [mine, admin] = [await bench.session(user), await bench.admin()];
      const password = await bench.newPassword(user);
      const own = { previous_password: user.password, password };
      const seen = [
        [
          'too short, by the admin',
          await admin.api.setPassword(user.id, bench.learnDerivedPassword(password.slice(0, 3))),
        ],
        [
          'too short, by the user',
          await mine.api.changePassword(user.id, {
            ...own,
            password: bench.learnDerivedPassword(password.slice(0, 3)),
          }),
        ],
        ['empty', await admin.api.setPassword(user.id, '')],
        [
          'wrong previous password',
          await mine.api.changePassword(user.id, { ...own, previous_password: bench.anyPassword() }),
        ],
        ['set by a user who is not an admin', await mine.api.setPassword(user.id, password)],
        ['of another user', await mine.api.changePassword(other.id, own)],
      ] as const;
      bench.countFailures(user, 2);
      return seen.map(([what, answer]) => `${what}: ${describeAnswer(answer)}`).join('; ');
    },
    { failedSignIns: 2 },
  );

  record('challenge', 'What WWW-Authenticate contains in a 401.', UNDOCUMENTED, async (bench) => {
    const user = await bench.user();
    const refused = [
      ['no token', await bench.identities.anonymous().showUser(user.id)],
      [
        'an invented token',
        await bench.identities.bearer('anonymous, with an invented token', inventedToken()).showUser(user.id),
      ],
      [
        'Basic',
        await bench.identities
          .basic('the test user, by password', user.email, user.password)
          .showUser(user.id),
      ],
    ] as const;
    return refused
      .map(([what, { headers }]) => `${what}: ${headers['www-authenticate'] ?? 'no header'}`)
      .join('; ');
  });

  record('me-revoked', 'How /users/me answers a call with a revoked token.', UNDOCUMENTED, async (bench) => {
    const user = await bench.user();
    const { token, api } = await bench.newSession(user);
    await bench.revoke(token);
    const me = await api.showSelf();
    if (me.status !== 200) return describeAnswer(me);
    return me.body.user.id === user.id ? '200, as the user' : '200, as anonymous';
  });

  record('password-grant', 'How the password grant is refused.', UNDOCUMENTED, async (bench) => {
    const user = await bench.user();
    const { client } = bench.connection.target;
    const { answer } = await bench.requestToken(user.identity, {
      grant_type: 'password',
      client_id: client.identifier,
      client_secret: client.secret,
      username: user.email,
      password: user.password,
      scope: SCOPE,
    });
    return describeAnswer(answer);
  });

  record(
    'client-refusals',
    'How an unknown client, or one with a wrong secret, is refused.',
    UNDOCUMENTED,
    async (bench) => {
      const { client } = bench.connection.target;
      const usual = {
        grant_type: 'client_credentials',
        client_id: client.identifier,
        client_secret: client.secret,
        scope: SCOPE,
      };
      const unknown = await bench.requestToken('admin', {
        ...usual,
        client_id: `keyturn_${inventedToken()}`,
      });
      const wrong = await bench.requestToken('admin', { ...usual, client_secret: inventedToken() });
      return `unknown: ${describeAnswer(unknown.answer)}; wrong secret: ${describeAnswer(wrong.answer)}`;
    },
  );

  record(
    'consent',
    'Whether the consent page is shown at the first sign-in, and at the next one.',
    UNDOCUMENTED,
    async (bench) => {
      const user = await bench.user();
      const shown: string[] = [];
      for (const time of ['first', 'then']) {
        const { steps } = await bench.signIn(user, user.password);
        const asked = steps.some(({ did }) => did === 'allowed');
        shown.push(`${time} ${asked ? 'shown' : 'not shown'}`);
      }
      return shown.join(', ');
    },
    { pages: true },
  );

  record(
    'user-replies',
    'Which fields the answers to creating and deleting a user contain.',
    UNDOCUMENTED,
    async (bench) => {
      const { created, user, remove } = await bench.create();
      const deleted = await (await bench.admin()).api.deleteUser(user.id);
      await remove();
      const before = asObject(created.body.user) ?? {};
      const after = deleted.status === 200 ? (asObject(deleted.body.user) ?? {}) : {};
      const changed = Object.keys(after).filter(
        (key) => JSON.stringify(after[key]) !== JSON.stringify(before[key]),
      );
      return `${user.role}: ${Object.keys(before).sort().join(' ')}; after deleting (${String(deleted.status)}) changed: ${changed.sort().join(' ')}; role ${String(after['role'])}`;
    },
  );

  record('delete-twice', 'How deleting a user a second time is answered.', UNDOCUMENTED, async (bench) => {
    const { user, remove } = await bench.create();
    await remove();
    return describeAnswer(await (await bench.admin()).api.deleteUser(user.id));
  });

  record(
    'set-effect',
    'What setting a password as the admin does to an older token and the browser session of the user.',
    UNDOCUMENTED,
    async (bench) => {
      const user = await bench.user();
      const { code, binding, cookies } = await codeOf(bench, user);
      const token = expectToken(await exchangeCode(bench, user, code, binding));
      const open = openSession(await codeOf(bench, user, { session: cookies }));
      const set = await bench.setPassword(user, await bench.newPassword(user));
      if (set.status !== 200) return describeAnswer(set);
      const shown = await bench.sessionOf(token).api.showCurrentToken();
      const { passwordTyped } = await codeOf(bench, user, { session: open });
      return `an older token is ${shown.status === 200 ? 'alive' : 'dead'}; the browser session ${passwordTyped ? 'has ended' : 'still gets a code'}`;
    },
  );

  record(
    'change-effect',
    'What changing their own password does to a user’s tokens.',
    UNDOCUMENTED,
    async (bench) => {
      const user = await bench.user();
      const [caller, bystander] = [await bench.newSession(user), await bench.newSession(user)];
      const password = await bench.newPassword(user);
      const changed = await caller.api.changePassword(user.id, {
        previous_password: user.password,
        password,
      });
      if (changed.status !== 200) return describeAnswer(changed);
      user.password = password;
      const states = [];
      for (const { api } of [caller, bystander])
        states.push((await api.showCurrentToken()).status === 200 ? 'alive' : 'dead');
      return `the token that made the change is ${states[0] ?? ''}, another one is ${states[1] ?? ''}`;
    },
  );

  record(
    'revoke-current',
    'Whether revoking the “current” token takes effect.',
    UNDOCUMENTED,
    async (bench) => {
      const user = await bench.user();
      const { token, api } = await bench.newSession(user);
      const revoked = await api.revokeCurrentToken();
      const after = await api.showCurrentToken();
      const effect = after.status === 401 ? 'dead at once' : 'still alive at the next call';
      if (after.status !== 401) await bench.revoke(token);
      else await callWithDeadToken(bench.connection, token, user.id);
      return `${String(revoked.status)}, and the token is ${effect}`;
    },
  );

  record(
    'revoked-shown',
    'How showing a revoked token by its ID to another token of the same user is answered.',
    UNDOCUMENTED,
    async (bench) => {
      const user = await bench.user();
      const sibling = await bench.session(user);
      const { token } = await bench.newSession(user);
      await bench.revoke(token);
      if (token.id === undefined) throw new NotTried('The token’s ID is not known.');
      return describeAnswer(await sibling.api.showToken(token.id));
    },
  );

  record(
    'suspended',
    'Whether a suspended user can still use a token, use their browser session, and sign in.',
    UNDOCUMENTED,
    async (bench) => {
      const user = await bench.user();
      const { api } = await bench.session(user);
      const admin = await bench.admin();
      const { cookies } = await codeOf(bench, user);
      const open = openSession(await codeOf(bench, user, { session: cookies }));
      try {
        expect(await admin.api.updateUser(user.id, { suspended: true })).toHaveStatus(200);
        const token = (await api.showCurrentToken()).status;
        // If the session does not suffice, the password is typed.
        const again = await bench.authorize(user, { session: open, mayEndInErrorPage: true });
        const getsCode = again.outcome === 'answered' && !again.passwordTyped;
        const { outcome } = getsCode ? await bench.signIn(user, user.password) : again;
        const session = getsCode ? 'still gets a code' : 'gets no code';
        const canSignIn = outcome === 'answered' || outcome === 'signed in';
        return `the token gets ${String(token)}; the browser session ${session}; signing in is ${canSignIn ? 'possible' : 'refused'}`;
      } finally {
        expect(await admin.api.updateUser(user.id, { suspended: false })).toHaveStatus(200);
      }
    },
    { failedSignIns: 1 },
  );

  record('rate-limit', 'The names of the rate limit headers.', UNDOCUMENTED, async (bench) => {
    const { headers } = await (await bench.admin()).api.showSelf();
    const names = Object.keys(headers).filter((name) => name.includes('rate'));
    return names.length === 0 ? 'none' : names.sort().join(', ');
  });

  record('not-json', 'How a body that is not JSON is answered.', UNDOCUMENTED, async (bench) => {
    const { api } = await bench.admin();
    const content = { type: 'application/json', text: '{"user":' };
    return describeAnswer(
      await api.call({ method: 'PUT', path: `/api/v2/users/${String((await bench.user()).id)}`, content }),
    );
  });
});

/** Returns the status, the tenant's own error code and the names of the wrong fields, but nothing else from the body. */
function describeAnswer({ status, refusal }: Exchange<unknown>): string {
  const fields = Object.keys(refusal?.details ?? {});
  return [String(status), refusal?.code ?? '', fields.length === 0 ? '' : `(${fields.join(', ')})`]
    .filter(Boolean)
    .join(' ');
}
