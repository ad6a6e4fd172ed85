/** Variations on and between the sign-in pages. A person would get through all of them without a thought. */
import type { CallContext } from '../../common/env.ts';
import type { CallMiddleware } from '../../common/overlays.ts';
import { after, all, instead } from '../overlays/around.ts';
import { AUTHORIZE, SIGN_IN, type Endpoint } from '../overlays/endpoints.ts';
import { answer, answerHeader } from '../overlays/replies.ts';
import type { ZendeskVariation } from '../overlays/types.ts';
import { fieldNames } from '../sign-in/field-names.ts';

const SIGN_IN_PAGE: Endpoint = { method: 'GET', path: /^\/auth\/v2\/login\/signin$/ };
const PASSCODE_PAGE: Endpoint = { method: 'GET', path: /^\/access\/passcode$/ };
const PASSCODE: Endpoint = { method: 'POST', path: /^\/access\/passcode$/ };

/** Changes the HTML of these pages. */
function onPages(pages: readonly Endpoint[], change: (html: string) => string): CallMiddleware {
  return all(
    ...pages.map((page) =>
      after(page, async (c) => {
        if (c.res.headers.get('content-type')?.includes('html') === true)
          answer(c, c.res.status, change(await c.res.clone().text()));
      }),
    ),
  );
}

const beforeMain = (html: string) => (page: string) =>
  page.replace('<form id="main-form"', `${html}<form id="main-form"`);
const atTheEnd = (html: string) => (page: string) => page.replace('</body>', `${html}</body>`);

/** Puts a page between the password, or the passcode, and the authorization. */
function interstitial(path: string, page: (onward: string) => string): CallMiddleware {
  const detour = (c: CallContext) => {
    const onward = c.res.headers.get('location');
    if (c.res.status === 302 && onward !== null && onward.startsWith('/oauth/'))
      answerHeader(c, 'location', `${path}?${new URLSearchParams({ to: onward })}`);
  };
  return all(
    after(SIGN_IN, detour),
    after(PASSCODE, detour),
    instead({ method: 'GET', path: new RegExp(`^${path}$`) }, (c) => {
      const to = c.req.query('to') ?? '/';
      const html = `<!doctype html><title>One more thing</title>${page(to.replaceAll('&', '&amp;').replaceAll('"', '&quot;'))}`;
      return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } });
    }),
  );
}

/** A form that creates an account. No word or name distinguishes it from a sign-in form. */
const REGISTRATION_FORM =
  '<form method="post" action="/a/1"><p><input type="email" name="a"> <input type="password" name="b"> <button>→</button></p></form>';

const COVER = 'position:fixed;inset:0;background:#fff;z-index:9';

/** The button is enabled a moment after typing. */
const ENABLING = `<script>{
  const form = document.getElementById('main-form');
  const button = form.querySelector('[type=submit]');
  const isFull = () => [...form.querySelectorAll('input')].every((field) => field.type === 'hidden' || field.value !== '');
  button.disabled = true;
  form.addEventListener('input', () => setTimeout(() => { button.disabled = !isFull(); }, 200));
}</script>`;

/** The passcode in six fields that submit themselves. */
const SIX_FIELDS = `<script>{
  const field = document.querySelector('[autocomplete=one-time-code]');
  const boxes = Array.from({ length: 6 }, () => Object.assign(document.createElement('input'), { maxLength: 1, inputMode: 'numeric', size: 1 }));
  boxes.forEach((box, at) => box.addEventListener('input', () => {
    if (at < 5) { boxes[at + 1].focus(); return; }
    field.value = boxes.map((each) => each.value).join('');
    field.form.requestSubmit();
  }));
  field.after(...boxes);
  field.type = 'hidden';
}</script>`;

/** The passcode is requested in a dialog over the sign-in form, which stays on the page. */
function inDialog(page: string): string {
  const csrf = /name="authenticity_token" value="([^"]*)"/.exec(page)?.[1] ?? '';
  const { passcode } = fieldNames.plain;
  return atTheEnd(`<template id="step"><div style="${COVER}"><form method="post" action="/access/passcode">
<p>The six digits of the mail</p><input type="hidden" name="authenticity_token" value="${csrf}">
<input name="${passcode}" inputmode="numeric"><button>Go on</button></form></div></template>
<script>{
  const form = document.getElementById('main-form');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const reply = await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
    if (reply.url.endsWith('/access/passcode')) document.body.append(document.getElementById('step').content.cloneNode(true));
    else { document.open(); document.write(await reply.text()); document.close(); }
  });
}</script>`)(page);
}

/** The first authorization request is answered with a short wait, from two headers merged into one. */
function busyAtFirst(): CallMiddleware {
  let asked = 0;
  return instead(AUTHORIZE, () =>
    asked++ === 0
      ? new Response('<!doctype html><title>Busy</title><p>Please wait a little.</p>', {
          status: 429,
          headers: { 'content-type': 'text/html; charset=utf-8', 'retry-after': '1, 2' },
        })
      : undefined,
  );
}

export const signInPageVariations: readonly ZendeskVariation[] = [
  {
    name: 'frame-of-another-host',
    sentence: 'The sign-in page has a frame from another host, for a bot check.',
    pages: true,
    install: () =>
      onPages(
        [SIGN_IN_PAGE, PASSCODE_PAGE],
        beforeMain('<iframe src="https://widget.invalid/check" width="300" height="65"></iframe>'),
      ),
  },
  {
    name: 'other-form-before',
    sentence: 'A form that creates an account is in front of the sign-in form, and is not labeled as such.',
    pages: true,
    install: () => onPages([SIGN_IN_PAGE], beforeMain(REGISTRATION_FORM)),
  },
  {
    name: 'other-form-behind',
    sentence: 'A form that creates an account is after the sign-in form, and is not labeled as such.',
    pages: true,
    install: () => onPages([SIGN_IN_PAGE], atTheEnd(REGISTRATION_FORM)),
  },
  {
    name: 'passcode-in-dialog',
    sentence: 'The passcode is requested in a dialog over the form.',
    pages: true,
    install: () => onPages([SIGN_IN_PAGE], inDialog),
  },
  {
    name: 'passcode-in-six-fields',
    sentence: 'The passcode has one field for each digit, and is sent with the last one.',
    pages: true,
    install: () => onPages([PASSCODE_PAGE], atTheEnd(SIX_FIELDS)),
  },
  {
    name: 'passcode-at-every-sign-in',
    sentence: 'Two-factor authentication by mail: a code is requested at every sign-in, whatever the device.',
    pages: true,
    install: ({ sessions }) => {
      sessions.knowsDevice = () => false;
      return onPages([PASSCODE_PAGE], (page) =>
        page
          .replace('name="passcode"', 'id="totp_code" name="passcode"')
          .replace('autocomplete="one-time-code"', 'autocomplete="off"'),
      );
    },
  },
  {
    name: 'button-after-typing',
    sentence: 'The sign-in button is enabled some time after typing; a button for a passkey is next to it.',
    pages: true,
    install: () =>
      onPages([SIGN_IN_PAGE], (page) =>
        atTheEnd(ENABLING)(page).replace(
          /(<input type="submit"[^>]*>)/,
          '$1 <button type="button">Use a passkey</button>',
        ),
      ),
  },
  {
    name: 'banner-on-consent-page',
    sentence: 'A privacy banner is on the consent page, and covers its buttons.',
    pages: true,
    install: () =>
      onPages(
        [AUTHORIZE],
        atTheEnd(`<div id="privacy-banner" style="${COVER}"><button id="pb-reject-all" onclick="this.parentElement.remove()">Reject All</button>
<button id="pb-accept" onclick="this.parentElement.remove()">Allow All</button></div>`),
      ),
  },
  {
    name: 'cookie-wall',
    sentence: 'A cookie wall covers the sign-in page a moment after it appears.',
    pages: true,
    install: () =>
      onPages(
        [SIGN_IN_PAGE],
        atTheEnd(
          `<script>setTimeout(() => document.body.insertAdjacentHTML('beforeend', '<div role="dialog" aria-modal="true" style="${COVER}"><p>We value your privacy and use cookies.</p><button onclick="this.parentElement.remove()">Necessary only</button> <button onclick="this.parentElement.remove()">Accept all</button></div>'), 100)</script>`,
        ),
      ),
  },
  {
    name: 'question-in-between',
    sentence: 'After the password, a page offers a passkey, and can be skipped.',
    pages: true,
    install: () =>
      interstitial(
        '/access/offer',
        (
          onward,
        ) => `<h1>Create a passkey?</h1><form method="post" action="/access/passkeys"><button>Create a passkey</button></form>
<a href="${onward}">Not now</a>`,
      ),
  },
  {
    name: 'news-in-between',
    sentence:
      'After the password, an information page leads no further; requesting the authorization again works.',
    pages: true,
    install: () => interstitial('/access/news', () => '<h1>We have moved</h1><p>Our new office is open.</p>'),
  },
  {
    name: 'sign-in-asks-to-wait',
    sentence: 'The first authorization is answered with 429, with two waits in one header.',
    pages: true,
    install: busyAtFirst,
  },
];
