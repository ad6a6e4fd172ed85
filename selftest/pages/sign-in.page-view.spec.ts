import { expect } from '@playwright/test';
import type { Page } from 'playwright';
import { type Asks, look, marked, type Seen } from '../../helpers/sign-in/page-view.ts';
import { test as base } from '../support/chromium.ts';

/** Each test goes to it anew, so one page does for all of a worker. */
const test = base.extend<object, { sheet: Page }>({
  sheet: [
    async ({ chromium }, use) => {
      const context = await chromium.newContext();
      const page = await context.newPage();
      // A page with an address of its own, answered from here; nothing is ever sent.
      await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<html></html>' }));
      await use(page);
      await context.close();
    },
    { scope: 'worker' },
  ],
});

type Part = Parameters<typeof marked>[1];

/** What is expected of a page: what it asks for, and the `id` of each element that was recognised. */
interface Expected {
  asks: Asks;
  parts?: Partial<Record<Part, string | null>>;
  boxes?: number;
  path?: string;
}

async function see(page: Page, html: string, path = '/access/login', avoid: string[] = []): Promise<Seen> {
  await page.goto(`http://127.0.0.1:9${path}`);
  await page.setContent(html);
  const seen = await look(page, avoid);
  if (seen === undefined) throw new Error('nothing was seen');
  return seen;
}

async function idOf(seen: Seen, part: Part): Promise<string | null> {
  const found = marked(seen.frame, part);
  return (await found.count()) === 0 ? null : found.getAttribute('id');
}

function view(title: string, html: string, { asks, parts = {}, boxes, path }: Expected): void {
  test(title, async ({ sheet }) => {
    const seen = await see(sheet, html, path);
    const found: Partial<Record<Part, string | null>> = {};
    for (const part of Object.keys(parts) as Part[]) found[part] = await idOf(seen, part);
    expect({ asks: seen.asks, ...found }, seen.summary).toEqual({ asks, ...parts });
    if (boxes !== undefined) expect(seen.boxes).toBe(boxes);
  });
}

const LOGIN = {
  asks: 'password',
  parts: { address: 'address', password: 'password', submit: 'go' },
} as const satisfies Expected;

test.describe('a page for address and password', () => {
  for (const [language, address, password, button] of [
    ['English', 'Email', 'Password', 'Sign in'],
    ['German', 'E-Mail', 'Kennwort', 'Anmelden'],
    ['French', 'Adresse e-mail', 'Mot de passe', 'Se connecter'],
    ['Japanese', 'メールアドレス', 'パスワード', 'サインイン'],
    ['Arabic', 'البريد الإلكتروني', 'كلمة المرور', 'تسجيل الدخول'],
  ]) {
    view(
      `in ${language ?? ''}`,
      `<form><label>${address ?? ''} <input id=address type=email name="user[email]"></label>
       <label>${password ?? ''} <input id=password type=password name="user[password]"></label>
       <button id=go>${button ?? ''}</button></form>`,
      LOGIN,
    );
  }
  view(
    'whose address is a plain text field with autocomplete',
    `<form><input id=address type=text name=x1 autocomplete="username"><input id=password type=password name=x2><input type=submit id=go value=Los></form>`,
    LOGIN,
  );
  view(
    'whose fields say nothing about themselves',
    `<form><input id=address type=text><input id=password type=password><button id=go>→</button></form>`,
    LOGIN,
  );
  view(
    'with bait for robots',
    `<form><div style="position:absolute;left:-9999px"><input type=text name=email id=bait1></div>
     <input type=text name=username id=bait2 style="display:none"><input name=email id=bait3 style="opacity:0" type=email>
     <div aria-hidden=true><input id=bait4 type=password name=password2></div><input id=bait5 type=email tabindex=-1>
     <input id=address type=email name=e><input id=password type=password name=p><button id=go>Sign in</button></form>`,
    LOGIN,
  );
  view(
    'with a search box before it',
    `<form role=search action=/search><input id=search type=text name=query><button id=find>Search</button></form>
     <form><input id=address type=email><input id=password type=password><button id=go>Sign in</button></form>`,
    LOGIN,
  );
  view(
    'with a form to sign up before it',
    `<form action=/registration id=signup><input id=newmail type=email name=email><input id=newpw type=password autocomplete=new-password><button id=join>Sign up</button></form>
     <form action=/access/login><input id=address type=email><input id=password type=password autocomplete=current-password><button id=go>Sign in</button></form>`,
    LOGIN,
  );
  view(
    'with a button that shows the password',
    `<form><input id=address type=email><input id=password type=password><button id=eye type=button class=toggle-password aria-controls=password>👁</button><button id=go>Sign in</button></form>`,
    LOGIN,
  );
  view(
    'with a nameless button between password and submit',
    `<form><input id=address type=email><input id=password type=password><button id=eye type=button>👁</button><button id=go type=submit>Sign in</button></form>`,
    LOGIN,
  );
  view(
    'with the form for a forgotten password first',
    `<form action=/access/forgot id=forgot><input id=lost type=email name=email><button id=remind>Send</button></form>
     <form action=/access/login><input id=address type=email><input id=password type=password><button id=go>Sign in</button></form>`,
    LOGIN,
  );
  view(
    'with buttons of other ways to sign in before and after',
    `<form><button type=submit id=google name=provider value=google>Google</button><input id=address type=email><input id=password type=password>
     <button type=submit id=ms class=microsoft-login>Microsoft</button><button id=go type=submit>Sign in</button></form>`,
    LOGIN,
  );
  view(
    'without a form',
    `<div><div><input id=address type=email></div><div><input id=password type=password></div><div><button id=go type=button>Sign in</button></div></div>`,
    LOGIN,
  );
  view(
    'whose button stands outside of its form',
    `<form id=f><input id=address type=email><input id=password type=password></form><button id=go form=f>Sign in</button>`,
    LOGIN,
  );
  view(
    'with a link in place of a button',
    `<form><input id=address type=email><input id=password type=password><a href="#" id=go>Sign in</a></form>`,
    { asks: 'password', parts: { address: 'address', password: 'password', submit: 'go' } },
  );
  view(
    'under a cookie banner',
    `<div class=cookie-banner><button id=yes>Accept all</button><button id=no>Reject</button></div>
     <form><input id=address type=email><input id=password type=password><button id=go>Sign in</button></form>`,
    LOGIN,
  );
  view(
    'with a box to stay signed in',
    `<form><input id=address type=email><input id=password type=password><input type=checkbox id=stay name=remember_me checked><button id=go>Sign in</button></form>`,
    LOGIN,
  );
  view(
    'whose address was given before and is read only',
    `<form><input id=address type=email value=a@b.example readonly><input id=password type=password><button id=go>Sign in</button></form>`,
    { asks: 'password', parts: { address: null, password: 'password', submit: 'go' } },
  );
});

test.describe('a page for the address alone', () => {
  view('by type', `<form><input id=address type=email><button id=next>Weiter</button></form>`, {
    asks: 'address',
    parts: { address: 'address', submit: 'next' },
  });
  view(
    'by autocomplete, with a password that is hidden yet',
    `<form><input id=address type=text autocomplete="section-x username"><input id=later type=password style="display:none"><button id=next>次へ</button></form>`,
    { asks: 'address', parts: { address: 'address', password: null, submit: 'next' } },
  );
  view(
    'with a newsletter first',
    `<form action=/newsletter/subscribe><input id=news type=email><button id=sub>OK</button></form>
     <form action=/access/identify><input id=address type=email name=email><button id=next>Next</button></form>`,
    { asks: 'address', parts: { address: 'address', submit: 'next' } },
  );
});

test.describe('a page for a passcode', () => {
  const CODE = {
    asks: 'passcode',
    parts: { passcode: 'code', submit: 'go' },
    boxes: 0,
  } as const satisfies Expected;
  view(
    'by autocomplete',
    `<form><input id=code type=text name=x autocomplete=one-time-code><button id=go>Verify</button></form>`,
    CODE,
  );
  view(
    'by its name',
    `<form><input id=code type=text name=passcode><button id=go>Prüfen</button></form>`,
    CODE,
  );
  view(
    'by its digits',
    `<form><input id=code type=text name=x inputmode=numeric maxlength=6><button id=go>確認</button></form>`,
    CODE,
  );
  view(
    'typed as a password',
    `<form><input id=code type=password name=otp autocomplete=one-time-code><button id=go>OK</button></form>`,
    CODE,
  );
  view(
    'with a button to mail another one first',
    `<form><button id=again type=submit name=resend value=1>Resend</button><input id=code name=passcode><button id=back type=submit class=back-link>Back</button><button id=go type=submit>OK</button></form>`,
    CODE,
  );
  view(
    'with a button to mail another one between field and submit',
    `<form><input id=code name=passcode><button id=again type=submit data-action=resend>Neuen Code senden</button><button id=go type=submit>OK</button></form>`,
    CODE,
  );
  view(
    'in six boxes',
    `<form>${Array.from({ length: 6 }, (_, index) => `<input id=${index === 0 ? 'code' : `b${index}`} maxlength=1 inputmode=numeric>`).join('')}<button id=go>OK</button></form>`,
    { ...CODE, boxes: 6 },
  );
  view(
    'in six boxes, with a search box above',
    `<input type=text id=q name=search>${Array.from({ length: 6 }, (_, index) => `<input type=tel id=${index === 0 ? 'code' : `b${index}`} maxlength=1>`).join('')}<button id=go type=button>OK</button>`,
    { ...CODE, boxes: 6 },
  );
  view(
    'with a search box above',
    `<form role=search><input type=text id=q name=query></form><form><input id=code name=code inputmode=numeric><button id=go>OK</button></form>`,
    CODE,
  );
});

test.describe('a page for consent', () => {
  const path = '/oauth/authorizations/new';
  const CONSENT = { asks: 'consent', parts: { allow: 'allow' }, path } as const satisfies Expected;
  view(
    'with the button that denies first',
    `<form action=/oauth/authorizations><button id=deny name=decision value=deny>Deny</button><button id=allow name=decision value=allow>Allow</button></form>`,
    CONSENT,
  );
  view(
    'in two forms, as one library makes it',
    `<form action=/oauth/deny><button id=deny>Nein</button></form><form action=/oauth/approve><button id=allow>Ja</button></form>`,
    CONSENT,
  );
  view(
    'in a language we cannot read, by the names of its buttons',
    `<form><button id=deny class="btn btn-secondary">Odbij</button><button id=allow class="btn btn-primary">Dopusti</button></form>`,
    CONSENT,
  );
  for (const [language, deny, allow] of [
    ['German', 'Ablehnen', 'Zulassen'],
    ['French', 'Refuser', 'Autoriser'],
    ['Spanish', 'Denegar', 'Permitir'],
    ['Japanese', '拒否', '許可'],
    ['Korean', '거부', '허용'],
  ]) {
    view(
      `in ${language ?? ''}, by its word alone`,
      `<form><button id=deny>${deny ?? ''}</button><button id=allow>${allow ?? ''}</button></form>`,
      CONSENT,
    );
  }
  view(
    'under a cookie banner',
    `<div><button id=c1 class=cookie-accept>Accept all cookies</button></div><form><button id=deny value=no>Deny</button><button id=allow value=yes>Allow</button></form>`,
    CONSENT,
  );
  view(
    'under a cookie banner whose buttons do not say so themselves',
    `<div id=cookie-banner><button id=c1>Allow all</button></div><form action=/oauth/authorizations><button id=deny value=deny>Deny</button><button id=allow value=allow>Allow</button></form>`,
    CONSENT,
  );
  view(
    'with submit inputs',
    `<form><input type=submit id=deny value="Deny"><input type=submit id=allow value="Allow"></form>`,
    CONSENT,
  );
  view(
    'with a link to sign out',
    `<form action=/access/logout><button id=out class=logout>Not you?</button></form><form action=/oauth/authorizations><button id=allow name=commit>Onayla</button></form>`,
    CONSENT,
  );

  test('without any tell-tale word says that it cannot tell, and takes the other button when told', async ({
    sheet,
  }) => {
    const html = `<form><button id=one>Qabul</button><button id=two>Rad</button></form>`;
    const first = await see(sheet, html, path);
    expect([first.asks, first.uncertainAllow]).toEqual(['consent', 'Qabul']);
    expect(await idOf(first, 'allow')).toBe('one');
    const second = await see(sheet, html, path, ['Qabul']);
    expect(await idOf(second, 'allow')).toBe('two');
  });

  test('with one button alone is certain', async ({ sheet }) => {
    const seen = await see(sheet, `<form><button id=allow>Qabul</button></form>`, path);
    expect([seen.asks, seen.uncertainAllow]).toEqual(['consent', undefined]);
    expect(await idOf(seen, 'allow')).toBe('allow');
  });

  view(
    'by links that look like buttons',
    `<a class=btn id=deny href="/oauth/authorizations/deny">Deny</a><a class=btn id=allow href="/oauth/authorizations/allow">Allow</a>`,
    CONSENT,
  );
});

test.describe('where the form hides', () => {
  view(
    'in an open shadow root',
    `<my-login></my-login><script>document.querySelector('my-login').attachShadow({ mode: 'open' }).innerHTML =
     '<form><input id=address type=email><input id=password type=password><button id=go>Sign in</button></form>'</script>`,
    LOGIN,
  );
  view(
    'in a frame',
    `<h1>Welcome</h1><iframe width=400 height=300 srcdoc="<form><input id=address type=email><input id=password type=password><button id=go>Sign in</button></form>"></iframe>`,
    LOGIN,
  );
  view(
    'below the fold',
    `<div style="height:5000px"></div><form><input id=address type=email><input id=password type=password><button id=go>Sign in</button></form>`,
    LOGIN,
  );
});

test.describe('what is none of these', () => {
  const NOTHING = {
    asks: 'other',
    parts: { address: null, password: null, passcode: null, allow: null },
  } as const satisfies Expected;
  test('one field alone that says nothing about itself is marked, and called nothing', async ({ sheet }) => {
    const seen = await see(sheet, `<form><input id=code type=text name=x1><button id=go>→</button></form>`);
    expect([seen.asks, seen.loneField]).toEqual(['other', true]);
    expect(await idOf(seen, 'passcode')).toBe('code');
    expect(await idOf(seen, 'submit')).toBe('go');
  });

  view('an empty page', '', NOTHING);
  view('a page with a text', '<h1>Welcome</h1><p>You are signed in.</p>', NOTHING);
  view(
    'a cookie banner alone',
    '<div class=cookie-banner><button class=cookie-ok>Accept</button></div>',
    NOTHING,
  );
  view(
    'a search box alone',
    '<form role=search action=/hc/search><input type=search name=query><button>Search</button></form>',
    NOTHING,
  );
  view(
    'a newsletter alone',
    '<form action=/newsletter><input type=email name=email><button>OK</button></form>',
    NOTHING,
  );
  view(
    'fields that are switched off',
    '<form><input type=email disabled><input type=password disabled><button>Sign in</button></form>',
    NOTHING,
  );

  test('the summary says what was found, and the alert what it says', async ({ sheet }) => {
    const seen = await see(
      sheet,
      `<title>Log in</title><div role=alert>Wrong\n  password</div><form><input type=email name=mail><input type=password value=secret><button>Sign in</button></form>`,
    );
    expect(seen.summary).toBe('"Log in" with email field "mail", password field, button "Sign in"');
    expect(seen.alert).toBe('Wrong password');
  });

  test('what was marked is no longer marked when the page has changed', async ({ sheet }) => {
    const seen = await see(sheet, `<form><input id=address type=email><button id=next>Next</button></form>`);
    expect(await idOf(seen, 'address')).toBe('address');
    await sheet.locator('#address').evaluate((field: HTMLInputElement) => (field.type = 'password'));
    const again = await look(sheet, []);
    expect(again?.asks).toBe('password');
    if (again !== undefined) expect(await idOf(again, 'address')).toBeNull();
  });
});
