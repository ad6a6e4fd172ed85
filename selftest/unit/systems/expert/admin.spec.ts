/** The message about a site that cannot be tested names the problem and the remedy, and contains no secret. */
import { expect, test } from '../../../support/test.ts';
import type { Credential } from '../../../../helpers/http/call.ts';
import { generatePassword } from '../../../../helpers/secrets/password.ts';
import { SecretRegistry } from '../../../../helpers/secrets/registry.ts';
import type { ExpertConnection } from '../../../../helpers/systems/expert/connection.ts';
import { findAdmin } from '../../../../helpers/systems/expert/admin.ts';
import { Blocked, NonConformant } from '../../../../helpers/verdict/errors.ts';
import {
  connectTo,
  free,
  refusal,
  type Reply,
  SELF_ID,
  SITE,
  StubSite,
  userXml,
  xmlReply,
} from './tiny-site.ts';

const PASSWORD = generatePassword([], new SecretRegistry());
const BY_PASSWORD: ExpertConnection['target'] = {
  baseUrl: SITE,
  admin: { by: 'password', username: 'Ada', password: PASSWORD },
};
const BY_TOKEN: ExpertConnection['target'] = {
  baseUrl: SITE,
  admin: { by: 'server token', key: 'the-key', secret: PASSWORD, user: '=Ada' },
};
const METHODS = [
  ['name and password', BY_PASSWORD],
  ['a server API token', BY_TOKEN],
] as const;

const ANONYMOUS = userXml(free({ id: 2, username: 'Anonymous', fullname: 'Anonymous', role: 'Viewer' }));
const PAGE = '<!DOCTYPE html><html><head><title>Acme</title></head><body>Welcome<br></body></html>';
const page = (status: number): Reply => ({ status, text: PAGE, headers: { 'content-type': 'text/html' } });
const plain = (status: number, text: string): Reply => ({
  status,
  text,
  headers: { 'content-type': 'text/plain' },
});

/** The error about a site that gives this answer. */
async function failure(answer: Reply, target = BY_PASSWORD, hasAnswered = false): Promise<Error> {
  const site = new StubSite();
  if (hasAnswered) await site.api.showSelf();
  site.answer = () => answer;
  const error = await findAdmin(connectTo(site, undefined, target)).catch((thrown: unknown) => thrown);
  if (!(error instanceof Error)) throw new Error('nothing was thrown');
  expect(site.writes).toEqual([]);
  expect(error.message).not.toContain(PASSWORD);
  expect(error.message).not.toContain(Buffer.from(`Ada:${PASSWORD}`).toString('base64'));
  expect(error.message).not.toContain('tkn_');
  return error;
}

for (const [method, target] of METHODS) {
  test(`the admin is found by ${method}, with one call that only reads`, async () => {
    const site = new StubSite();
    const credentials: Credential[] = [];
    site.answer = (_, credential) => {
      credentials.push(credential);
      return undefined;
    };
    expect(await findAdmin(connectTo(site, undefined, target))).toMatchObject({
      id: SELF_ID,
      username: 'Ada',
    });
    expect(site.calls).toEqual(['GET /@api/deki/users/current']);
    expect(credentials.map(({ proof }) => proof?.header)).toEqual([
      target === BY_TOKEN ? 'X-Deki-Token' : 'Authorization',
    ]);
  });

  for (const [title, answer] of [
    ['401', refusal(401, 'authentication failed')],
    ['403', refusal(403, "User 'Ada' is disabled")],
    ['401 and a web page', page(401)],
    ['Anonymous', xmlReply(ANONYMOUS)],
    ['Anonymous, in lower case', xmlReply(ANONYMOUS.replaceAll('Anonymous', 'anonymous'))],
  ] as const) {
    test(`if the site answers ${title} to ${method}, the message names the settings to check`, async () => {
      const error = await failure(answer, target);
      expect(error).toBeInstanceOf(Blocked);
      expect(error.message).toMatch(/^help\.acme\.example does not accept the /);
      expect(error.message).toMatch(
        target === BY_TOKEN
          ? /server API token[^]*To do: check EXPERT_SERVER_TOKEN_KEY and _SECRET, and that EXPERT_SERVER_TOKEN_USER/
          : /name and password[^]*To do: check EXPERT_ADMIN_USERNAME and EXPERT_ADMIN_PASSWORD/,
      );
      expect(error.message).toMatch(
        /Where: Site tools > [^]*Who: {3}an admin\n {2}More: {2}npm run doctor -- --explain expert-credentials$/,
      );
    });
  }
}

test('a 403 with a web page is the answer of a firewall, not of a site that refuses the admin', async () => {
  const error = await failure(page(403));
  expect(error).toBeInstanceOf(Blocked);
  expect(error.message).toMatch(
    /^Something between this machine and the tenant answered GET .* with 403: a web page, “Acme”\.[^]*To do: a firewall, bot protection or proxy blocks this machine’s calls/,
  );
});

test('the message names a user who is not an admin, and their role', async () => {
  const nora = free({ username: 'nora', role: 'Author' });
  const error = await failure(xmlReply(userXml(nora)));
  expect(error).toBeInstanceOf(Blocked);
  expect(error.message).toMatch(
    /^nora is not an admin of help\.acme\.example; their role is Author\.\n {2}To do: give them the role Admin/,
  );
  const bare = await failure(xmlReply('<user id="7"><username>nora</username></user>'));
  expect(bare.message).toContain('their role is not shown');
});

test('a user with the operation ADMIN is an admin, even if their role is not shown', async () => {
  const site = new StubSite();
  const boss = '<operations mask="-1">LOGIN,ADMIN</operations>';
  for (const field of ['permissions.user', 'permissions.effective']) {
    site.answer = () => xmlReply(`<user id="5"><username>Boss</username><${field}>${boss}</${field}></user>`);
    expect((await findAdmin(connectTo(site))).id).toBe(5);
  }
});

test.describe('the wrong URL is recognized', () => {
  for (const [title, answer] of [
    ['a web page', page(200)],
    ['a web page with 404', page(404)],
    ['a web page with 301', page(301)],
    ['a web page with 418', page(418)],
    ['plain text', { status: 200, text: 'Welcome' }],
    ['a 404 in plain text', plain(404, '404 page not found\n')],
    ['a 404 in JSON', { status: 404, text: '{"error":"no"}' }],
    ['a 404 without a body', { status: 404 }],
    ['a 302 without a body', { status: 302, headers: { location: 'https://elsewhere.example/' } }],
    ['a 308 in plain text', plain(308, 'Permanent Redirect')],
  ] as [string, Reply][]) {
    test(`by ${title}`, async () => {
      for (const [, target] of METHODS) {
        const error = await failure(answer, target);
        expect(error).toBeInstanceOf(Blocked);
        expect(error.message).toMatch(
          new RegExp(
            `^help\\.acme\\.example is not an Expert site: GET .* answered ${String(answer.status)}[^]*` +
              'To do: set EXPERT_BASE_URL to the URL of the site itself, without a path\n {2}Where: \\.env\n {2}More: {2}npm run doctor -- --explain expert-site$',
          ),
        );
      }
    });
  }

  test('but not on a site that has answered before, which breaks its contract', async () => {
    for (const answer of [refusal(404), plain(404, 'x'), { status: 302 }])
      expect(await failure(answer, BY_PASSWORD, true)).toBeInstanceOf(NonConformant);
  });
});

for (const status of [429, 500, 502, 503, 504]) {
  test(`a site that answers ${status} is unavailable, and its URL is not blamed`, async () => {
    for (const answer of [refusal(status), page(status), plain(status, 'busy'), { status }]) {
      const error = await failure(answer);
      expect(error).toBeInstanceOf(Blocked);
      expect(error.message).toContain(`GET /@api/deki/users/current as admin answered ${String(status)}`);
      expect(error.message).not.toContain('EXPERT_BASE_URL');
    }
  });
}

for (const text of [
  ...['', 'null', '""', '{}', '[]', '<user/>', '<users/>'],
  ...['<user><!-- nobody --> </user>'],
]) {
  test(`a 200 with ${JSON.stringify(text)} shows no user, and does not break the contract`, async () => {
    const error = await failure({ status: 200, text });
    expect(error).toBeInstanceOf(Blocked);
    expect(error.message).toMatch(/is an empty document/);
  });
}

for (const text of ['7', '<user id="x"><username>Ada</username></user>']) {
  test(`a 200 with ${JSON.stringify(text)} breaks the contract`, async () => {
    const error = await failure({ status: 200, text });
    expect(error).toBeInstanceOf(NonConformant);
    expect(error.message).toMatch(/does not match the documented shape/);
  });
}

test.describe('a clock that is off', () => {
  const dated = (date: string | undefined, answer = refusal(401)): Reply => ({
    ...answer,
    headers: { ...answer.headers, ...(date === undefined ? {} : { date }) },
  });
  const minutesAhead = (minutes: number) => new Date(Date.now() + minutes * 60_000).toUTCString();

  for (const minutes of [6, -6, 90]) {
    test(`by ${minutes} minutes is named if a server API token is not accepted`, async () => {
      for (const answer of [refusal(401), xmlReply(ANONYMOUS)]) {
        const { message } = await failure(dated(minutesAhead(minutes), answer), BY_TOKEN);
        expect(message).toContain(
          `check this machine's clock, which is off by ${String(Math.abs(minutes))} minutes; `,
        );
      }
    });

    test(`by ${minutes} minutes is not named if a password is not accepted`, async () => {
      expect((await failure(dated(minutesAhead(minutes)))).message).not.toContain('clock');
    });
  }

  for (const [title, date] of [
    ['by a minute', minutesAhead(1)],
    ['by an unknown time', undefined],
    ['by a date that is not valid', 'yesterday'],
  ] as const) {
    test(`${title} is not named`, async () => {
      expect((await failure(dated(date), BY_TOKEN)).message).not.toContain('clock');
    });
  }
});
