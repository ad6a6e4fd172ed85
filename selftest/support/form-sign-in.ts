/**
 * A sign-in on an emulator without a browser, for tests that are not about pages. It finds the forms in the markup and
 * sends them, because a browser takes a second for each.
 */
import type { Cookie } from 'playwright';
import { type SignedIn, SignInServerError, type WalkThrough } from '../../helpers/sign-in/outcome.ts';
import type { Step } from '../../helpers/sign-in/steps.ts';
import { Blocked } from '../../helpers/verdict/errors.ts';
import { type Form, FormBrowser, formWith, type Page } from './form-browser.ts';
import { WHAT_TO_DO } from './what-to-do.ts';

/** More pages than this are a loop. */
const MAX_PAGES = 10;

const CONSENT = '/oauth/authorizations';

/** @param passcodeFor returns the newest passcode that was emailed to an address */
export function formSignIn(baseUrl: string, passcodeFor: (address: string) => string): WalkThrough {
  return async ({ url, credentials, deviceCookies, decision = 'allow', mayEndInErrorPage }) => {
    if (credentials === undefined) throw new Error('formSignIn needs the credentials of the user');
    const browser = new FormBrowser(baseUrl);
    for (const { name, value } of deviceCookies) browser.cookies.set(name, value);
    const steps: Step[] = [];
    let passwordTyped = false;
    let page = await browser.open(url);
    for (let pages = 0; pages < MAX_PAGES; pages++) {
      if (page.url.origin !== baseUrl) return answered(page, browser, steps, passwordTyped);
      const { ask, form, field } = questionOf(page);
      if (form === undefined) {
        if (mayEndInErrorPage === true && page.status >= 400)
          return { outcome: 'error page', status: page.status, message: titleOf(page), steps };
        throw new Blocked(`The page ${page.url.pathname} was not understood: ${titleOf(page)}`, WHAT_TO_DO);
      }
      if (ask === 'password') {
        if (passwordTyped && page.status >= 500)
          throw new SignInServerError(
            `The password was sent, and was answered ${String(page.status)}.`,
            WHAT_TO_DO,
            { screenshot: undefined, passwordSent: true },
          );
        if (passwordTyped) return { outcome: 'refused', message: '', steps };
        passwordTyped = true;
      }
      steps.push(stepOf(ask, decision));
      const { email, password } = credentials;
      const address = form.fields.find(({ autocomplete }) => autocomplete === 'username')?.name;
      const values: Record<string, string> = {
        ...(address === undefined ? {} : { [address]: email }),
        ...(ask === 'password' ? { [field]: password } : {}),
        ...(ask === 'passcode' ? { [field]: passcodeFor(email) } : {}),
      };
      // On the consent page, the button that denies comes first.
      const button = form.buttons.at(decision === 'allow' ? -1 : 0)?.label;
      page = await browser.submit(page, form, values, ask === 'consent' ? button : undefined);
    }
    throw new Blocked('The sign-in did not come to an end.', WHAT_TO_DO);
  };
}

/** The step that answers a page's question. */
function stepOf(
  ask: 'password' | 'passcode' | 'email address' | 'consent',
  decision: 'allow' | 'deny',
): Step {
  if (ask === 'consent') return { did: decision === 'allow' ? 'allowed' : 'denied' };
  if (ask === 'passcode') return { did: 'typed a passcode', from: 'the mailbox of the emulator' };
  return { did: 'typed', what: ask, again: false };
}

type Question =
  | { ask: 'password' | 'passcode' | 'email address' | 'consent'; form: Form; field: string }
  | { ask: 'nothing'; form: undefined; field: string };

function questionOf(page: Page): Question {
  const passcode = formWith(page, ({ autocomplete }) => autocomplete === 'one-time-code');
  if (passcode !== null) return { ask: 'passcode', form: passcode.form, field: passcode.name };
  const password = formWith(page, ({ type }) => type === 'password');
  if (password !== null) return { ask: 'password', form: password.form, field: password.name };
  const address = formWith(page, ({ autocomplete, name }) => autocomplete === 'username' && name !== '');
  if (address !== null) return { ask: 'email address', form: address.form, field: address.name };
  const form = page.forms.find(({ action }) => action === CONSENT);
  return form === undefined ? { ask: 'nothing', form, field: '' } : { ask: 'consent', form, field: '' };
}

function answered(
  page: Page,
  browser: FormBrowser,
  steps: readonly Step[],
  passwordTyped: boolean,
): SignedIn {
  const { hostname } = page.url;
  const cookies = [...browser.cookies].map(([name, value]): Cookie => ({
    name,
    value,
    domain: hostname,
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Lax',
  }));
  const callback = Object.fromEntries(page.url.searchParams);
  const callbackUrl = `${page.url.origin}${page.url.pathname}`;
  return { outcome: 'answered', callback, callbackUrl, steps, cookies, passwordTyped };
}

function titleOf({ html }: Page): string {
  return /<title>([^<]*)/.exec(html)?.[1] ?? html.slice(0, 100);
}
