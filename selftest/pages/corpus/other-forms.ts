/**
 * Pages with a form that is not the sign-in form: on its own, next to a sign-in form, or next to one that does not
 * identify itself.
 */
import type { CorpusPage } from './page.ts';

export const OTHER_FORMS: readonly CorpusPage[] = [
  // Next to a sign-in form that identifies itself.
  {
    name: 'register-below-with-the-same-fields',
    about:
      'Two forms with the same fields and the same action: only heading, button and a hidden field differ.',
    html: `
      <b>Login</b>
      <form method="post" action="login"><table>
        <tr><td>username:</td><td><input id="a1" type="text" name="acct" size="20"></td></tr>
        <tr><td>password:</td><td><input id="a2" type="password" name="pw" size="20"></td></tr></table>
        <input id="a3" type="submit" value="login"></form>
      <b>Create Account</b>
      <form method="post" action="login"><input type="hidden" name="creating" value="t"><table>
        <tr><td>username:</td><td><input id="b1" type="text" name="acct" size="20"></td></tr>
        <tr><td>password:</td><td><input id="b2" type="password" name="pw" size="20"></td></tr></table>
        <input id="b3" type="submit" value="create account"></form>`,
    right: { type: { address: 'a1', password: 'a2' }, press: 'a3' },
  },
  {
    name: 'register-above-with-a-name',
    about: 'The form for new accounts comes first, and has a field for the name.',
    html: `
      <form method="post" action="/registrations"><h2>New here?</h2>
        <input id="n0" name="name" placeholder="Full name"><input id="n1" name="email" type="email" placeholder="Email">
        <input id="n2" name="password" type="password" autocomplete="new-password" placeholder="Choose a password"><button id="n3">Create account</button></form>
      <form method="post" action="/sessions"><h2>Welcome back</h2>
        <input id="s1" name="email" type="email" autocomplete="username" placeholder="Email">
        <input id="s2" name="password" type="password" autocomplete="current-password" placeholder="Password"><button id="s3">Sign in</button></form>`,
    right: { type: { address: 's1', password: 's2' }, press: 's3' },
  },
  {
    name: 'register-above-in-words-that-do-not-tell',
    about:
      'The form for new accounts has an address, a password and a friendly word, and stands before the sign-in.',
    html: `
      <form method="post" action="/start"><input id="v1" type="email" name="email" placeholder="E-Mail">
        <input id="v2" type="password" name="passwort" placeholder="Passwort"><button id="v3">Loslegen</button></form>
      <form method="post" action="/session"><input id="z1" type="email" name="email" placeholder="E-Mail">
        <input id="z2" type="password" name="passwort" placeholder="Passwort" autocomplete="current-password"><button id="z3">Anmelden</button></form>`,
    right: { type: { address: 'z1', password: 'z2' }, press: 'z3' },
  },
  {
    name: 'register-below-with-a-plain-action-french',
    about: 'The form for new members comes second, and its action says nothing.',
    html: `
      <form method="post" action="/connexion"><h2>Déjà client ?</h2>
        <label>E-mail <input id="c1" type="email" name="email"></label><label>Mot de passe <input id="c2" type="password" name="mdp"></label>
        <button id="c3">Se connecter</button></form>
      <form method="post" action="/espace"><h2>Nouveau client ?</h2>
        <label>E-mail <input id="i1" type="email" name="email"></label><label>Mot de passe <input id="i2" type="password" name="mdp"></label>
        <label><input type="checkbox" name="cgu"> J’accepte les conditions</label><button id="i3">Créer mon compte</button></form>`,
    right: { type: { address: 'c1', password: 'c2' }, press: 'c3' },
  },
  {
    name: 'register-above-long-spanish',
    about:
      'A long form for new customers with phone, repeated password and terms stands above a short sign-in.',
    html: `
      <form method="post" action="/clientes">
        <input id="r0" name="nombre" placeholder="Nombre"><input id="r1" name="telefono" type="tel" placeholder="Teléfono">
        <input id="r2" name="correo" type="email" placeholder="Correo"><input id="r3" name="clave" type="password" placeholder="Contraseña">
        <input id="r4" name="clave2" type="password" placeholder="Repite la contraseña"><label><input type="checkbox"> Acepto los términos</label>
        <button id="r5">Registrarme</button></form>
      <form method="post" action="/login"><input id="t1" name="correo" type="email" placeholder="Correo">
        <input id="t2" name="clave" type="password" placeholder="Contraseña"><button id="t3">Iniciar sesión</button></form>`,
    right: { type: { address: 't1', password: 't2' }, press: 't3' },
  },
  {
    name: 'register-above-with-the-address-twice',
    about: 'The form for new accounts asks for the address twice and for one password.',
    html: `
      <form method="post" action="/iscrizione"><h3>Iscriviti</h3>
        <input id="g1" name="email" placeholder="Email"><input id="g2" name="email_confirm" placeholder="Conferma email">
        <input id="g3" name="password" type="password" placeholder="Password"><input id="g4" type="submit" value="Iscriviti"></form>
      <form method="post" action="/login"><h3>Accedi</h3>
        <input id="h1" name="email" placeholder="Email"><input id="h2" name="password" type="password" placeholder="Password">
        <input id="h3" type="submit" value="Accedi"></form>`,
    right: { type: { address: 'h1', password: 'h2' }, press: 'h3' },
  },
  {
    name: 'register-in-a-hidden-tab',
    about: 'Two tabs, of which the one for the sign-in is open.',
    html: `
      <div role="tablist"><button role="tab" aria-selected="true">Sign in</button><button role="tab" aria-selected="false">Register</button></div>
      <div role="tabpanel"><form method="post" action="/login"><input id="e1" type="email" name="email"><input id="p1" type="password" name="password"><button id="s1">Sign in</button></form></div>
      <div role="tabpanel" hidden><form method="post" action="/register"><input id="e2" type="email" name="email"><input id="p2" type="password" name="password"><button id="s2">Register</button></form></div>`,
    right: { type: { address: 'e1', password: 'p1' }, press: 's1' },
  },
  {
    name: 'reset-below-the-sign-in',
    about:
      'The form for a forgotten password, with a field for the address, stands on the page of the sign-in.',
    html: `
      <form method="post" action="/admin/login"><label>Name: <input id="l1" name="login"></label><label>Password: <input id="l2" type="password" name="password"></label>
        <input id="l3" type="submit" name="process" value="Continue"></form>
      <form method="post" action="/admin/forgot">Forgot password? Enter your email: <input id="l4" name="forgotpassword" type="email">
        <input id="l5" type="submit" value="Send password"></form>`,
    right: { type: { address: 'l1', password: 'l2' }, press: 'l3' },
  },
  {
    name: 'order-of-a-guest-beside-the-sign-in',
    about: 'People without an account can follow an order by its number and their address.',
    html: `
      <form method="get" action="/orders/track"><h2>Bestellung verfolgen</h2><input id="o1" name="order" placeholder="Bestellnummer">
        <input id="o2" name="email" type="email" placeholder="E-Mail"><button id="o3">Suchen</button></form>
      <form method="post" action="/login"><h2>Kundenkonto</h2><input id="k1" name="email" type="email" placeholder="E-Mail">
        <input id="k2" name="password" type="password" placeholder="Passwort"><button id="k3">Anmelden</button></form>`,
    right: { type: { address: 'k1', password: 'k2' }, press: 'k3' },
  },
  {
    name: 'checkout-beside-the-sign-in',
    about: 'A cash desk offers an account with the order, and customers who have one a sign-in beside it.',
    html: `
      <form method="post" action="/checkout"><h2>Your order</h2><input id="q1" name="email" type="email" placeholder="Email">
        <input id="q2" name="address1" placeholder="Street"><input id="q3" name="postcode" placeholder="Postcode">
        <input id="q4" name="account_password" type="password" placeholder="Password for your new account (optional)"><button id="q5">Place order</button></form>
      <form method="post" action="/account/login"><h2>Returning customer?</h2><input id="w1" name="username" placeholder="Username or email">
        <input id="w2" name="password" type="password" autocomplete="current-password" placeholder="Password"><button id="w3" name="login" value="Log in">Log in</button></form>`,
    right: { type: { address: 'w1', password: 'w2' }, press: 'w3' },
  },
  {
    name: 'newsletter-of-another-host-beside-the-sign-in',
    about: 'A newsletter’s form sends to the host of a mailing service, the sign-in to the page’s own.',
    html: `
      <form method="post" action="https://stranger.invalid/subscribe"><input id="x1" type="email" name="EMAIL" placeholder="Your email"><button id="x2">Subscribe</button></form>
      <form method="post" action="/login"><input id="y1" type="email" name="email" placeholder="Email">
        <input id="y2" type="password" name="password" placeholder="Password"><button id="y3">Log in</button></form>`,
    right: { type: { address: 'y1', password: 'y2' }, press: 'y3' },
  },
  {
    name: 'button-to-another-host-beside-the-own-one',
    about: 'In the form a second button would send everything to a partner, the first one does not.',
    html: `
      <form method="post" action="/login"><input id="y1" type="email" name="email" autocomplete="username">
        <input id="y2" type="password" name="password" autocomplete="current-password"><button id="y3">Sign in</button>
        <button id="y4" formaction="https://stranger.invalid/sso" formnovalidate>Sign in with our partner</button></form>`,
    right: { type: { address: 'y1', password: 'y2' }, press: 'y3' },
  },
  // Alone.
  {
    name: 'register-alone-telling',
    about: 'A page for new accounts that says so everywhere.',
    path: '/register',
    html: `
      <h1>Create your account</h1><form method="post" action="/register">
        <input id="a" name="email" type="email" autocomplete="email"><input id="b" name="password" type="password" autocomplete="new-password">
        <input id="c" name="password_confirmation" type="password" autocomplete="new-password"><button id="d">Sign up</button></form>
      <p>Already a member? <a href="/login">Log in</a></p>`,
    right: { leave: 'yes' },
  },
  {
    name: 'register-alone-with-two-fields',
    about: 'An address, a password and a button that invites: nothing is repeated and nothing is new.',
    html: `
      <h1>Try it free for 14 days</h1><form method="post" action="/members"><input id="a" name="email" type="email" placeholder="Work email">
        <input id="b" name="password" type="password" placeholder="Password, at least 8 characters"><button id="c">Join now</button></form>
      <a href="/login">I already have an account</a>`,
    right: { leave: 'yes' },
  },
  {
    name: 'register-alone-hungarian-repeated',
    about: 'The words are Hungarian, but the password is asked for twice.',
    html: `
      <form method="post" action="/uj"><label>E-mail <input id="a" name="email"></label><label>Jelszó <input id="b" name="jelszo" type="password"></label>
        <label>Jelszó még egyszer <input id="c" name="jelszo2" type="password"></label><button id="d">Tovább</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'register-alone-japanese',
    about: 'A Japanese page for new members, by its words alone.',
    html: `
      <h1>新規会員登録</h1><form method="post" action="/members/new"><label>メールアドレス<input id="a" name="mail" type="email"></label>
        <label>パスワード<input id="b" name="pass" type="password"></label><button id="c">登録する</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'register-alone-with-terms',
    about: 'Only the checkbox for the terms and the rules for the password tell that an account is made.',
    html: `
      <form method="post" action="/continue"><input id="a" name="email" type="email" placeholder="Email"><input id="b" name="password" type="password" placeholder="Password">
        <ul><li>8 characters</li><li>one digit</li></ul><label><input type="checkbox" name="terms" required> I agree to the terms of service</label><button id="c">Continue</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'register-alone-address-step',
    about: 'The first step of a new account asks for nothing but the address.',
    path: '/signup',
    html: `
      <h1>Maak een account aan</h1><form method="post" action="/signup/email"><input id="a" name="email" type="email" autocomplete="email"><button id="b">Doorgaan</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'register-alone-with-phone-and-birthday',
    about: 'Name, phone and birthday stand between the address and the password.',
    html: `
      <form method="post" action="/save"><input id="a" name="mail" type="email" placeholder="E-mail"><input id="b" name="imie" placeholder="Imię i nazwisko">
        <input id="c" name="tel" type="tel" placeholder="Telefon"><input id="d" name="ur" type="date"><input id="e" name="haslo" type="password" placeholder="Hasło"><button id="f">Dalej</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'register-open-sign-in-hidden',
    about: 'Two tabs, of which the one for new accounts is open.',
    html: `
      <div role="tablist"><button role="tab" aria-selected="false" type="button">Giriş yap</button><button role="tab" aria-selected="true" type="button">Kayıt ol</button></div>
      <div hidden><form method="post" action="/login"><input id="a1" type="email" name="email"><input id="a2" type="password" name="password"><button id="a3">Giriş yap</button></form></div>
      <div><form method="post" action="/kayit"><input id="b1" type="email" name="email" placeholder="E-posta"><input id="b2" type="password" name="password" placeholder="Şifre"><button id="b3">Kayıt ol</button></form></div>`,
    right: { leave: 'yes' },
  },
  {
    name: 'register-alone-in-a-frame',
    about: 'The form for new accounts lies in a frame of the page’s own host.',
    html: `
      <h1>Support</h1><iframe title="Konto" width="420" height="220" srcdoc="<h2>Konto erstellen</h2><form method='post' action='/registrierung'>
        <input id='a' name='email' type='email'><input id='b' name='password' type='password' autocomplete='new-password'><button id='c'>Konto erstellen</button></form>"></iframe>`,
    right: { leave: 'yes' },
  },
  {
    name: 'change-of-a-password-alone',
    about: 'Current, new, and new once more: the first of them says current-password.',
    path: '/account/password',
    html: `
      <form method="post" action="/account/password"><label>Current password <input id="a" type="password" name="old" autocomplete="current-password"></label>
        <label>New password <input id="b" type="password" name="new" autocomplete="new-password"></label>
        <label>Repeat <input id="c" type="password" name="again" autocomplete="new-password"></label><button id="d">Save</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'change-of-a-password-in-two-fields',
    about: 'A change with the name of the user, the old password and one field for the new one.',
    html: `
      <form method="post" action="/update"><input id="a" name="username" autocomplete="username" placeholder="Benutzername"><input id="b" name="p1" type="password" placeholder="Altes Passwort">
        <input id="c" name="p2" type="password" placeholder="Neues Passwort"><button id="d">Ändern</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'reset-alone',
    about: 'A page that mails a link for a new password, with a field for the address.',
    path: '/access/help',
    html: `
      <h1>Mot de passe oublié</h1><form method="post" action="/access/help"><label>E-mail <input id="a" type="email" name="email" autocomplete="username"></label><button id="b">Envoyer le lien</button></form>
      <a href="/login">Retour à la connexion</a>`,
    right: { leave: 'yes' },
  },
  {
    name: 'reset-alone-new-password',
    about: 'The page behind such a link: one field, for a password that does not exist yet.',
    path: '/password/reset/verify?token=t1',
    html: `
      <form method="post" action="/password/reset/verify"><input type="hidden" name="token" value="t1"><label>Nova senha <input id="a" type="password" name="password" autocomplete="new-password"></label>
        <button id="b">Redefinir senha</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'newsletter-alone',
    about: 'The only form on the page subscribes to a newsletter.',
    html: `
      <h1>Help Center</h1><form method="post" action="/subscribe"><label>Stay up to date <input id="a" type="email" name="email" placeholder="you@company.invalid"></label><button id="b">Subscribe</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'contact-alone',
    about: 'The only form sends a message to the support.',
    path: '/hc/requests/new',
    html: `
      <form method="post" action="/hc/requests"><input id="a" name="email" type="email" placeholder="Deine E-Mail-Adresse"><input id="b" name="subject" placeholder="Betreff">
        <textarea id="c" name="description"></textarea><button id="d">Einreichen</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'coupon-alone',
    about: 'A gift card is redeemed with an address and a code.',
    path: '/gift',
    html: `
      <h1>Redeem your gift card</h1><form method="post" action="/gift"><input id="a" name="email" type="email" placeholder="Email"><input id="b" name="gift_code" type="password" placeholder="Gift code"><button id="c">Redeem</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'invitation-of-a-user-alone',
    about: 'An administrator makes a user, with an address and a first password.',
    path: '/admin/users/new',
    html: `
      <h1>Invite a user</h1><form method="post" action="/admin/users"><input id="a" name="email" type="email" placeholder="Email"><input id="b" name="initial_password" type="password" placeholder="Initial password">
        <select name="role"><option>Agent</option><option>Admin</option></select><button id="c">Add user</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'checkout-alone',
    about: 'A cash desk that makes an account with the order.',
    path: '/checkout',
    html: `
      <form method="post" action="/checkout"><input id="a" name="email" type="email" placeholder="Indirizzo e-mail"><input id="b" name="via" placeholder="Via">
        <input id="c" name="password" type="password" placeholder="Password per il tuo account"><button id="d">Ordina</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'change-of-an-address-alone',
    about: 'A new address is set, and the password confirms it.',
    path: '/account/email',
    html: `
      <h1>Change your email</h1><form method="post" action="/account/email"><label>New email <input id="a" name="new_email" type="email"></label>
        <label>Confirm with your password <input id="b" name="password" type="password" autocomplete="current-password"></label><button id="c">Update email</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'end-of-an-account-alone',
    about: 'A password is asked for to delete the account.',
    path: '/account/delete',
    html: `
      <h1>Delete your account</h1><p>This cannot be undone.</p><form method="post" action="/account/delete"><label>Password <input id="a" name="password" type="password" autocomplete="current-password"></label>
        <button id="b">Delete my account</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'page-behind-a-password',
    about: 'A page of the site is protected by a password that has nothing to do with an account.',
    path: '/secret-page',
    html: `
      <p>Dieser Inhalt ist geschützt. Bitte gib das Passwort für diese Seite ein.</p><form method="post" action="/secret-page"><input id="a" name="post_password" type="password"><input id="b" type="submit" value="Absenden"></form>`,
    right: { leave: 'yes' },
  },
  // Next to another form, if neither identifies itself as the sign-in form.
  {
    name: 'two-forms-that-do-not-tell',
    about: 'Two equal forms, of which none says what it does.',
    html: `
      <form method="post" action="/a"><input id="a1" type="email" name="email"><input id="a2" type="password" name="password"><button id="a3">Continue</button></form>
      <form method="post" action="/b"><input id="b1" type="email" name="email"><input id="b2" type="password" name="password"><button id="b3">Continue</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'two-forms-for-two-kinds-of-customers',
    about: 'Private and business customers have a form each, and nobody told which of them we are.',
    html: `
      <form method="post" action="/p"><h2>Privatkunden</h2><input id="a1" name="kennung" placeholder="Kundennummer oder E-Mail"><input id="a2" type="password" name="pin" placeholder="Passwort"><button id="a3">Weiter</button></form>
      <form method="post" action="/g"><h2>Geschäftskunden</h2><input id="b1" name="kennung" placeholder="Kundennummer oder E-Mail"><input id="b2" type="password" name="pin" placeholder="Passwort"><button id="b3">Weiter</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'two-forms-with-unknown-words',
    about: 'Two equal forms with words of a language that is not known: one of them may make an account.',
    html: `
      <form method="post" action="/1"><input id="a1" name="posta" placeholder="Netfang"><input id="a2" name="ord" type="password" placeholder="Lykilorð"><button id="a3">Áfram</button></form>
      <form method="post" action="/2"><input id="b1" name="posta" placeholder="Netfang"><input id="b2" name="ord" type="password" placeholder="Lykilorð"><button id="b3">Halda áfram</button></form>`,
    right: { leave: 'yes' },
  },
  // To another host.
  {
    name: 'action-on-another-host',
    about: 'The form would send the password to another host.',
    html: `
      <form method="post" action="https://stranger.invalid/login"><input id="a" type="email" name="email" autocomplete="username">
        <input id="b" type="password" name="password" autocomplete="current-password"><button id="c">Sign in</button></form>`,
    right: { blocked: /stranger\.invalid/ },
  },
  {
    name: 'button-on-another-host',
    about: 'The form’s action is harmless, but its only button sends it elsewhere.',
    html: `
      <form method="post" action="/login"><input id="a" type="email" name="email" placeholder="E-Mail"><input id="b" type="password" name="password" placeholder="Passwort">
        <button id="c" formaction="https://stranger.invalid/collect">Anmelden</button></form>`,
    right: { blocked: /stranger\.invalid/ },
  },
  {
    name: 'base-on-another-host',
    about: 'The action looks as if it were of the own host, but the document’s base is on another one.',
    html: `<!doctype html><html><head><title>Sign in</title><base href="https://stranger.invalid/"></head><body>
      <form method="post" action="login"><input id="a" type="email" name="email" placeholder="Email"><input id="b" type="password" name="password" placeholder="Password"><button id="c">Log in</button></form></body></html>`,
    right: { blocked: /stranger\.invalid/ },
  },
  {
    name: 'password-step-to-another-host',
    about: 'After the address was sent, the form for the password would go to another host.',
    before: { sent: 'email address' },
    html: `
      <p>ada@mail.invalid</p><form method="post" action="//stranger.invalid/pw"><input id="a" type="password" name="password" autocomplete="current-password" placeholder="Contraseña"><button id="b">Entrar</button></form>`,
    right: { blocked: /stranger\.invalid/ },
  },
  {
    name: 'register-alone-in-unknown-words',
    about:
      'The only form makes an account, and says so in Basque alone; the one that signs in is behind a link.',
    html: `
      <h1>Eman izena</h1><form method="post" action="/u1"><input type="email" name="a"><input type="password" name="b"><button>Bidali</button></form>
      <a href="/access/normal">Hasi saioa</a>`,
    right: { leave: 'yes' },
  },
  {
    name: 'two-buttons-in-unknown-words',
    about:
      'One form makes accounts and signs in, by two buttons in Icelandic: where they lead tells which is which.',
    html: `
      <form method="post" action="/account"><input id="e" type="email" name="email"><input id="p" type="password" name="password">
        <button>Nýskrá</button><button id="s" formaction="/session">Innskrá</button></form>`,
    right: { type: { address: 'e', password: 'p' }, press: 's' },
  },
];
