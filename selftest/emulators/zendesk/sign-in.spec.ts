import { formWith, type FormBrowser, type Page } from '../../support/form-browser.ts';
import { expect, GOOD_PASSWORD, OTHER_PASSWORD, test } from './tools.ts';

const FIVE_MINUTES = 5 * 60_000;
const TEN_MINUTES = 10 * 60_000;

test.describe('every variant of the sign-in pages leads to a token', () => {
  for (const signInPages of ['one', 'two', 'script'] as const) {
    for (const markup of ['plain', 'garden'] as const) {
      for (const language of ['en', 'de', 'ja'] as const) {
        test(`${signInPages}, ${markup}, ${language}`, async ({ start }) => {
          const tenant = await start({ signInPages, markup, language });
          const { email, id } = await tenant.person({});
          const browser = tenant.browser();
          const wrong = await tenant.signIn(email, OTHER_PASSWORD, 'read', browser);
          expect(wrong.status).toBe(400);
          expect(tenant.passcode(email)).toBe('');
          const answer = await tenant.signIn(email, GOOD_PASSWORD, 'read', browser);
          expect(answer.status).toBe(201);
          const me = await tenant.call('GET', '/api/v2/users/me', String(answer.body['access_token']));
          expect(me.body['user']).toMatchObject({ id });
        });
      }
    }
  }
});

test.describe('who can sign in', () => {
  test('unknown, suspended and deleted users get the message of a wrong password', async ({ start }) => {
    const tenant = await start();
    const admin = await tenant.adminToken();
    const fine = await tenant.person({});
    const suspended = await tenant.person({});
    await tenant.call('PUT', `/api/v2/users/${suspended.id}`, admin, { user: { suspended: true } });
    const deleted = await tenant.person({});
    await tenant.call('DELETE', `/api/v2/users/${deleted.id}`, admin);
    const messages = new Set<string>();
    for (const [email, password] of [
      [fine.email, OTHER_PASSWORD],
      ['nobody@example.net', GOOD_PASSWORD],
      [suspended.email, GOOD_PASSWORD],
      [deleted.email, GOOD_PASSWORD],
    ] as const) {
      messages.add(noticeOf(await tryPassword(tenant.browser(), email, password)));
    }
    expect([...messages]).toEqual(['The email address or password is incorrect. Please try again.']);
  });

  test('five failures lock a user for ten minutes, even with the right password', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({});
    for (let time = 0; time < 5; time += 1) await tryPassword(tenant.browser(), email, OTHER_PASSWORD);
    expect(noticeOf(await tryPassword(tenant.browser(), email, GOOD_PASSWORD))).toContain('Too many');
    tenant.clock.advance(TEN_MINUTES - 1);
    expect(noticeOf(await tryPassword(tenant.browser(), email, GOOD_PASSWORD))).toContain('Too many');
    tenant.clock.advance(1);
    expect((await tenant.signIn(email, GOOD_PASSWORD)).status).toBe(201);
  });

  test('four failures do not lock a user, and a sign-in clears them', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({});
    for (let round = 0; round < 2; round += 1) {
      for (let time = 0; time < 4; time += 1) await tryPassword(tenant.browser(), email, OTHER_PASSWORD);
      expect((await tenant.signIn(email, GOOD_PASSWORD)).status).toBe(201);
    }
  });

  test('with single sign-on, the team gets no form, and admins can use /access/normal', async ({ start }) => {
    const tenant = await start({ enforceSso: true });
    const { email, password, id } = tenant.emulator.admin;
    const page = await tenant.browser().open(tenant.authorizeUrl());
    expect(page.forms).toEqual([]);
    const browser = tenant.browser();
    const returnTo = new URLSearchParams({ return_to: tenant.authorizeUrl() });
    const bypass = await browser.open(`/access/normal?${returnTo}`);
    const end = await tenant.walk(browser, bypass, email, password);
    expect(end.url.searchParams.get('code')).toBeTruthy();
    expect(tenant.emulator.witness.users().find((user) => user.id === id)?.active).toBe(true);
    const agent = await tenant.person({});
    const other = tenant.browser();
    const refused = await tenant.walk(other, await other.open('/access/normal'), agent.email, GOOD_PASSWORD);
    expect(refused.url.pathname).toBe('/access/login');
  });

  test('if passwords are off for the team, end users can still sign in', async ({ start }) => {
    const tenant = await start({ zendeskLogin: false });
    const agent = await tenant.person({});
    const end = await tenant.person({ role: 'end-user' });
    expect((await tenant.signIn(agent.email, GOOD_PASSWORD)).status).toBe(400);
    expect((await tenant.signIn(end.email, GOOD_PASSWORD)).status).toBe(201);
  });

  test('enforced two-factor authentication stops the team', async ({ start }) => {
    const tenant = await start({ twoFactorEnforce: true });
    const { email } = await tenant.person({});
    const page = await tryPassword(tenant.browser(), email, GOOD_PASSWORD);
    expect(page.url.pathname).toBe('/access/two_factor');
  });

  test('a form without its CSRF token is refused, and a foreign return_to is ignored', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({ role: 'end-user' });
    const bare = await fetch(`${tenant.emulator.baseUrl}/access/login`, {
      method: 'POST',
      body: new URLSearchParams({ 'user[email]': email, 'user[password]': GOOD_PASSWORD }),
    });
    expect(bare.status).toBe(403);
    const browser = tenant.browser();
    const page = await browser.open('/access/unauthenticated?return_to=https://evil.example/');
    const end = await tenant.walk(browser, page, email, GOOD_PASSWORD);
    expect(end.url.href).toBe(`${tenant.emulator.baseUrl}/agent`);
  });

  test('cookies are HttpOnly and SameSite=Lax, and change at the sign-in', async ({ start }) => {
    const tenant = await start();
    const reply = await fetch(`${tenant.emulator.baseUrl}/access/normal`);
    expect(reply.headers.get('set-cookie')).toMatch(
      /^_zendesk_session=\w+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
    const { email } = await tenant.person({ role: 'end-user' });
    const browser = tenant.browser();
    const page = await browser.open('/access/normal');
    const before = browser.cookies.get('_zendesk_session');
    await tenant.walk(browser, page, email, GOOD_PASSWORD);
    expect(browser.cookies.get('_zendesk_session')).not.toBe(before);
  });

  test('signing out and DELETE sessions both end the session', async ({ start }) => {
    const tenant = await start();
    const { email, id } = await tenant.person({ role: 'end-user' });
    for (const end of ['logout', 'sessions']) {
      const browser = tenant.browser();
      await tenant.walk(browser, await browser.open('/access/normal'), email, GOOD_PASSWORD);
      expect((await browser.open('/agent')).html).toContain('Signed in as Some One');
      if (end === 'logout') await browser.open('/access/logout');
      else await tenant.call('DELETE', `/api/v2/users/${id}/sessions`, await tenant.adminToken());
      expect((await browser.open('/agent')).html).not.toContain('Signed in');
    }
  });
});

test.describe('passcodes', () => {
  test('team members are asked for a passcode, and end users are not', async ({ start }) => {
    const tenant = await start();
    for (const [role, path] of [
      ['agent', '/access/passcode'],
      ['admin', '/access/passcode'],
      ['end-user', '/agent'],
    ] as const) {
      const { email } = await tenant.person({ role });
      const page = await tryPassword(tenant.browser(), email, GOOD_PASSWORD);
      expect(page.url.pathname).toBe(path);
    }
  });

  test('without two-step verification, an agent is not asked for a passcode', async ({ start }) => {
    const tenant = await start({ twoStepVerification: false });
    const { email } = await tenant.person({});
    expect((await tryPassword(tenant.browser(), email, GOOD_PASSWORD)).url.pathname).toBe('/agent');
  });

  test('a device is known only for the user who signed in on it', async ({ start }) => {
    const tenant = await start();
    const first = await tenant.person({});
    const second = await tenant.person({});
    const browser = tenant.browser();
    await tenant.signIn(first.email, GOOD_PASSWORD, 'read', browser);
    await browser.open('/access/logout');
    const again = await tryPassword(browser, first.email, GOOD_PASSWORD);
    expect(again.url.pathname).toBe('/agent');
    await browser.open('/access/logout');
    const other = await tryPassword(browser, second.email, GOOD_PASSWORD);
    expect(other.url.pathname).toBe('/access/passcode');
  });

  test('after a wrong passcode, a new one is sent, and the old one is no longer valid', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({});
    const browser = tenant.browser();
    const asked = await tryPassword(browser, email, GOOD_PASSWORD);
    const first = tenant.passcode(email);
    const wrong = await givePasscode(browser, asked, first === '000000' ? '111111' : '000000');
    expect(noticeOf(wrong)).toContain('We sent you a new one');
    const second = tenant.passcode(email);
    expect(second).not.toBe(first);
    const old = await givePasscode(browser, wrong, first);
    expect(noticeOf(old)).toContain('We sent you a new one');
    expect((await givePasscode(browser, old, tenant.passcode(email))).url.pathname).toBe('/agent');
  });

  test('a passcode is valid for five minutes and works once', async ({ start }) => {
    const tenant = await start();
    const { email } = await tenant.person({});
    const browser = tenant.browser();
    const asked = await tryPassword(browser, email, GOOD_PASSWORD);
    tenant.clock.advance(FIVE_MINUTES);
    const late = await givePasscode(browser, asked, tenant.passcode(email));
    expect(noticeOf(late)).toContain('expired');
    tenant.clock.advance(FIVE_MINUTES - 1);
    const used = tenant.passcode(email);
    expect((await givePasscode(browser, late, used)).url.pathname).toBe('/agent');
    const other = tenant.browser();
    const again = await tryPassword(other, email, GOOD_PASSWORD);
    expect((await givePasscode(other, again, used)).url.pathname).toBe('/access/passcode');
  });

  test('a new password can make devices unknown', async ({ start }) => {
    for (const passwordChangeEndsDevices of [false, true]) {
      const tenant = await start({ passwordChangeEndsDevices });
      const { email, id } = await tenant.person({});
      const browser = tenant.browser();
      await tenant.signIn(email, GOOD_PASSWORD, 'read', browser);
      const body = { password: OTHER_PASSWORD };
      await tenant.call('POST', `/api/v2/users/${id}/password`, await tenant.adminToken(), body);
      await browser.open('/access/logout');
      const page = await tryPassword(browser, email, OTHER_PASSWORD);
      expect(page.url.pathname).toBe(passwordChangeEndsDevices ? '/access/passcode' : '/agent');
    }
  });
});

test.describe('consent', () => {
  test('a denial is reported to the client', async ({ start }) => {
    for (const markup of ['plain', 'garden'] as const) {
      const tenant = await start({ markup });
      const { email } = await tenant.person({ role: 'end-user' });
      const browser = tenant.browser();
      await tenant.walk(browser, await browser.open('/access/normal'), email, GOOD_PASSWORD);
      const page = await browser.open(tenant.authorizeUrl());
      const form = page.forms.find(({ action }) => action === '/oauth/authorizations');
      expect(form?.buttons.map(({ label }) => label)).toEqual(['Deny', 'Allow']);
      const { url } = await browser.submit(page, form ?? fail('no consent form'), {}, 'Deny');
      expect(Object.fromEntries(url.searchParams)).toEqual({
        error: 'access_denied',
        error_description: 'The end-user or authorization server denied the request.',
        state: 'st-4711',
      });
    }
  });

  for (const [consent, asked] of [
    ['always', [true, true, true]],
    ['remembered', [true, false, true]],
    ['never', [false, false, false]],
  ] as const) {
    test(`consent=${consent} decides if consent is asked for at first, with a live token, and after its end`, async ({
      start,
    }) => {
      const tenant = await start({ consent });
      const { email } = await tenant.person({ role: 'end-user' });
      const browser = tenant.browser();
      await tenant.walk(browser, await browser.open('/access/normal'), email, GOOD_PASSWORD);
      const isAsked = async (): Promise<boolean> =>
        (await browser.open(tenant.authorizeUrl())).html.includes('wants to access');
      const seen = [await isAsked()];
      const token = String(
        (await tenant.signIn(email, GOOD_PASSWORD, 'read write', browser)).body['access_token'],
      );
      seen.push(await isAsked());
      await tenant.call('DELETE', '/api/v2/oauth/tokens/current', token);
      seen.push(await isAsked());
      expect(seen).toEqual(asked);
    });
  }
});

/** Opens the form and submits email address and password. */
async function tryPassword(browser: FormBrowser, email: string, password: string): Promise<Page> {
  const page = await browser.open('/access/unauthenticated');
  const { form } = formWith(page, ({ type }) => type === 'password') ?? fail('no password field');
  return browser.submit(page, form, { 'user[email]': email, 'user[password]': password });
}

function givePasscode(browser: FormBrowser, page: Page, passcode: string): Promise<Page> {
  const field = formWith(page, ({ autocomplete }) => autocomplete === 'one-time-code') ?? fail('no field');
  return browser.submit(page, field.form, { [field.name]: passcode });
}

function noticeOf(page: Page): string {
  return /id="notice">([^<]*)</.exec(page.html)?.[1] ?? '';
}

function fail(message: string): never {
  throw new Error(message);
}
