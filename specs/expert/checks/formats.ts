/** Formats of answers (XML, and JSON on request, refusals included), and the HTTP methods that set a password. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import { sideBySide } from '../../../helpers/contract/record-order.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { asObject, textOf } from '../../../helpers/http/format.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { FRAMEWORK, GETTING_STARTED, PASSWORD_PAGE } from '../../../helpers/systems/expert/documented.ts';
import { textAt } from '../../../helpers/systems/expert/format.ts';
import { userPath } from '../../../helpers/systems/expert/user-path.ts';
import { expectAuthenticates, expectUnchanged } from '../shared/sign-in.ts';
import { expectOwnToken } from '../shared/tokens.ts';
import { setPasswordOfUnknownUser, unknownUsername } from '../shared/unknown-users.ts';

const FORMATTED = {
  says: 'dream.out.format=json: the answer is JSON, and XML without it',
  at: GETTING_STARTED,
};
const JSON_PLEASE = { 'dream.out.format': 'json' };

/** The framework's title for each status. */
const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
};

/** Removes what is percent-encoded from a URL, which leaves the part that is the same in every encoding. */
function withoutEncoded(address: string): string {
  return address.replace(/%(?:25)*(?:[0-9a-f]{2})/gi, '').toLowerCase();
}

/** Returns refusals of each status, in a format. None of the calls sets anything or counts as a failed sign-in. */
async function refusals(
  bench: ExpertBench,
  format: Record<string, string>,
): Promise<[number, Exchange<unknown>][]> {
  const user = await bench.user();
  const anonymous = bench.identities.anonymous();
  const username = unknownUsername(bench);
  const setOfUnknownUser = (userid: string) =>
    setPasswordOfUnknownUser(bench, userid, bench.newPassword(), format);
  const put = (api: typeof anonymous, userid: string, body = bench.newPassword()) =>
    api.rawPassword(userid, body, { query: format });
  const calls: [number, () => Promise<Exchange<unknown>>][] = [
    [400, () => setOfUnknownUser(username)],
    [400, () => put(bench.admin, String(user.id), '')],
    [400, () => put(bench.basic(user), 'current')],
    [401, () => anonymous.raw({ method: 'GET', userid: 'authenticate', query: format })],
    [403, () => put(anonymous, String(user.id))],
    [404, () => setOfUnknownUser(userPath({ username }))],
  ];
  return sideBySide(
    ...calls.map(([status, call]) => async (): Promise<[number, Exchange<unknown>]> => [
      status,
      await call(),
    ]),
  );
}

export const formatChecks = checksOf<ExpertBench>('expert/formats', ({ must, should }) => {
  must('same-user', 'XML and JSON show the same user.', FORMATTED, async (bench) => {
    const user = await bench.user();
    for (const as of [bench.admin, bench.basic(user)]) {
      const [inXml, inJson] = await sideBySide(
        () => as.showUser(user.id),
        () => as.showUser(user.id, { format: 'json' }),
      );
      expect(inXml).toHaveStatus(200);
      expect(inJson).toHaveStatus(200);
      const { id, username, fullname, email, status, role } = inXml.body;
      expect(inJson.body).toMatchObject({ id, username, fullname, email, status, role });
      expect(id).toBe(user.id);
    }
  });

  must('types', 'The Content-Type of a document is XML, or JSON on request.', FORMATTED, async (bench) => {
    const { id } = await bench.user();
    for (const [options, type] of [
      [{}, /^(?:application|text)\/xml\b/i],
      [{ format: 'json' }, /^application\/json\b/i],
    ] as const) {
      const shown = await bench.admin.showUser(id, options);
      expect(shown).toHaveStatus(200);
      expect(shown.headers['content-type'] ?? 'none').toMatch(type);
    }
  });

  must(
    'named-xml',
    'Requesting XML explicitly gives the default: documents as XML, tokens as plain text.',
    FORMATTED,
    async (bench, proof) => {
      const user = await bench.user();
      await proof('document', 'If XML is requested, a user document is XML.', async () => {
        const [plain, named] = await sideBySide(
          () => bench.admin.showUser(user.id),
          () => bench.admin.showUser(user.id, { format: 'xml' }),
        );
        expect(named).toHaveStatus(200);
        expect(named.headers['content-type'] ?? 'none').toMatch(/^(?:application|text)\/xml\b/i);
        expect(named.body).toEqual(plain.body);
      });
      await proof('sign-in', 'If XML is requested, the token of a sign-in is plain text.', async () => {
        const signedIn = await bench.basic(user).authenticate({ 'dream.out.format': 'xml' });
        await expectOwnToken(bench, user, signedIn);
      });
      await proof(
        'own-change',
        'If XML is requested, the token of a password change is plain text.',
        async () => {
          const password = bench.newPassword();
          const options = { currentpassword: user.password, format: 'xml' } as const;
          const changed = await bench.basic(user).setPassword('current', password, options);
          expect(changed).toHaveStatus(200);
          user.password = password;
          await expectOwnToken(bench, user, changed);
        },
      );
    },
  );

  must(
    'refusals',
    'A refusal has the documented status, both as XML and as JSON.',
    { says: '400, 403, 404, with a message', at: PASSWORD_PAGE },
    async (bench, proof) => {
      for (const [name, format] of Object.entries({ xml: {}, json: JSON_PLEASE })) {
        const inFormat = `In ${name.toUpperCase()},`;
        const answers = await refusals(bench, format);
        await proof(name, `${inFormat} refusals have the documented status.`, () => {
          for (const [status, answer] of answers) expect(answer).toHaveStatus(status);
        });
        await proof.should(`${name}-message`, `${inFormat} refusals contain a message.`, () => {
          for (const [, answer] of answers) {
            expect(answer.headers['content-type'] ?? 'none').toContain(name);
            expect(textOf(asObject(answer.body)?.['message']), answer.title).not.toBe('');
          }
        });
        await proof.should(
          `${name}-says-status`,
          `${inFormat} a refusal contains the status of the answer.`,
          () => {
            for (const [status, answer] of answers) {
              const shown = asObject(answer.body)?.['status'];
              expect(Number(given(shown, 'The refusal does not contain its status.')), answer.title).toBe(
                status,
              );
            }
          },
        );
        await proof.should(`${name}-title`, `${inFormat} the title of a refusal matches its status.`, () => {
          for (const [status, answer] of answers)
            expect(given(textAt(answer.body, 'title'), 'The refusal has no title.'), answer.title).toBe(
              TITLES[status],
            );
        });
        await proof.should(`${name}-address`, `${inFormat} a refusal names the URL that was called.`, () => {
          for (const [, answer] of answers) {
            const named = given(textAt(answer.body, 'uri'), 'The refusal does not name the called URL.');
            // Behind a proxy, the service knows neither the host nor the beginning of the path.
            const called = /\/users\/[^?]*/.exec(answer.record.url)?.[0] ?? '';
            expect(withoutEncoded(named), answer.title).toContain(withoutEncoded(called));
          }
        });
      }
      await expectAuthenticates(bench, await bench.user());
    },
  );

  should(
    'unknown-format',
    'An unknown format is refused: 400.',
    { says: 'output format not supported', at: FRAMEWORK },
    async (bench) => {
      const userid = String((await bench.user()).id);
      const query = { 'dream.out.format': 'keyturn' };
      expect(await bench.admin.raw({ method: 'GET', userid, query })).toHaveStatus(400);
    },
  );

  should(
    'tunnelled',
    'A POST that tunnels a PUT sets the password, as the service’s own clients do.',
    { says: 'POST with dream.in.verb=PUT, or X-HTTP-Method-Override: PUT', at: FRAMEWORK },
    async (bench) => {
      const user = await bench.user();
      const tunnel = { method: 'POST', query: { 'dream.in.verb': 'PUT' } } as const;
      const password = bench.newPassword();
      expect(await bench.admin.rawPassword(String(user.id), password, tunnel)).toHaveStatus(200);
      user.password = password;
      await expectAuthenticates(bench, user);
      const byHeader = { method: 'POST', headers: { 'X-HTTP-Method-Override': 'PUT' } } as const;
      const another = bench.newPassword();
      expect(await bench.admin.rawPassword(String(user.id), another, byHeader)).toHaveStatus(200);
      user.password = another;
      await expectAuthenticates(bench, user);
      const next = bench.newPassword();
      const query = { ...tunnel.query, currentpassword: user.password };
      const changed = await bench.basic(user).rawPassword('current', next, { method: 'POST', query });
      expect(changed).toHaveStatus(200);
      user.password = next;
      await expectOwnToken(bench, user, changed);
    },
  );

  must(
    'other-verbs',
    'GET and POST are refused at the URL of a password, and do not set it.',
    { says: 'PUT: users/{userid}/password; other verbs are not allowed, 405', at: FRAMEWORK },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.ownSnapshot(user);
      const rows = [
        ['get', 'A GET of the password', { method: 'GET' }],
        [
          'get-as-put',
          'A GET of the password with dream.in.verb=PUT in the query',
          { method: 'GET', query: { 'dream.in.verb': 'PUT' } },
        ],
        [
          'get-overridden',
          'A GET of the password with the header X-HTTP-Method-Override',
          { method: 'GET', headers: { 'X-HTTP-Method-Override': 'PUT' } },
        ],
        ['post', 'A POST of the password', { method: 'POST' }],
      ] as const;
      const attempt = async ([name, what, how]: (typeof rows)[number]) => {
        const refused = await bench.admin.rawPassword(String(user.id), bench.newPassword(), how);
        await proof(name, `${what} is refused.`, () => {
          expect(refused).toBeRefused();
        });
        await proof.should(`${name}-status`, `${what} is refused with 405.`, () => {
          expect(refused).toHaveStatus(405);
        });
        await proof.should(
          `${name}-allow`,
          `${what} is answered with an Allow header that contains PUT.`,
          () => {
            const allowed = given(refused.headers['allow'], 'The answer has no Allow header.');
            expect(allowed).toMatch(/\bPUT\b/);
          },
        );
      };
      await sideBySide(...rows.map((row) => () => attempt(row)));
      await expectUnchanged(bench, user, before);
    },
  );
});
