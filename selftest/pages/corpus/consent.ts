/** Consent pages with different words and markup. */
import type { CorpusPage } from './page.ts';

const PATH = '/oauth/authorizations/new?response_type=code&client_id=keyturn&scope=read+write';

export const CONSENT: readonly CorpusPage[] = [
  {
    name: 'consent-plain',
    about: 'Two buttons with plain words are in one form.',
    path: PATH,
    before: { sent: 'password' },
    html: `
      <h1>Authorize Keyturn</h1><p>Keyturn requests access to your account.</p>
      <form method="post" action="/oauth/authorizations"><button id="yes" name="commit" value="allow">Allow</button><button id="no" name="commit" value="deny">Deny</button></form>`,
    expected: { press: 'yes', to: 'allow' },
  },
  {
    name: 'consent-without-a-password-before',
    mayBeSignedIn: true,
    about: 'A session is already open, so the consent page comes first.',
    path: PATH,
    html: `
      <p>Signed in as ada@mail.invalid</p><form method="post" action="/oauth/authorizations"><input type="hidden" name="authenticity_token" value="x">
        <input id="no" type="submit" name="deny" value="Cancel"><input id="yes" type="submit" name="allow" value="Authorize"></form>`,
    expected: { press: 'yes', to: 'allow' },
  },
  {
    name: 'consent-german-deny-first',
    about: 'The button that denies comes first, and looks like the main one.',
    path: PATH,
    before: { sent: 'password' },
    html: `
      <p><b>Keyturn</b> möchte auf Ihr Konto zugreifen.</p><form method="post" action="/oauth/authorizations"><button class="primary" autofocus id="n">Ablehnen</button><button class="link" id="j" name="ok" value="1">Zulassen</button></form>`,
    expected: { press: 'j', to: 'allow' },
  },
  {
    name: 'consent-french-deny',
    about: 'The page is French, and the client is denied.',
    path: PATH,
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <p>L’application Keyturn demande l’accès à votre compte.</p><form method="post" action="/oauth/authorizations"><button id="oui" name="d" value="1">Autoriser</button><button id="non" name="d" value="0">Refuser</button></form>`,
    expected: { press: 'non', to: 'deny' },
  },
  {
    name: 'consent-spanish',
    about: 'The buttons are Spanish, and are input elements.',
    path: PATH,
    before: { sent: 'password' },
    html: `
      <h2>¿Permitir que Keyturn acceda a tu cuenta?</h2><form method="post" action="/oauth/authorizations"><input type="submit" id="no" value="Rechazar"><input type="submit" id="si" value="Permitir"></form>`,
    expected: { press: 'si', to: 'allow' },
  },
  {
    name: 'consent-portuguese-deny-links',
    about: 'Both answers are links that look like buttons.',
    path: PATH,
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <p>O aplicativo Keyturn pede acesso à sua conta.</p><a id="sim" class="btn btn-success" href="/oauth/authorizations/allow?t=1">Autorizar</a> <a id="nao" class="btn btn-default" href="/oauth/authorizations/deny?t=1">Negar</a>`,
    expected: { press: 'nao', to: 'deny' },
  },
  {
    name: 'consent-italian-links',
    about: 'The answers are links that look like buttons, among others that lead away.',
    path: PATH,
    before: { sent: 'password' },
    html: `
      <p>Keyturn chiede di accedere al tuo account.</p><a href="/privacy">Informativa sulla privacy</a> <a id="no" role="button" href="/oauth/deny">Nega</a> <a id="si" role="button" href="/oauth/allow">Consenti</a> <a href="/logout">Esci</a>`,
    expected: { press: 'si', to: 'allow' },
  },
  {
    name: 'consent-dutch-with-sign-out',
    about: 'A link that ends the session and one to another account are in the same box.',
    path: PATH,
    before: { sent: 'password' },
    html: `
      <div class="box"><p>Aangemeld als ada@mail.invalid. <a href="/access/logout">Uitloggen</a> <a href="/switch">Van account wisselen</a></p>
        <p>Keyturn vraagt toegang tot je account.</p><form method="post" action="/oauth/authorizations"><button id="nee" name="a" value="deny">Weigeren</button><button id="ja" name="a" value="allow">Toestaan</button></form></div>`,
    expected: { press: 'ja', to: 'allow' },
  },
  {
    name: 'consent-polish-deny-with-sign-out',
    about: 'Ending the session does not deny the client.',
    path: PATH,
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <form method="post" action="/logout"><button id="wyloguj">Wyloguj się</button></form><p>Aplikacja Keyturn prosi o dostęp do Twojego konta.</p>
      <form method="post" action="/oauth/authorizations"><button id="tak" name="zgoda" value="1">Zezwól</button><button id="nie" name="zgoda" value="0">Odmów</button></form>`,
    expected: { press: 'nie', to: 'deny' },
  },
  {
    name: 'consent-japanese',
    about: 'Both answers are Japanese.',
    path: PATH,
    before: { sent: 'password' },
    html: `
      <h1>アクセスの許可</h1><p>Keyturn があなたのアカウントへのアクセスを求めています。</p><form method="post" action="/oauth/authorizations"><button id="kyohi" type="submit" name="r" value="0">拒否</button><button id="kyoka" type="submit" name="r" value="1">許可</button></form>`,
    expected: { press: 'kyoka', to: 'allow' },
  },
  {
    name: 'consent-turkish-deny',
    about: 'The page is Turkish, and the client is denied.',
    path: PATH,
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <p>Keyturn hesabınıza erişmek istiyor.</p><form method="post" action="/oauth/authorizations"><button id="izin" name="c" value="1">İzin ver</button><button id="red" name="c" value="0">Reddet</button></form>`,
    expected: { press: 'red', to: 'deny' },
  },
  {
    name: 'consent-by-values-only',
    about: 'The page is in an unknown language, but names and values show the answers.',
    path: PATH,
    before: { sent: 'password' },
    html: `
      <p>Keyturn pyytää käyttöoikeutta tiliisi.</p><form method="post" action="/oauth/authorizations"><button id="a" name="decision" value="deny">Estä</button><button id="b" name="decision" value="allow">Salli</button></form>`,
    expected: { press: 'b', to: 'allow' },
  },
  {
    name: 'consent-in-two-forms',
    about: 'Each answer has its own form, and the one that denies sends a DELETE.',
    path: PATH,
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <main><p>Authorize <strong>Keyturn</strong> to use your account?</p>
        <form action="/oauth/authorize" method="post"><input type="hidden" name="client_id" value="k"><input id="f1" type="submit" value="Authorize" class="btn btn-success"></form>
        <form action="/oauth/authorize" method="post"><input type="hidden" name="_method" value="delete"><input type="hidden" name="client_id" value="k"><input id="f2" type="submit" value="Deny" class="btn btn-danger"></form></main>`,
    expected: { press: 'f2', to: 'deny' },
  },
  {
    name: 'consent-in-two-forms-with-hidden-answers',
    about: 'Two forms have the same action, and a hidden field contains the answer.',
    path: PATH,
    before: { sent: 'password' },
    html: `
      <h2>Please confirm</h2><form action="/oauth/authorize" method="post"><input name="user_oauth_approval" value="false" type="hidden"><button id="n" type="submit">Deny</button></form>
      <form action="/oauth/authorize" method="post"><input name="user_oauth_approval" value="true" type="hidden"><button id="y" type="submit">Approve</button></form>`,
    expected: { press: 'y', to: 'allow' },
  },
  {
    name: 'consent-with-a-list-of-scopes',
    about: 'The client’s scopes are a list of check boxes, which stay unchanged.',
    path: PATH,
    before: { sent: 'password' },
    html: `
      <form method="post" action="/oauth/authorizations"><p>Keyturn wants to:</p><label><input type="checkbox" name="scope" value="read" checked> Read your data</label><label><input type="checkbox" name="scope" value="write" checked> Change your data</label>
        <label><input type="checkbox" name="remember"> Remember this decision</label><button type="button" id="sel">Select none</button><button id="go" name="action" value="grant">Grant access</button><button id="no" name="action" value="refuse">No, thanks</button></form>`,
    expected: { press: 'go', to: 'allow' },
  },
  {
    name: 'consent-that-is-denied-by-a-link',
    about: 'Only the consent is a button. The refusal is a link below it.',
    path: PATH,
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <p>Keyturn möchte Zugriff auf Ihr Konto.</p><form method="post" action="/oauth/authorizations"><button id="ok">Zugriff erlauben</button></form><a id="weg" href="/oauth/authorizations/deny">Zugriff verweigern</a> · <a href="/hilfe">Hilfe</a>`,
    expected: { press: 'weg', to: 'deny' },
  },
  {
    name: 'consent-without-a-button-to-deny',
    about: 'The client should be denied, but nothing on the page does that.',
    path: PATH,
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <p>Keyturn wants to access your account.</p><form method="post" action="/oauth/authorizations"><button id="ok">Authorize Keyturn</button></form><p>Read our <a href="/privacy">privacy policy</a>.</p>`,
    expected: { blocked: /no button that clearly denies/ },
  },
  {
    name: 'consent-with-other-buttons-but-none-that-denies',
    about: 'Next to the consent are a choice of languages and a button to sign out, which deny nothing.',
    path: PATH,
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <form action="/locale"><select name="l"><option>English</option><option>Español</option></select><button>Change language</button></form>
      <p>Keyturn requests access.</p><form method="post" action="/oauth/authorizations"><button id="ok" name="allow" value="1">Allow access</button></form><form method="post" action="/logout"><button id="out">Sign out</button></form>`,
    expected: { blocked: /no button that clearly denies/ },
  },
];
