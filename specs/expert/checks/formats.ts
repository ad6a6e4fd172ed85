/** Formats of answers (XML, and JSON on request, refusals included), and the HTTP methods that set a password. */
import { expect } from '../../../fixtures/expect.ts';
import { checksOf } from '../../../helpers/contract/check.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import { asObject, textOf } from '../../../helpers/http/format.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import { FRAMEWORK, GETTING_STARTED, PASSWORD_PAGE } from '../../../helpers/systems/expert/documented.ts';
import { textAt } from '../../../helpers/systems/expert/format.ts';
import { userPath } from '../../../helpers/systems/expert/user-path.ts';
import { unknownUsername, setPasswordOfUnknownUser } from '../shared/nobody.ts';
import { expectSignsIn } from '../shared/sign-in.ts';
import { expectOwnToken } from '../shared/tokens.ts';

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

/** Reduces a URL to the part that is the same in every encoding. */
function inWords(address: string): string {
  return address.replace(/%(?:25)*(?:[0-9a-f]{2})/gi, '').toLowerCase();
}

/** One or more refusals for each status, in a format. None of them sets anything, and none is a failed sign-in. */
async function refusals(
  bench: ExpertBench,
  format: Record<string, string>,
): Promise<[number, Exchange<unknown>][]> {
  const user = await bench.user();
  const nobody = bench.identities.anonymous();
  const username = unknownUsername(bench);
  const setNobodys = (userid: string) => setPasswordOfUnknownUser(bench, userid, bench.newPassword(), format);
  const put = (api: typeof nobody, userid: string, body = bench.newPassword()) =>
    api.rawPassword(userid, body, { query: format });
  return [
    [400, await setNobodys(username)],
    [400, await put(bench.admin, String(user.id), '')],
    [400, await put(bench.basic(user), 'current')],
    [401, await nobody.raw({ method: 'GET', userid: 'authenticate', query: format })],
    [403, await put(nobody, String(user.id))],
    [404, await setNobodys(userPath({ username }))],
  ];
}

export const formatChecks = checksOf<ExpertBench>('expert/formats', ({ must, should }) => {
  must('same-user', 'XML and JSON show the same user.', FORMATTED, async (bench) => {
    const user = await bench.user();
    for (const as of [bench.admin, bench.basic(user)]) {
      const inXml = await as.showUser(user.id);
      const inJson = await as.showUser(user.id, { format: 'json' });
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
      await proof('document', 'A document is XML.', async () => {
        const plain = await bench.admin.showUser(user.id);
        const named = await bench.admin.showUser(user.id, { format: 'xml' });
        expect(named).toHaveStatus(200);
        expect(named.headers['content-type'] ?? 'none').toMatch(/^(?:application|text)\/xml\b/i);
        expect(named.body).toEqual(plain.body);
      });
      await proof('sign-in', 'The token of a sign-in is plain text.', async () => {
        const signedIn = await bench.basic(user).authenticate({ 'dream.out.format': 'xml' });
        await expectOwnToken(bench, user, signedIn);
      });
      await proof('own-change', 'The token of a user’s own password change is plain text, too.', async () => {
        const password = bench.newPassword();
        const options = { currentpassword: user.password, format: 'xml' } as const;
        const changed = await bench.basic(user).setPassword('current', password, options);
        expect(changed).toHaveStatus(200);
        user.password = password;
        await expectOwnToken(bench, user, changed);
      });
    },
  );

  must(
    'refusals',
    'A refusal has the same status in either format, is readable, and gives a reason.',
    { says: '400, 403, 404, with a message', at: PASSWORD_PAGE },
    async (bench, proof) => {
      for (const [name, format] of Object.entries({ xml: {}, json: JSON_PLEASE })) {
        const answers = await refusals(bench, format);
        await proof(name, `As ${name.toUpperCase()}: the documented status.`, () => {
          for (const [status, answer] of answers) expect(answer).toHaveStatus(status);
        });
        await proof.should(`${name}-message`, `As ${name.toUpperCase()}: with a message.`, () => {
          for (const [, answer] of answers) {
            expect(answer.headers['content-type'] ?? 'none').toContain(name);
            expect(textOf(asObject(answer.body)?.['message']), answer.title).not.toBe('');
          }
        });
        await proof.should(
          `${name}-says-status`,
          `As ${name.toUpperCase()}: if it contains a status, it matches the answer’s.`,
          () => {
            for (const [status, answer] of answers) {
              const said = asObject(answer.body)?.['status'];
              expect(Number(given(said, 'The refusal does not contain its status.')), answer.title).toBe(
                status,
              );
            }
          },
        );
        await proof.should(
          `${name}-title`,
          `As ${name.toUpperCase()}: if it has a title, it matches the status.`,
          () => {
            for (const [status, answer] of answers)
              expect(given(textAt(answer.body, 'title'), 'The refusal has no title.'), answer.title).toBe(
                TITLES[status],
              );
          },
        );
        await proof.should(
          `${name}-address`,
          `As ${name.toUpperCase()}: if it names the called URL, that URL is right.`,
          () => {
            for (const [, answer] of answers) {
              const said = given(textAt(answer.body, 'uri'), 'The refusal does not name the called URL.');
              // Behind a proxy, the service knows neither the host nor the beginning of the path.
              const called = /\/users\/[^?]*/.exec(answer.record.url)?.[0] ?? '';
              expect(inWords(said), answer.title).toContain(inWords(called));
            }
          },
        );
      }
      await expectSignsIn(bench, await bench.user());
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
      await expectSignsIn(bench, user);
      const byHeader = { method: 'POST', headers: { 'X-HTTP-Method-Override': 'PUT' } } as const;
      const another = bench.newPassword();
      expect(await bench.admin.rawPassword(String(user.id), another, byHeader)).toHaveStatus(200);
      user.password = another;
      await expectSignsIn(bench, user);
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
    'Only PUT sets a password; GET does not show it, and POST does not set it.',
    { says: 'PUT: users/{userid}/password; other verbs are not allowed, 405', at: FRAMEWORK },
    async (bench, proof) => {
      const user = await bench.user();
      const before = await bench.snapshot(user);
      const rows = [
        ['get', 'GET', { method: 'GET' }],
        [
          'get-as-put',
          'A GET with dream.in.verb=PUT in the query',
          { method: 'GET', query: { 'dream.in.verb': 'PUT' } },
        ],
        [
          'get-overridden',
          'A GET with the header X-HTTP-Method-Override',
          { method: 'GET', headers: { 'X-HTTP-Method-Override': 'PUT' } },
        ],
        ['post', 'POST', { method: 'POST' }],
      ] as const;
      for (const [name, what, how] of rows) {
        const refused = await bench.admin.rawPassword(String(user.id), bench.newPassword(), how);
        await proof(name, `${what}: refused.`, () => {
          expect(refused).toBeRefused();
        });
        await proof.should(`${name}-status`, `${what}: 405.`, () => {
          expect(refused).toHaveStatus(405);
        });
        await proof.should(`${name}-allow`, `${what}: the Allow header contains PUT.`, () => {
          const allowed = given(refused.headers['allow'], 'The answer has no Allow header.');
          expect(allowed).toMatch(/\bPUT\b/);
        });
      }
      expect(await bench.snapshot(user)).toEqual(before);
      await expectSignsIn(bench, user);
    },
  );
});
