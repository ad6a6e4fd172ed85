/** Optional fields, as shown by an honest site, by one that omits them, and by one that falsifies them. */
import { FAULTS } from '../../../emulators/expert/faults/index.ts';
import { FIELDS } from '../../../emulators/expert/fields/index.ts';
import { VARIATIONS } from '../../../emulators/expert/variations/index.ts';
import { changeOwn } from './effects.ts';
import { expect, GOOD_PASSWORD, test, type Answer, type Site } from './tools.ts';

interface Shown {
  shows: (site: Site) => Promise<unknown>;
  honest: unknown;
  without: unknown;
  untrue: unknown;
}

type Values = Omit<Shown, 'shows'>;

/** A field of a user: in the record, the list, the search, and the answer to a change. */
function ofUser(pattern: RegExp, values: Values): Shown {
  return {
    ...values,
    shows: async (site) => {
      const { id, username, basic } = await site.person({
        username: 'someone',
        fullname: 'Some One',
        email: 'one@example.net',
      });
      await site.token(basic);
      const answers = [
        await site.call('GET', `users/${id}`, site.admin),
        await site.call('GET', `users?usernamefilter=${username}`, site.admin),
        await site.call('GET', `users/search?username=${username}`, site.admin),
        await site.call('PUT', `users/${id}`, site.admin, '<user/>'),
      ];
      const [first, ...others] = answers.map(({ text }) => pattern.exec(text)?.[1]);
      for (const other of others) expect(other).toBe(first);
      return first;
    },
  };
}

function element(name: string, values: Values): Shown {
  return ofUser(new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`), values);
}

/** An attribute of a list that shows one of the users. */
function ofList(name: string, values: Values): Shown {
  return {
    ...values,
    shows: async (site) => {
      const { text } = await site.call('GET', 'users?usernamefilter=keyturn&limit=2', site.admin);
      return new RegExp(`<users [^>]*\\b${name}="(\\d+)"`).exec(text)?.[1];
    },
  };
}

/** A field of the documents of refusals, in both formats. */
function ofRefusals(name: string, values: Values): Shown {
  return {
    ...values,
    shows: async (site) => {
      const path = 'users/=nobody';
      const json = await site.call('GET', `${path}?dream.out.format=json`, site.admin);
      const inJson = (JSON.parse(json.text) as Record<string, string>)[name]?.replace(/\?.*$/, '');
      expect((await site.call('GET', path, site.admin)).xml(name)).toBe(inJson);
      return inJson?.replace(site.emulator.baseUrl, '');
    },
  };
}

/** An attribute of the cookie, for a sign-in and for a user's change of their own password. */
function ofCookies(name: string, read: (value: string | undefined) => unknown, values: Values): Shown {
  return {
    ...values,
    shows: async (site) => {
      const user = await site.person();
      const answers = [await site.call('GET', 'users/authenticate', user.basic), await changeOwn(site, user)];
      const [signedIn, changed] = answers.map(({ headers }: Answer) =>
        read(new RegExp(`; ${name}=([^;]*)`, 'i').exec(headers.get('set-cookie') ?? '')?.[1]),
      );
      expect(changed).toBe(signedIn);
      return signedIn;
    },
  };
}

const year = (value: string | undefined): string | undefined =>
  value && String(new Date(value).getUTCFullYear());

const SHOWN: Record<string, Shown> = {
  'email-address': element('email', {
    honest: 'one@example.net',
    without: undefined,
    untrue: 'another.one@example.net',
  }),
  seat: element('license.seat', { honest: 'false', without: undefined, untrue: 'true' }),
  'password-exists': ofUser(/<password exists="(\w+)"/, {
    honest: 'true',
    without: undefined,
    untrue: 'false',
  }),
  'anonymous-mark': ofUser(/<user [^>]*\banonymous="(\w+)"/, {
    honest: 'false',
    without: undefined,
    untrue: 'true',
  }),
  role: element('role', { honest: 'Viewer', without: undefined, untrue: 'Author' }),
  'effective-permissions': ofUser(/<permissions.effective><operations mask="(\d+)"/, {
    honest: '15',
    without: undefined,
    untrue: '319',
  }),
  'date-created': element('date.created', {
    honest: '2026-11-21T12:00:00Z',
    without: undefined,
    untrue: '2025-11-21T12:00:00Z',
  }),
  'last-login': element('date.lastlogin', {
    honest: '2026-11-21T12:00:00Z',
    without: undefined,
    untrue: '2025-11-21T12:00:00Z',
  }),
  count: ofList('count', { honest: '2', without: undefined, untrue: '3' }),
  'query-count': ofList('querycount', { honest: '6', without: undefined, untrue: '7' }),
  'total-count': ofList('totalcount', { honest: '14', without: undefined, untrue: '1' }),
  'error-status': ofRefusals('status', { honest: '404', without: undefined, untrue: '200' }),
  'error-title': ofRefusals('title', { honest: 'Not Found', without: undefined, untrue: 'OK' }),
  'error-uri': ofRefusals('uri', {
    honest: '/@api/deki/users/=nobody',
    without: undefined,
    untrue: 'https://elsewhere.example/@api/deki/pages/home',
  }),
  'allowed-verbs': {
    shows: async (site) => {
      const { status, headers } = await site.call('DELETE', 'users/current/password', site.admin);
      return [status, headers.get('allow')];
    },
    honest: [405, 'PUT'],
    without: [405, null],
    untrue: [405, 'DELETE'],
  },
  'cookie-expiry': ofCookies('expires', year, { honest: '2026', without: undefined, untrue: '2009' }),
  'cookie-domain': ofCookies('domain', (value) => value, {
    honest: '127.0.0.1',
    without: undefined,
    untrue: '.elsewhere.example',
  }),
};

test('every field has a test here, a fault and a variation', () => {
  const names = FIELDS.map(({ name }) => name);
  expect(Object.keys(SHOWN).sort()).toEqual([...names].sort());
  for (const list of [FAULTS, VARIATIONS]) expect(list.flatMap(({ field }) => field ?? [])).toEqual(names);
});

for (const [name, { shows, honest, without, untrue }] of Object.entries(SHOWN)) {
  test(name, ({ start }) => {
    const expectOf = async (overlay: object, expected: unknown): Promise<void> => {
      const site = await start(overlay);
      expect(await shows(site), JSON.stringify(overlay)).toEqual(expected);
      expect(site.emulator.witness.touched()).toEqual([]);
    };
    return Promise.all([
      expectOf({}, honest),
      expectOf({ variation: `without-${name}` }, without),
      expectOf({ fault: `${name}-untrue` }, untrue),
    ]);
  });
}

test('a hidden address stays hidden, and an admin is still shown as one', async ({ start }) => {
  for (const fault of ['email-address-untrue', 'role-untrue', 'effective-permissions-untrue']) {
    const site = await start({ fault });
    const [user, other] = [await site.person(), await site.person()];
    const seen = await site.call('GET', `users/${other.id}`, user.basic);
    expect(seen.text).toContain('<email hidden="true"/>');
    const admin = await site.call('GET', 'users/current', site.admin);
    expect([admin.xml('role'), admin.text.match(/9223372036854779903/g)?.length]).toEqual(['Admin', 2]);
  }
});

test('the answer to setting a password shows the falsified full name as well', async ({ start }) => {
  const site = await start({ fault: 'full-name-untrue', setReply: 'user' });
  const { id } = await site.person();
  const set = await site.call('PUT', `users/${id}/password`, site.admin, GOOD_PASSWORD);
  expect(set.xml('fullname')).toBe('Sam Somebody');
});
