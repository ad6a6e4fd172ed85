/** Obstacles on a page: dialogs, banners, pop-ups, loading indicators, and elements that only look like obstacles. */
import type { CorpusPage } from './page.ts';

export const LAYERS: readonly CorpusPage[] = [
  {
    name: 'code-in-a-dialog-over-the-form',
    about: 'After the password, a script opens a dialog over the form, which asks for the emailed code.',
    before: { sent: 'password', sameDocument: true },
    html: `
      <form><input type="email" name="email" autocomplete="username" value="ada@mail.invalid">
        <input type="password" name="password" autocomplete="current-password" value="typed before"><button>Sign in</button></form>
      <div style="position:fixed;inset:0;background:#0008"><form method="post" action="/code" style="background:#fff;margin:3em">
        <p>Type the number from the mail</p><input id="code" name="code" autocomplete="one-time-code" inputmode="numeric"><button id="on">Go on</button></form></div>`,
    expected: { type: { code: 'code' }, press: 'on' },
  },
  {
    name: 'code-in-a-modal-dialog',
    about: 'A modal dialog asks for the code, and the form under it is inert.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Anmelden</button></form>
      <dialog id="d"><form method="post" action="/otp"><label for="tan">Sicherheitscode aus der E-Mail</label><input id="tan" name="otp" maxlength="6">
        <button type="button">Neuen Code senden</button><button id="pruefen">Prüfen</button></form></dialog>
      <script>d.showModal();</script>`,
    expected: { type: { code: 'tan' }, press: 'pruefen' },
  },
  {
    name: 'cookie-wall',
    about: 'A wall over the entire page catches every click until the user decides about cookies.',
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Log in</button></form>
      <div role="dialog" aria-label="Cookies" style="position:fixed;inset:0;background:#fffd"><p>We value your privacy.</p>
        <button id="all">Accept all</button><button id="none">Reject all</button><button id="set">Settings</button></div>`,
    expected: { press: 'none', to: 'clear the way' },
  },
  {
    name: 'cookie-wall-german-necessary-only',
    about: 'The wall offers no refusal, only the necessary cookies.',
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Anmelden</button></form>
      <div class="overlay" style="position:fixed;inset:0;background:#000c"><div style="background:#fff;margin:5em;padding:2em"><h2>Cookie-Einstellungen</h2>
        <a href="/datenschutz">Datenschutz</a> <button id="notwendig">Nur notwendige Cookies</button> <button id="alle">Alle akzeptieren</button></div></div>`,
    expected: { press: 'notwendig', to: 'clear the way' },
  },
  {
    name: 'cookie-wall-french-without-accepting',
    about: 'A link in the corner of the wall continues without accepting.',
    html: `
      <form method="post" action="/connexion"><input type="email" name="email"><input type="password" name="mdp"><button>Se connecter</button></form>
      <div style="position:fixed;inset:0;background:#fffe"><a id="sans" href="#" role="button" onclick="this.parentElement.remove(); return false">Continuer sans accepter</a>
        <p>Nous et nos partenaires utilisons des cookies.</p><button id="regler">Paramétrer</button><button id="ok">Tout accepter</button></div>`,
    expected: { press: 'sans', to: 'clear the way' },
  },
  {
    name: 'cookie-wall-that-can-only-be-accepted',
    about: 'The wall offers one button, and a link to read more.',
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Iniciar sesión</button></form>
      <div style="position:fixed;inset:0;background:#222e;color:#fff"><p>Este sitio usa cookies. <a href="/cookies" style="color:#fff">Más información</a></p><button id="acepto">Aceptar</button></div>`,
    expected: { press: 'acepto', to: 'clear the way' },
  },
  {
    name: 'cookie-wall-that-can-be-closed',
    about: 'The wall can be accepted, or closed with a cross in its corner.',
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>
      <div style="position:fixed;inset:0;background:#fffe"><button id="x" aria-label="Close" style="float:right">×</button><p>Cookies help us to improve.</p><button id="yes">Accept cookies</button></div>`,
    expected: { press: 'x', to: 'clear the way' },
  },
  {
    name: 'cookie-wall-in-a-shadow-root',
    about: 'The wall is a component with an open shadow root.',
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Inloggen</button></form>
      <div id="cmp"></div>
      <script>
        cmp.attachShadow({ mode: 'open' }).innerHTML = '<div style="position:fixed;inset:0;background:#eee"><p>Wij gebruiken cookies</p>'
          + '<button id="akkoord">Alles accepteren</button><button id="weiger">Alles weigeren</button></div>';
      </script>`,
    expected: { press: 'weiger', to: 'clear the way' },
  },
  {
    name: 'cookie-wall-modal',
    about: 'The wall is a modal dialog, so the form is visible but inert.',
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Anmelden</button></form>
      <dialog id="d"><p>Wir verwenden Cookies.</p><button id="ja">Akzeptieren</button> <button id="nein">Ablehnen</button></dialog><script>d.showModal();</script>`,
    expected: { press: 'nein', to: 'clear the way' },
  },
  {
    name: 'banner-at-the-bottom',
    about: 'A banner at the bottom asks about cookies, and covers nothing that is needed.',
    html: `
      <form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Log in</button></form>
      <div style="position:fixed;left:0;right:0;bottom:0;height:60px;background:#ddd">We use cookies. <button id="ok">OK</button> <button id="no">Decline</button></div>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'banner-over-the-button',
    about: 'A banner at the bottom covers the button of a form that is also at the bottom.',
    html: `
      <form method="post" action="/login" style="position:fixed;left:20px;bottom:30px"><input type="email" name="email"><br><br><br><input type="password" name="password"><br><br><br><button>Entrar</button></form>
      <div style="position:fixed;left:0;right:0;bottom:0;height:200px;background:#ddd"><p>Usamos cookies.</p><button id="aceitar">Aceitar</button> <button id="recusar">Recusar</button></div>`,
    expected: { press: 'recusar', to: 'clear the way' },
  },
  {
    name: 'newsletter-over-the-form',
    about: 'A pop-up over the form asks for an email address for a newsletter.',
    html: `
      <form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Log in</button></form>
      <div class="modal" style="position:fixed;inset:0;background:#000a"><form action="/subscribe" method="post" style="background:#fff;margin:4em"><h2>10% off your first order</h2>
        <input id="n" type="email" name="email" placeholder="Your email"><button id="sub">Sign me up</button><button type="button" id="thanks">No thanks</button></form></div>`,
    expected: { press: 'thanks', to: 'clear the way' },
  },
  {
    name: 'newsletter-with-a-cross',
    about: 'The pop-up has no words to decline, only a cross with a label.',
    html: `
      <form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Se connecter</button></form>
      <div role="dialog" aria-modal="true" style="position:fixed;inset:0;background:#fff"><button id="croix" aria-label="Fermer"><span aria-hidden="true">✕</span></button>
        <p>Recevez nos actualités</p><input type="email" name="email" aria-label="E-mail"><button id="ok">S’abonner</button></div>`,
    expected: { press: 'croix', to: 'clear the way' },
  },
  {
    name: 'notice-over-the-form',
    about: 'An announcement covers the form, and has one button.',
    html: `
      <form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Accedi</button></form>
      <div role="alertdialog" style="position:fixed;inset:0;background:#fff"><h2>Manutenzione programmata</h2><p>Domenica dalle 2 alle 4 il servizio non è disponibile.</p><button id="capito">Ho capito</button></div>`,
    expected: { press: 'capito', to: 'clear the way' },
  },
  {
    name: 'other-country-over-the-form',
    about: 'A pop-up offers the site of another country, or to stay.',
    html: `
      <form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Log in</button></form>
      <div role="dialog" aria-modal="true" style="position:fixed;inset:0;background:#fff"><p>You seem to be in another country.</p><a id="away" href="/fr/">Go to the French site</a> <button id="stay">Stay on this site</button></div>`,
    expected: { press: 'stay', to: 'clear the way' },
  },
  {
    name: 'spinner-over-the-form',
    about: 'A spinner covers the form while the page gets ready.',
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>
      <div aria-busy="true" style="position:fixed;inset:0;background:#fffc"><div class="spinner" role="progressbar" aria-label="Loading"></div></div>`,
    expected: { wait: 'yes' },
  },
  {
    name: 'page-that-is-still-loading',
    about: 'A framework’s page only shows that it is loading.',
    html: `<div id="app" aria-busy="true"><div role="progressbar" aria-label="Wird geladen"></div><p>Wird geladen…</p></div>`,
    expected: { wait: 'yes' },
  },
  {
    name: 'bot-check-over-the-form',
    about: 'A bot check’s frame covers the form until it has decided.',
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>
      <div style="position:fixed;inset:0;background:#fff"><iframe title="Checking" src="https://botcheck.invalid/interstitial" width="1200" height="700"></iframe></div>`,
    expected: { wait: 'yes' },
  },
  {
    name: 'chat-of-another-host-in-the-corner',
    about: 'A chat in a corner is in a frame of another host.',
    html: `
      <form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Log in</button></form>
      <iframe title="Chat" src="https://chat.invalid/widget" style="position:fixed;right:10px;bottom:10px;width:300px;height:400px"></iframe>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'chat-of-its-own-host-in-the-corner',
    about:
      'An open chat in a corner has fields for a name, an email address and a message, and a button to send them.',
    html: `
      <div role="complementary" aria-label="Chat" style="position:fixed;right:10px;bottom:10px;width:300px;background:#eee"><p>Wie können wir helfen?</p>
        <input name="name" placeholder="Name"><input name="email" type="email" placeholder="E-Mail"><textarea placeholder="Nachricht"></textarea><button type="button">Senden</button></div>
      <form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Anmelden</button></form>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'decoration-over-the-form',
    about: 'A decoration covers the page, but lets every click through.',
    html: `
      <form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Zaloguj się</button></form>
      <div class="snow" aria-hidden="true" style="position:fixed;inset:0;pointer-events:none;background:#8882"></div>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'hidden-walls',
    about: 'The document contains a closed dialog and a hidden wall.',
    html: `
      <dialog><form action="/subscribe"><input type="email" name="email"><button>Subscribe</button></form></dialog>
      <div class="cookie-wall" style="position:fixed;inset:0;background:#fff;visibility:hidden"><button>Accept all</button><button>Reject all</button></div>
      <form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Log in</button></form>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'sign-in-in-a-modal-dialog',
    about: 'The sign-in form itself is in a modal dialog over a page with other forms.',
    html: `
      <form role="search"><input type="search" name="q"><button>Buscar</button></form><form action="/boletin"><input type="email" name="email"><button>Suscribirme</button></form>
      <dialog id="d"><form method="post" action="/sesion"><label>Correo <input id="c" type="email" name="correo"></label><label>Contraseña <input id="k" type="password" name="clave"></label>
        <button id="in">Iniciar sesión</button><button type="button" aria-label="Cerrar">×</button></form></dialog><script>d.showModal();</script>`,
    expected: { type: { address: 'c', password: 'k' }, press: 'in' },
  },
  {
    name: 'sign-in-over-a-form-for-new-accounts',
    about: 'A layer with the sign-in form covers a page that creates accounts.',
    html: `
      <form method="post" action="/register"><input type="email" name="email"><input type="password" name="password" autocomplete="new-password"><button>Create account</button></form>
      <div role="dialog" aria-modal="true" aria-label="Log in" style="position:fixed;inset:0;background:#fff"><form method="post" action="/login"><input id="e" type="email" name="email">
        <input id="p" type="password" name="password" autocomplete="current-password"><button id="s">Log in</button></form></div>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'survey-over-the-consent-page',
    about: 'After the password, a survey covers the consent page.',
    path: '/oauth/authorizations/new?client_id=k',
    before: { sent: 'password' },
    html: `
      <h1>Keyturn wants to access your account</h1><form method="post" action="/oauth/authorizations"><button name="deny" value="1">Deny</button><button name="allow" value="1">Allow</button></form>
      <div role="dialog" aria-modal="true" style="position:fixed;inset:0;background:#fff"><p>How easy was it to sign in?</p><button>1</button><button>2</button><button>3</button><button id="later">Not now</button></div>`,
    expected: { press: 'later', to: 'clear the way' },
  },
  {
    name: 'privacy-banner-above-the-consent',
    about:
      'A banner that covers nothing is in front of the consent form, and also has buttons to reject and allow.',
    path: '/oauth/authorizations/new?client_id=k',
    before: { sent: 'password' },
    html: `
      <div id="privacy-banner"><button id="pb-reject" onclick="this.parentElement.remove()">Reject All</button><button id="pb-accept" onclick="this.parentElement.remove()">Allow All</button></div>
      <p>Keyturn asks for access to your account.</p><form method="post" action="/oauth/authorizations"><button id="deny" name="deny" value="1">Deny</button> <button id="allow" name="allow" value="1">Allow</button></form>`,
    expected: { press: 'allow', to: 'allow' },
  },
  {
    name: 'privacy-banner-below-the-consent',
    about: 'The banner comes after the consent form, and the client is denied.',
    path: '/oauth/authorizations/new?client_id=k',
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <p>Keyturn möchte auf Ihr Konto zugreifen.</p><form method="post" action="/oauth/authorizations"><button id="deny" name="deny" value="1">Ablehnen</button> <button id="allow" name="allow" value="1">Zulassen</button></form>
      <div id="privacy-banner">Cookies? <button id="pb-reject" onclick="this.parentElement.remove()">Alle ablehnen</button><button id="pb-accept" onclick="this.parentElement.remove()">Alle zulassen</button></div>`,
    expected: { press: 'deny', to: 'deny' },
  },
  {
    name: 'cookie-wall-over-the-consent',
    about: 'A wall that asks about cookies covers the consent page.',
    path: '/oauth/authorizations/new?client_id=k',
    before: { sent: 'password' },
    decision: 'deny',
    html: `
      <p>Keyturn asks for access.</p><form method="post" action="/oauth/authorizations"><button id="deny" name="deny" value="1">Deny</button> <button id="allow" name="allow" value="1">Allow</button></form>
      <div role="dialog" aria-modal="true" style="position:fixed;inset:0;background:#fff"><p>Cookies on this site</p><button id="c-yes">Allow all cookies</button><button id="c-no">Decline cookies</button></div>`,
    expected: { press: 'c-no', to: 'clear the way' },
  },
];
