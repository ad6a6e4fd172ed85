/** The sign-in pages: password, passcode, sign-out. Their markup and paths are invented; what they ask for is documented. */
import type { Context } from 'hono';
import { getCookie } from 'hono/cookie';
import type { App, Env } from '../../common/env.ts';
import type { Tenant } from '../http/tenant.ts';
import { BRAND, DEVICE_COOKIE, REFUSED_SIGN_IN_STATUS, SIGN_IN_PATH } from '../tenant/assumptions.ts';
import { isTeamMember, type Person } from '../tenant/people.ts';
import type { Session } from '../tenant/sessions.ts';
import {
  giveDeviceCookie,
  giveSessionCookie,
  HOME,
  isScriptCall,
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
    if (!tenant.options.enforceSso) return withCookies(c, signInPage(tenant, session, returnTo, null));
    const main = `<a class="button" href="/access/sso">${escape(t.sso)}</a>`;
    return withCookies(c, htmlPage(tenant, { title: t.signIn, main }));
  });

  app.get(BYPASS_PATH, (c) => {
    const returnTo = safeReturnTo(tenant, c.req.query('return_to'));
    // The marker shows /access/login that the form came from this page.
    const session = sessionOf(c, tenant);
    return withCookies(c, signInPage(tenant, session, markBypass(returnTo), null));
  });

  app.post('/access/identify', async (c) => {
    const session = sessionOf(c, tenant);
    const fields = await submitted(c, tenant, session);
    session.identifiedAs = fields[names.email] ?? '';
    // Unknown addresses get the next page too, so that it does not disclose who has an account.
    return withCookies(c, redirect(withReturnTo('/access/password', fields[names.returnTo])));
  });

  app.get('/access/password', (c) => {
    const session = sessionOf(c, tenant);
    const returnTo = c.req.query('return_to') ?? HOME;
    if (session.identifiedAs === null) return withCookies(c, redirect(withReturnTo(SIGN_IN_PATH, returnTo)));
    return withCookies(c, passwordPage(tenant, session, returnTo, null));
  });

  app.post('/access/login', async (c) => {
    const session = sessionOf(c, tenant);
    const fields = await submitted(c, tenant, session);
    const twoPages = tenant.options.signInPages === 'two';
    const email = (twoPages ? session.identifiedAs : fields[names.email]) ?? '';
    const requestedReturn = fields[names.returnTo] ?? '';
    const result = attempt(tenant, email.trim(), fields[names.password] ?? '', isBypass(requestedReturn));
    if ('refused' in result) {
      const message = result.refused === 'locked' ? t.locked : t.wrong;
      if (isScriptCall(c)) return withCookies(c, scriptReply({ error: message }));
      const again = twoPages ? passwordPage : signInPage;
      return withCookies(c, asRefusal(again(tenant, session, requestedReturn, message)));
    }
    return afterPassword(
      c,
      tenant,
      session,
      result.person,
      safeReturnTo(tenant, withoutBypass(requestedReturn)),
    );
  });

  app.get('/access/passcode', (c) => {
    const session = sessionOf(c, tenant);
    if (session.pending === null) return withCookies(c, redirect(SIGN_IN_PATH));
    return withCookies(c, passcodePage(tenant, session, null));
  });

  app.post('/access/passcode', async (c) => {
    const session = sessionOf(c, tenant);
    const fields = await submitted(c, tenant, session);
    const { pending } = session;
    const person = pending === null ? undefined : tenant.people.get(pending.personId);
    if (pending === null || person?.active !== true || person.suspended) return continueTo(c, SIGN_IN_PATH);
    if (!checkPasscode(tenant, pending, (fields[names.passcode] ?? '').trim())) {
      if (isScriptCall(c)) return withCookies(c, scriptReply({ error: t.passcodeWrong }));
      return withCookies(c, asRefusal(passcodePage(tenant, session, t.passcodeWrong)));
    }
    giveDeviceCookie(c, tenant.sessions.rememberDevice(person.id));
    return signIn(c, tenant, session, person, pending.returnTo);
  });

  app.get('/access/two_factor', (c) =>
    withCookies(c, htmlPage(tenant, { title: t.signIn, main: notice(t.twoFactor) })),
  );

  app.get('/access/sso', (c) =>
    withCookies(c, htmlPage(tenant, { title: t.sso, main: notice(t.sso, 'status') })),
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
    return withCookies(c, htmlPage(tenant, { title: t.forgot, main: notice(t.linkSent, 'status') }));
  });

  app.get('/access/logout', (c) => {
    tenant.sessions.close(sessionOf(c, tenant));
    return redirect(SIGN_IN_PATH);
  });

  app.get('/', () => redirect(HOME));

  app.get(HOME, (c) => {
    const session = sessionOf(c, tenant);
    const person = signedInPerson(tenant, session);
    if (person === undefined) return withCookies(c, redirect(withReturnTo('/access/unauthenticated', HOME)));
    const main = `<p>${escape(t.signedInAs(person.name))}</p><a href="/access/logout">${escape(t.signOut)}</a>`;
    return withCookies(c, htmlPage(tenant, { title: BRAND, main }));
  });
}

/** The first redirect of a browser without a session. */
export function signInFirst(c: Context<Env>, returnTo: string): Response {
  return withCookies(c, redirect(withReturnTo('/access/unauthenticated', returnTo)));
}

/** The answer, with the cookies that were set for it before. */
export function withCookies(c: Context<Env>, reply: Response): Response {
  return c.newResponse(reply.body, {
    status: reply.status as 200,
    headers: Object.fromEntries(reply.headers),
  });
}

/** What follows the right password: required two-factor set-up, a passcode, or the session. */
function afterPassword(
  c: Context<Env>,
  tenant: Tenant,
  session: Session,
  person: Person,
  returnTo: string,
): Response {
  const { twoFactor, twoFactorEnforce } = tenant.options;
  if (twoFactorEnforce && twoFactor === 'off' && isTeamMember(person))
    return continueTo(c, '/access/two_factor');
  if (needsPasscode(tenant, person, getCookie(c, DEVICE_COOKIE))) {
    askForPasscode(tenant, session, person, returnTo);
    return continueTo(c, '/access/passcode');
  }
  return signIn(c, tenant, session, person, returnTo);
}

/** Signs the person in: closes the anonymous session, and opens one with a new cookie. */
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
  return continueTo(c, returnTo);
}

/** Redirects a browser, or answers its script with the location. */
function continueTo(c: Context<Env>, location: string): Response {
  return withCookies(c, isScriptCall(c) ? scriptReply({ location }) : redirect(location));
}

function scriptReply(result: { location: string } | { error: string }): Response {
  return new Response(JSON.stringify(result), {
    status: 'error' in result ? REFUSED_SIGN_IN_STATUS : 200,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}

function asRefusal(reply: Response): Response {
  return new Response(reply.body, { status: REFUSED_SIGN_IN_STATUS, headers: reply.headers });
}

function withReturnTo(path: string, returnTo: string | undefined): string {
  return returnTo === undefined || returnTo === ''
    ? path
    : `${path}?${new URLSearchParams({ return_to: returnTo })}`;
}

const BYPASS_MARKER = 'normal:';

function markBypass(returnTo: string): string {
  return BYPASS_MARKER + returnTo;
}
function isBypass(returnTo: string): boolean {
  return returnTo.startsWith(BYPASS_MARKER);
}
function withoutBypass(returnTo: string): string {
  return isBypass(returnTo) ? returnTo.slice(BYPASS_MARKER.length) : returnTo;
}
