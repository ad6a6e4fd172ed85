/** The sign-in pages: password, passcode, sign-out. Markup and paths are ours; what they request is documented. */
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import { BRAND, DEVICE_COOKIE, REFUSED_SIGN_IN_STATUS, SIGN_IN_PATH } from '../tenant/assumptions.ts';
import type { App, Env } from '../../common/env.ts';
import { isTeamMember, type Person } from '../tenant/people.ts';
import type { Session } from '../tenant/sessions.ts';
import type { Tenant } from '../http/tenant.ts';
import {
  giveDeviceCookie,
  giveSessionCookie,
  HOME,
  isScript,
  safeReturnTo,
  sessionOf,
  signedInPerson,
  submitted,
} from './browser.ts';
import { attempt } from './credentials.ts';
import { fieldNames } from './field-names.ts';
import { passcodePage, passwordPage, signInPage } from './forms.ts';
import { escape, htmlPage, notice, redirect } from './layout.ts';
import { askForPasscode, checkPasscode, needsPasscode } from './passcodes.ts';
import { texts } from './texts.ts';

/** The page that accepts passwords even if single sign-on is enforced. */
const BYPASS_PATH = '/access/normal';

export function addSignInRoutes(app: App, tenant: Tenant): void {
  const t = texts[tenant.options.language];
  const names = fieldNames[tenant.options.markup];

  app.get('/access/unauthenticated', (c) => redirect(withReturnTo(SIGN_IN_PATH, c.req.query('return_to'))));
  app.get('/access/login', (c) => redirect(withReturnTo(SIGN_IN_PATH, c.req.query('return_to'))));

  app.get(SIGN_IN_PATH, (c) => {
    const session = sessionOf(c, tenant);
    const returnTo = safeReturnTo(tenant, c.req.query('return_to'));
    if (signedInPerson(tenant, session) !== undefined) return redirect(returnTo);
    if (!tenant.options.enforceSso) return dressed(c, signInPage(tenant, session, returnTo, null));
    const main = `<a class="button" href="/access/sso">${escape(t.sso)}</a>`;
    return dressed(c, htmlPage(tenant, { title: t.signIn, main }));
  });

  app.get(BYPASS_PATH, (c) => {
    const returnTo = safeReturnTo(tenant, c.req.query('return_to'));
    // The marker shows /access/login where the form came from.
    const session = sessionOf(c, tenant);
    return dressed(c, signInPage(tenant, session, markBypass(returnTo), null));
  });

  app.post('/access/identify', async (c) => {
    const session = sessionOf(c, tenant);
    const fields = await submitted(c, tenant, session);
    session.identifiedAs = fields[names.email] ?? '';
    // The next page is shown for unknown addresses too. It must not disclose who has an account.
    return dressed(c, redirect(withReturnTo('/access/password', fields[names.returnTo])));
  });

  app.get('/access/password', (c) => {
    const session = sessionOf(c, tenant);
    const returnTo = c.req.query('return_to') ?? HOME;
    if (session.identifiedAs === null) return dressed(c, redirect(withReturnTo(SIGN_IN_PATH, returnTo)));
    return dressed(c, passwordPage(tenant, session, returnTo, null));
  });

  app.post('/access/login', async (c) => {
    const session = sessionOf(c, tenant);
    const fields = await submitted(c, tenant, session);
    const twoPages = tenant.options.signInPages === 'two';
    const email = (twoPages ? session.identifiedAs : fields[names.email]) ?? '';
    const asked = fields[names.returnTo] ?? '';
    const result = attempt(tenant, email.trim(), fields[names.password] ?? '', isBypass(asked));
    if ('refused' in result) {
      const message = result.refused === 'locked' ? t.locked : t.wrong;
      if (isScript(c)) return dressed(c, inPlace({ error: message }));
      const again = twoPages ? passwordPage : signInPage;
      return dressed(c, withStatus(again(tenant, session, asked, message)));
    }
    return afterPassword(c, tenant, session, result.person, safeReturnTo(tenant, withoutBypass(asked)));
  });

  app.get('/access/passcode', (c) => {
    const session = sessionOf(c, tenant);
    if (session.pending === null) return dressed(c, redirect(SIGN_IN_PATH));
    return dressed(c, passcodePage(tenant, session, null));
  });

  app.post('/access/passcode', async (c) => {
    const session = sessionOf(c, tenant);
    const fields = await submitted(c, tenant, session);
    const { pending } = session;
    const person = pending === null ? undefined : tenant.people.get(pending.personId);
    if (pending === null || person?.active !== true || person.suspended) return leadOn(c, SIGN_IN_PATH);
    if (!checkPasscode(tenant, pending, (fields[names.passcode] ?? '').trim())) {
      if (isScript(c)) return dressed(c, inPlace({ error: t.passcodeWrong }));
      return dressed(c, withStatus(passcodePage(tenant, session, t.passcodeWrong)));
    }
    giveDeviceCookie(c, tenant.sessions.rememberDevice(person.id));
    return signIn(c, tenant, session, person, pending.returnTo);
  });

  app.get('/access/two_factor', (c) =>
    dressed(c, htmlPage(tenant, { title: t.signIn, main: notice(t.twoFactor) })),
  );

  app.get('/access/sso', (c) =>
    dressed(c, htmlPage(tenant, { title: t.sso, main: notice(t.sso, 'status') })),
  );

  app.post('/access/password_reset', async (c) => {
    const session = sessionOf(c, tenant);
    const address = (await submitted(c, tenant, session))['reset_address'] ?? '';
    if (tenant.people.byAddress(address) !== undefined) {
      tenant.mailbox.send(
        address,
        `${BRAND}: reset your password`,
        'Follow the link to choose a new password.',
      );
    }
    return dressed(c, htmlPage(tenant, { title: t.forgot, main: notice(t.linkSent, 'status') }));
  });

  app.get('/access/logout', (c) => {
    tenant.sessions.close(sessionOf(c, tenant));
    return redirect(SIGN_IN_PATH);
  });

  app.get('/', () => redirect(HOME));

  app.get(HOME, (c) => {
    const session = sessionOf(c, tenant);
    const person = signedInPerson(tenant, session);
    if (person === undefined) return dressed(c, redirect(withReturnTo('/access/unauthenticated', HOME)));
    const main = `<p>${escape(t.signedInAs(person.name))}</p><a href="/access/logout">${escape(t.signOut)}</a>`;
    return dressed(c, htmlPage(tenant, { title: BRAND, main }));
  });
}

/** The first redirect of a browser without a session. */
export function signInFirst(c: Context<Env>, returnTo: string): Response {
  return dressed(c, redirect(withReturnTo('/access/unauthenticated', returnTo)));
}

/** An answer of our own, with the cookies that were set before. */
export function dressed(c: Context<Env>, reply: Response): Response {
  return c.newResponse(reply.body, {
    status: reply.status as 200,
    headers: Object.fromEntries(reply.headers),
  });
}

/** What comes between the right password and the session: nothing, the passcode, or required two-factor set-up. */
function afterPassword(
  c: Context<Env>,
  tenant: Tenant,
  session: Session,
  person: Person,
  returnTo: string,
): Response {
  if (tenant.options.twoFactorEnforce && isTeamMember(person)) return leadOn(c, '/access/two_factor');
  if (needsPasscode(tenant, person, getCookie(c, DEVICE_COOKIE))) {
    askForPasscode(tenant, session, person, returnTo);
    return leadOn(c, '/access/passcode');
  }
  return signIn(c, tenant, session, person, returnTo);
}

/** Opens a session with a new cookie. The anonymous session is void. */
function signIn(
  c: Context<Env>,
  tenant: Tenant,
  before: Session,
  person: Person,
  returnTo: string,
): Response {
  tenant.sessions.close(before);
  giveSessionCookie(c, tenant.sessions.open(person.id));
  person.last_login_at = tenant.now();
  tenant.audit.add('login', person, person, 'Signed in');
  return leadOn(c, returnTo);
}

/** Redirects a browser, or tells its script where to go. */
function leadOn(c: Context<Env>, location: string): Response {
  return dressed(c, isScript(c) ? inPlace({ location }) : redirect(location));
}

function inPlace(result: { location: string } | { error: string }): Response {
  return new Response(JSON.stringify(result), {
    status: 'error' in result ? REFUSED_SIGN_IN_STATUS : 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}

function withStatus(reply: Response): Response {
  return new Response(reply.body, { status: REFUSED_SIGN_IN_STATUS, headers: reply.headers });
}

function withReturnTo(path: string, returnTo: string | undefined): string {
  return returnTo === undefined || returnTo === ''
    ? path
    : `${path}?${new URLSearchParams({ return_to: returnTo })}`;
}

const BYPASS_MARK = 'normal:';

function markBypass(returnTo: string): string {
  return BYPASS_MARK + returnTo;
}
function isBypass(returnTo: string): boolean {
  return returnTo.startsWith(BYPASS_MARK);
}
function withoutBypass(returnTo: string): string {
  return isBypass(returnTo) ? returnTo.slice(BYPASS_MARK.length) : returnTo;
}
