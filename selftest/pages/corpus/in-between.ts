/** Interstitials and other pages between the password and the authorization: questions, offers, news, and dead ends. */
import type { CorpusPage } from './page.ts';

const AUTHORIZATION = '/oauth/authorizations/new?response_type=code&client_id=keyturn';

export const IN_BETWEEN: readonly CorpusPage[] = [
  {
    name: 'stay-signed-in',
    about: 'The page asks whether to stay signed in, which breaks most scripts.',
    before: { sent: 'password' },
    html: `
      <h1>Stay signed in?</h1><form method="post" action="/kmsi"><label><input type="checkbox" name="DontShowAgain"> Don’t show this again</label>
        <input type="button" id="back" value="No"><input type="submit" id="si9" value="Yes"></form>`,
    expected: { press: 'back', to: 'skip' },
  },
  {
    name: 'stay-signed-in-german',
    about: 'The same question is asked in German, with the answer “no” last.',
    before: { sent: 'password' },
    html: `
      <h1>Angemeldet bleiben?</h1><form method="post" action="/bleiben"><button id="ja" name="b" value="1">Ja</button><button id="nein" name="b" value="0">Nein</button></form>`,
    expected: { press: 'nein', to: 'skip' },
  },
  {
    name: 'passkey-offer',
    about: 'After the sign-in, the page offers a passkey, which can be created later.',
    before: { sent: 'password' },
    html: `
      <h2>Sign in faster with a passkey</h2><p>Use your fingerprint or face.</p><button id="create" type="button">Create a passkey</button><button id="later" type="button">Not now</button>`,
    expected: { press: 'later', to: 'skip' },
  },
  {
    name: 'passkey-offer-french-in-the-same-document',
    about: 'The offer replaces the form in the same document.',
    before: { sent: 'password', sameDocument: true },
    html: `
      <section><h2>Créer une clé d’accès</h2><p>Plus besoin de mot de passe.</p><button id="creer">Créer</button> <a id="tard" href="/suite">Plus tard</a></section>`,
    expected: { press: 'tard', to: 'skip' },
  },
  {
    name: 'phone-that-can-be-skipped',
    about: 'The page asks for a phone number to secure the account, and a link skips it.',
    before: { sent: 'password' },
    html: `
      <h1>Add your mobile number</h1><form method="post" action="/phone"><select name="country_code"><option>+49</option><option>+33</option></select><input type="tel" name="phone"><button id="save">Save</button></form><a id="skip" href="/continue">Skip for now</a>`,
    expected: { press: 'skip', to: 'skip' },
  },
  {
    name: 'phone-that-cannot-be-skipped',
    about: 'The phone number is required, and cannot be skipped.',
    before: { sent: 'password' },
    html: `
      <h1>Se requiere un número de teléfono</h1><form method="post" action="/telefono"><input id="tel" type="tel" name="telefono" autocomplete="tel"><button id="ok">Guardar</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'authenticator-that-can-be-skipped',
    about:
      'The page asks the user to set up an app, with an image to scan and a code to confirm it. It can be skipped.',
    before: { sent: 'password' },
    html: `
      <h1>Zwei-Faktor-Authentifizierung einrichten</h1><p>Scannen Sie den QR-Code mit Ihrer App.</p><img alt="QR-Code" width="120" height="120" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
      <form method="post" action="/2fa/setup"><input id="c" name="totp_code" autocomplete="one-time-code" placeholder="Code aus der App"><button id="an">Aktivieren</button><button id="spaeter" name="skip" value="1" formnovalidate>Später erinnern</button></form>`,
    expected: { press: 'spaeter', to: 'skip' },
  },
  {
    name: 'authenticator-that-cannot-be-skipped',
    about: 'An app must be set up. The field is for the first code of an app that is not set up yet.',
    before: { sent: 'password' },
    html: `
      <h1>Set up two-factor authentication</h1><ol><li>Install an authenticator app</li><li>Scan this QR code, or type the key JBSW Y3DP</li><li>Enter the six digits that the app shows</li></ol>
      <img alt="QR code" width="120" height="120" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><form method="post" action="/2fa/enroll"><input id="c" name="totp" inputmode="numeric" autocomplete="one-time-code"><button id="ok">Finish setup</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'new-password-required',
    about: 'The password that was sent must be replaced before anything else.',
    before: { sent: 'password' },
    html: `
      <h1>Update password</h1><p>You need to change your password to activate your account.</p><form method="post" action="/required-action"><label>New password <input id="a" type="password" name="password-new" autocomplete="new-password"></label>
        <label>Confirm password <input id="b" type="password" name="password-confirm" autocomplete="new-password"></label><button id="c">Submit</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'new-password-recommended',
    about: 'A new password is recommended, and a link skips it.',
    before: { sent: 'password' },
    html: `
      <h1>Choisissez un nouveau mot de passe</h1><form method="post" action="/mdp"><input id="a" type="password" name="nouveau" placeholder="Nouveau mot de passe"><input id="b" type="password" name="confirmation" placeholder="Confirmation"><button id="c">Enregistrer</button></form><a id="d" href="/continuer">Ignorer cette étape</a>`,
    expected: { press: 'd', to: 'skip' },
  },
  {
    name: 'password-expires-soon',
    about: 'The password expires in three days, and can be changed now or later.',
    before: { sent: 'password' },
    html: `
      <div class="notice"><p>Your password expires in 3 days.</p><a id="now" class="button" href="/account/password">Change now</a> <a id="later" class="button" href="/continue">Remind me later</a></div>`,
    expected: { press: 'later', to: 'skip' },
  },
  {
    name: 'terms-to-accept-or-decline',
    about: 'New terms must be accepted, which only a person may do.',
    before: { sent: 'password' },
    html: `
      <h1>Terms and Conditions</h1><div style="height:80px;overflow:auto">We have changed our terms.</div><form method="post" action="/required-action"><input id="no" type="submit" name="cancel" value="Decline"><input id="yes" type="submit" name="accept" value="Accept"></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'terms-that-can-be-skipped',
    about: 'The new terms can be read later.',
    before: { sent: 'password' },
    html: `
      <h1>Nieuwe voorwaarden</h1><form method="post" action="/voorwaarden"><button id="ja" name="a" value="1">Akkoord</button><button id="later" name="a" value="later">Later herinneren</button></form>`,
    expected: { press: 'later', to: 'skip' },
  },
  {
    name: 'terms-at-the-path-of-the-authorization',
    about: 'The terms are at the path of the consent page. Agreeing to them does not allow the client.',
    path: AUTHORIZATION,
    before: { sent: 'password' },
    html: `
      <h1>Our terms of service have changed</h1><p>Please read and accept them to go on using your account.</p><form method="post" action="/terms/accept"><label><input type="checkbox" name="read"> I have read the terms</label><button id="agree">I agree</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'terms-at-the-path-of-the-authorization-german',
    about: 'The same happens in German, with a button that rejects the terms.',
    path: AUTHORIZATION,
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <h1>Neue Nutzungsbedingungen</h1><form method="post" action="/bedingungen"><button id="nein" name="a" value="0">Ablehnen</button><button id="ja" name="a" value="1">Ich stimme zu</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'passkey-offer-at-the-path-of-the-authorization',
    about: 'The offer of a passkey is at the path of the consent page.',
    path: AUTHORIZATION,
    before: { sent: 'password' },
    html: `
      <h1>Make signing in easier</h1><p>Create a passkey on this device.</p><button id="ok">Create passkey</button><button id="skip">Maybe later</button>`,
    expected: { press: 'skip', to: 'skip' },
  },
  {
    name: 'survey-after-the-password',
    about: 'A survey has eleven numbers, and a button that dismisses it.',
    before: { sent: 'password' },
    html: `
      <h2>How likely are you to recommend us?</h2><form method="post" action="/nps"><button name="n" value="0">0</button><button name="n" value="5">5</button><button name="n" value="10">10</button>
        <textarea name="why" placeholder="Why?"></textarea><button id="send">Send</button><button id="dismiss" name="dismiss" value="1">Skip survey</button></form>`,
    expected: { press: 'dismiss', to: 'skip' },
  },
  {
    name: 'workspace-choice',
    about: 'The person belongs to several workspaces, and must choose one.',
    before: { sent: 'password' },
    html: `
      <h1>Choose a workspace</h1><ul><li><a id="w1" href="/w/acme">Acme</a></li><li><a id="w2" href="/w/globex">Globex</a></li></ul><a id="w3" href="/w/new">Create a new workspace</a>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'account-choice',
    about: 'There are tiles of accounts, and one to add another.',
    before: { sent: 'password' },
    html: `
      <h1>Konto auswählen</h1><div role="button" tabindex="0" id="k1">ada@mail.invalid</div><div role="button" tabindex="0" id="k2">root@mail.invalid</div><div role="button" tabindex="0" id="k3">Anderes Konto verwenden</div>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'recovery-address-to-confirm',
    about: 'The page asks whether the recovery email address is still right, and can ask again later.',
    before: { sent: 'password' },
    html: `
      <h1>Is this still your recovery email?</h1><form method="post" action="/recovery"><input id="r" type="email" name="recovery_email" value="a…@mail.invalid"><button id="ok" name="a" value="1">Confirm</button><button id="later" name="a" value="2">Ask me later</button></form>`,
    expected: { press: 'later', to: 'skip' },
  },
  {
    name: 'profile-to-complete',
    about: 'The page requires a name, company and postal code, and cannot be skipped.',
    before: { sent: 'password' },
    html: `
      <h1>Completa il tuo profilo</h1><form method="post" action="/profilo"><input name="nome" placeholder="Nome"><input name="azienda" placeholder="Azienda"><input id="cap" name="postal_code" inputmode="numeric" maxlength="5" placeholder="CAP"><button id="salva">Salva</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'security-question',
    about: 'The page asks a question to which the run has no answer.',
    before: { sent: 'password' },
    html: `
      <h1>Security question</h1><form method="post" action="/question"><label for="ans">What was the name of your first pet?</label><input id="ans" name="answer" autocomplete="off"><button id="ok">Continue</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'verification-by-an-emailed-link',
    about: 'The page has no field. A link was emailed.',
    before: { sent: 'password' },
    html: `
      <h1>Verify it’s you</h1><p>We do not recognise this device. Open the link that we sent to a…@mail.invalid.</p><button id="again" type="button">Send the link again</button>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'news-with-one-button',
    about: 'The page has news about the product, and one button to continue.',
    before: { sent: 'password' },
    html: `
      <h1>What’s new</h1><p>The ticket list got faster.</p><form method="post" action="/whats-new/seen"><button id="go">Continue</button></form>`,
    expected: { press: 'go', to: 'skip' },
  },
  {
    name: 'news-with-one-button-portuguese',
    about: 'A notice only needs to be acknowledged.',
    before: { sent: 'password' },
    html: `
      <div role="dialog" aria-label="Aviso"><p>O suporte não atende nos feriados.</p><button id="ok" type="button">Entendi</button></div>`,
    expected: { press: 'ok', to: 'skip' },
  },
  {
    name: 'signed-in-with-a-link',
    about:
      'The page shows that the user is signed in, and has a link to continue, because it could not redirect.',
    before: { sent: 'password' },
    html: `<h1>You are signed in</h1><p>If you are not redirected, <a id="on" href="/oauth/authorizations/new?client_id=keyturn">click here to continue</a>.</p>`,
    expected: { press: 'on', to: 'skip' },
  },
  {
    name: 'trial-ended',
    about: 'The account’s trial has ended, and only a purchase leads on.',
    before: { sent: 'password' },
    html: `
      <h1>Your trial has ended</h1><p>Choose a plan to keep using Acme Desk.</p><a id="buy" class="button" href="/billing/plans">Choose a plan</a> <a id="talk" href="/sales">Talk to sales</a>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'account-suspended',
    about: 'The account is suspended, and the page has no fields.',
    before: { sent: 'password' },
    html: `<h1>Your account has been suspended</h1><p>Please contact your administrator.</p><a href="/">Home</a>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'maintenance',
    about: 'The site is down for maintenance, as its status shows.',
    before: { sent: 'password', status: 503 },
    html: `<h1>Wartungsarbeiten</h1><p>Wir sind gleich wieder da.</p>`,
    expected: { blocked: /503/ },
  },
  {
    name: 'bot-check-after-the-password',
    about: 'After the password, a page contains only a bot check’s frame.',
    before: { sent: 'password' },
    html: `<iframe title="Checking your browser" src="https://botcheck.invalid/managed" width="400" height="300"></iframe>`,
    expected: { wait: 'yes' },
  },
  {
    name: 'page-that-is-not-understood',
    about: 'The page is in an unknown language, and its two buttons could mean anything.',
    before: { sent: 'password' },
    html: `<h1>Tilkynning</h1><p>Veldu annan kostinn hér að neðan.</p><button id="a">Fyrri</button><button id="b">Seinni</button>`,
    expected: { leave: 'yes' },
  },
];
