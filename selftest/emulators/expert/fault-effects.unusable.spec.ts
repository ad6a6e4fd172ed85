import { unusableFaults } from '../../../emulators/expert/faults/unusable.ts';
import { declareEffects, type Effect, type Effects } from './effects.ts';
import { basic, GOOD_PASSWORD, OTHER_PASSWORD, type Site } from './tools.ts';

type Reply = { cookies: string[]; body: Buffer };

/** The answer as bytes, because a string would lose the byte order mark. */
async function signIn(site: Site): Promise<Reply> {
  const { basic: headers } = await site.person();
  return read(await fetch(`${site.emulator.baseUrl}/@api/deki/users/authenticate`, { headers }));
}

async function change(site: Site): Promise<Reply> {
  const { basic: headers } = await site.person();
  const url = `${site.emulator.baseUrl}/@api/deki/users/current/password?currentpassword=${GOOD_PASSWORD}`;
  const type = { 'content-type': 'text/plain; charset=utf-8' };
  return read(await fetch(url, { method: 'PUT', headers: { ...headers, ...type }, body: OTHER_PASSWORD }));
}

async function read(reply: Response): Promise<Reply> {
  return { cookies: reply.headers.getSetCookie(), body: Buffer.from(await reply.arrayBuffer()) };
}

/** A part of the answer, for a sign-in and for a user's change of their own password. */
function both(
  name: string,
  part: (reply: Reply, site: Site) => unknown,
  honest: unknown,
  faulty: unknown,
): Effects {
  const effect = (call: (site: Site) => Promise<Reply>): Effect => ({
    shows: async (site) => part(await call(site), site),
    honest,
    faulty,
  });
  return { [`sign-in-${name}`]: effect(signIn), [`own-change-${name}`]: effect(change) };
}

function attribute({ cookies }: Reply, name: string): string | undefined {
  return new RegExp(`; ${name}=([^;]*)`, 'i').exec(cookies.join('\n'))?.[1];
}

/** Seconds until the cookie expires. */
function life(reply: Reply, site: Site): number {
  return (Date.parse(attribute(reply, 'expires') ?? '') - site.clock.now()) / 1000;
}

/** Whether the site recognizes the user if a client returns the last cookie unchanged. */
async function isRecognized({ cookies }: Reply, site: Site): Promise<boolean> {
  const [pair = ''] = cookies.at(-1)?.split(';') ?? [];
  return (await site.whoIs({ cookie: pair })) !== 'Anonymous';
}

/** The body, with an ellipsis in place of the token. */
function around({ body }: Reply): string {
  return body.toString('utf8').replace(/\d+_\d{18}_[0-9a-f]{32}/, '…');
}

declareEffects(unusableFaults, {
  ...both('cookie-of-a-subdomain', (reply) => attribute(reply, 'domain'), '127.0.0.1', 'docs.127.0.0.1'),
  ...both('cookie-for-current-alone', (reply) => attribute(reply, 'path'), '/', '/@api/deki/users/current'),
  ...both('cookie-ends-at-once', (reply) => attribute(reply, 'max-age'), undefined, '0'),
  ...both('cookie-for-ten-seconds', life, 604_800, 10),
  ...both('cookie-percent-encoded', isRecognized, true, false),
  ...both(
    'cookie-overwritten',
    async (reply, site) => [reply.cookies.length, await isRecognized(reply, site)],
    [1, true],
    [2, false],
  ),
  ...both('token-behind-a-blank', around, '…', ' …'),
  ...both('token-in-quotes', around, '…', '"…"'),
  ...both('token-behind-a-byte-order-mark', around, '…', '\uFEFF…'),
  'line-break-behind-tokens': {
    shows: async (site) => [around(await signIn(site)), around(await change(site))],
    honest: ['…', '…'],
    faulty: ['…\n', '…\n'],
  },
  'challenge-of-another-scheme': {
    shows: async (site) => {
      const refused = await site.call('GET', 'users/authenticate', basic('nobody', 'nothing'));
      return refused.headers.get('www-authenticate');
    },
    honest: 'Basic realm="DekiWiki"',
    faulty: 'Digest realm="DekiWiki"',
  },
});
