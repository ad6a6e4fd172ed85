/**
 * Pages with a form that is not the sign-in form: alone, next to a sign-in form, or next to one that does not
 * identify itself.
 */
import type { CorpusPage } from './page.ts';

export const OTHER_FORMS: readonly CorpusPage[] = [
  // Next to a sign-in form that identifies itself.
  {
    name: 'register-below-with-the-same-fields',
    about:
      'Two forms have the same fields and the same action. Only heading, button and a hidden field differ.',
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
    expected: { type: { address: 'a1', password: 'a2' }, press: 'a3' },
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
    expected: { type: { address: 's1', password: 's2' }, press: 's3' },
  },
  {
    name: 'register-above-without-clues',
    about:
      'The form for new accounts has an email address, a password and a friendly word, and comes before the sign-in.',
    html: `
      <form method="post" action="/start"><input id="v1" type="email" name="email" placeholder="E-Mail">
        <input id="v2" type="password" name="passwort" placeholder="Passwort"><button id="v3">Loslegen</button></form>
      <form method="post" action="/session"><input id="z1" type="email" name="email" placeholder="E-Mail">
        <input id="z2" type="password" name="passwort" placeholder="Passwort" autocomplete="current-password"><button id="z3">Anmelden</button></form>`,
    expected: { type: { address: 'z1', password: 'z2' }, press: 'z3' },
  },
  {
    name: 'register-below-with-a-plain-action-french',
    about: 'The form for new members comes second, and its action shows nothing about its purpose.',
    html: `
      <form method="post" action="/connexion"><h2>Déjà client ?</h2>
        <label>E-mail <input id="c1" type="email" name="email"></label><label>Mot de passe <input id="c2" type="password" name="mdp"></label>
        <button id="c3">Se connecter</button></form>
      <form method="post" action="/espace"><h2>Nouveau client ?</h2>
        <label>E-mail <input id="i1" type="email" name="email"></label><label>Mot de passe <input id="i2" type="password" name="mdp"></label>
        <label><input type="checkbox" name="cgu"> J’accepte les conditions</label><button id="i3">Créer mon compte</button></form>`,
    expected: { type: { address: 'c1', password: 'c2' }, press: 'c3' },
  },
  {
    name: 'register-above-long-spanish',
    about:
      'A long form for new customers with phone, repeated password and terms is above a short sign-in form.',
    html: `
      <form method="post" action="/clientes">
        <input id="r0" name="nombre" placeholder="Nombre"><input id="r1" name="telefono" type="tel" placeholder="Teléfono">
        <input id="r2" name="correo" type="email" placeholder="Correo"><input id="r3" name="clave" type="password" placeholder="Contraseña">
        <input id="r4" name="clave2" type="password" placeholder="Repite la contraseña"><label><input type="checkbox"> Acepto los términos</label>
        <button id="r5">Registrarme</button></form>
      <form method="post" action="/login"><input id="t1" name="correo" type="email" placeholder="Correo">
        <input id="t2" name="clave" type="password" placeholder="Contraseña"><button id="t3">Iniciar sesión</button></form>`,
    expected: { type: { address: 't1', password: 't2' }, press: 't3' },
  },
  {
    name: 'register-above-with-the-address-twice',
    about: 'The form for new accounts asks for the email address twice, and for one password.',
    html: `
      <form method="post" action="/iscrizione"><h3>Iscriviti</h3>
        <input id="g1" name="email" placeholder="Email"><input id="g2" name="email_confirm" placeholder="Conferma email">
        <input id="g3" name="password" type="password" placeholder="Password"><input id="g4" type="submit" value="Iscriviti"></form>
      <form method="post" action="/login"><h3>Accedi</h3>
        <input id="h1" name="email" placeholder="Email"><input id="h2" name="password" type="password" placeholder="Password">
        <input id="h3" type="submit" value="Accedi"></form>`,
    expected: { type: { address: 'h1', password: 'h2' }, press: 'h3' },
  },
  {
    name: 'register-in-a-hidden-tab',
    about: 'Of two tabs, the one for the sign-in is open.',
    html: `
      <div role="tablist"><button role="tab" aria-selected="true">Sign in</button><button role="tab" aria-selected="false">Register</button></div>
      <div role="tabpanel"><form method="post" action="/login"><input id="e1" type="email" name="email"><input id="p1" type="password" name="password"><button id="s1">Sign in</button></form></div>
      <div role="tabpanel" hidden><form method="post" action="/register"><input id="e2" type="email" name="email"><input id="p2" type="password" name="password"><button id="s2">Register</button></form></div>`,
    expected: { type: { address: 'e1', password: 'p1' }, press: 's1' },
  },
  {
    name: 'reset-below-the-sign-in',
    about: 'The form for a forgotten password, with a field for the email address, is on the sign-in page.',
    html: `
      <form method="post" action="/admin/login"><label>Name: <input id="l1" name="login"></label><label>Password: <input id="l2" type="password" name="password"></label>
        <input id="l3" type="submit" name="process" value="Continue"></form>
      <form method="post" action="/admin/forgot">Forgot password? Enter your email: <input id="l4" name="forgotpassword" type="email">
        <input id="l5" type="submit" value="Send password"></form>`,
    expected: { type: { address: 'l1', password: 'l2' }, press: 'l3' },
  },
  {
    name: 'order-tracking-next-to-the-sign-in',
    about: 'People without an account can track an order by its number and their email address.',
    html: `
      <form method="get" action="/orders/track"><h2>Bestellung verfolgen</h2><input id="o1" name="order" placeholder="Bestellnummer">
        <input id="o2" name="email" type="email" placeholder="E-Mail"><button id="o3">Suchen</button></form>
      <form method="post" action="/login"><h2>Kundenkonto</h2><input id="k1" name="email" type="email" placeholder="E-Mail">
        <input id="k2" name="password" type="password" placeholder="Passwort"><button id="k3">Anmelden</button></form>`,
    expected: { type: { address: 'k1', password: 'k2' }, press: 'k3' },
  },
  {
    name: 'checkout-next-to-the-sign-in',
    about:
      'A checkout offers to create an account with the order. Next to it, customers with an account can sign in.',
    html: `
      <form method="post" action="/checkout"><h2>Your order</h2><input id="q1" name="email" type="email" placeholder="Email">
        <input id="q2" name="address1" placeholder="Street"><input id="q3" name="postcode" placeholder="Postcode">
        <input id="q4" name="account_password" type="password" placeholder="Password for your new account (optional)"><button id="q5">Place order</button></form>
      <form method="post" action="/account/login"><h2>Returning customer?</h2><input id="w1" name="username" placeholder="Username or email">
        <input id="w2" name="password" type="password" autocomplete="current-password" placeholder="Password"><button id="w3" name="login" value="Log in">Log in</button></form>`,
    expected: { type: { address: 'w1', password: 'w2' }, press: 'w3' },
  },
  {
    name: 'newsletter-of-another-host-next-to-the-sign-in',
    about:
      'A newsletter’s form sends to the host of a mailing service, and the sign-in form to the page’s own.',
    html: `
      <form method="post" action="https://stranger.invalid/subscribe"><input id="x1" type="email" name="EMAIL" placeholder="Your email"><button id="x2">Subscribe</button></form>
      <form method="post" action="/login"><input id="y1" type="email" name="email" placeholder="Email">
        <input id="y2" type="password" name="password" placeholder="Password"><button id="y3">Log in</button></form>`,
    expected: { type: { address: 'y1', password: 'y2' }, press: 'y3' },
  },
  {
    name: 'second-button-to-another-host',
    about: 'The form has a second button, which would send everything to a partner’s host.',
    html: `
      <form method="post" action="/login"><input id="y1" type="email" name="email" autocomplete="username">
        <input id="y2" type="password" name="password" autocomplete="current-password"><button id="y3">Sign in</button>
        <button id="y4" formaction="https://stranger.invalid/sso" formnovalidate>Sign in with our partner</button></form>`,
    expected: { type: { address: 'y1', password: 'y2' }, press: 'y3' },
  },
  // Alone.
  {
    name: 'register-alone-with-clues',
    about: 'The page is clearly for new accounts.',
    path: '/register',
    html: `
      <h1>Create your account</h1><form method="post" action="/register">
        <input id="a" name="email" type="email" autocomplete="email"><input id="b" name="password" type="password" autocomplete="new-password">
        <input id="c" name="password_confirmation" type="password" autocomplete="new-password"><button id="d">Sign up</button></form>
      <p>Already a member? <a href="/login">Log in</a></p>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'register-alone-with-two-fields',
    about:
      'The form has an email address, a password and an inviting button. Nothing is repeated or called new.',
    html: `
      <h1>Try it free for 14 days</h1><form method="post" action="/members"><input id="a" name="email" type="email" placeholder="Work email">
        <input id="b" name="password" type="password" placeholder="Password, at least 8 characters"><button id="c">Join now</button></form>
      <a href="/login">I already have an account</a>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'register-alone-hungarian-repeated',
    about: 'The page is Hungarian, and asks for the password twice.',
    html: `
      <form method="post" action="/uj"><label>E-mail <input id="a" name="email"></label><label>Jelszó <input id="b" name="jelszo" type="password"></label>
        <label>Jelszó még egyszer <input id="c" name="jelszo2" type="password"></label><button id="d">Tovább</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'register-alone-japanese',
    about: 'Only the Japanese words show that the page is for new members.',
    html: `
      <h1>新規会員登録</h1><form method="post" action="/members/new"><label>メールアドレス<input id="a" name="mail" type="email"></label>
        <label>パスワード<input id="b" name="pass" type="password"></label><button id="c">登録する</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'register-alone-with-terms',
    about:
      'Only the check box for the terms and the password requirements show that the form creates an account.',
    html: `
      <form method="post" action="/continue"><input id="a" name="email" type="email" placeholder="Email"><input id="b" name="password" type="password" placeholder="Password">
        <ul><li>8 characters</li><li>one digit</li></ul><label><input type="checkbox" name="terms" required> I agree to the terms of service</label><button id="c">Continue</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'register-alone-address-step',
    about: 'The first step of a new account asks only for the email address.',
    path: '/signup',
    html: `
      <h1>Maak een account aan</h1><form method="post" action="/signup/email"><input id="a" name="email" type="email" autocomplete="email"><button id="b">Doorgaan</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'register-alone-with-phone-and-birthday',
    about: 'Name, phone and birthday are between the email address and the password.',
    html: `
      <form method="post" action="/save"><input id="a" name="mail" type="email" placeholder="E-mail"><input id="b" name="imie" placeholder="Imię i nazwisko">
        <input id="c" name="tel" type="tel" placeholder="Telefon"><input id="d" name="ur" type="date"><input id="e" name="haslo" type="password" placeholder="Hasło"><button id="f">Dalej</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'register-open-sign-in-hidden',
    about: 'Of two tabs, the one for new accounts is open.',
    html: `
      <div role="tablist"><button role="tab" aria-selected="false" type="button">Giriş yap</button><button role="tab" aria-selected="true" type="button">Kayıt ol</button></div>
      <div hidden><form method="post" action="/login"><input id="a1" type="email" name="email"><input id="a2" type="password" name="password"><button id="a3">Giriş yap</button></form></div>
      <div><form method="post" action="/kayit"><input id="b1" type="email" name="email" placeholder="E-posta"><input id="b2" type="password" name="password" placeholder="Şifre"><button id="b3">Kayıt ol</button></form></div>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'register-alone-in-a-frame',
    about: 'The form for new accounts is in a frame of the page’s own host.',
    html: `
      <h1>Support</h1><iframe title="Konto" width="420" height="220" srcdoc="<h2>Konto erstellen</h2><form method='post' action='/registrierung'>
        <input id='a' name='email' type='email'><input id='b' name='password' type='password' autocomplete='new-password'><button id='c'>Konto erstellen</button></form>"></iframe>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'password-change-alone',
    about:
      'The form asks for the current password and twice for a new one. The first field is a current-password.',
    path: '/account/password',
    html: `
      <form method="post" action="/account/password"><label>Current password <input id="a" type="password" name="old" autocomplete="current-password"></label>
        <label>New password <input id="b" type="password" name="new" autocomplete="new-password"></label>
        <label>Repeat <input id="c" type="password" name="again" autocomplete="new-password"></label><button id="d">Save</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'password-change-in-two-fields',
    about: 'The form asks for a user name, the old password and the new one, once.',
    html: `
      <form method="post" action="/update"><input id="a" name="username" autocomplete="username" placeholder="Benutzername"><input id="b" name="p1" type="password" placeholder="Altes Passwort">
        <input id="c" name="p2" type="password" placeholder="Neues Passwort"><button id="d">Ändern</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'reset-alone',
    about: 'The page emails a link for a new password, and has a field for the email address.',
    path: '/access/help',
    html: `
      <h1>Mot de passe oublié</h1><form method="post" action="/access/help"><label>E-mail <input id="a" type="email" name="email" autocomplete="username"></label><button id="b">Envoyer le lien</button></form>
      <a href="/login">Retour à la connexion</a>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'reset-alone-new-password',
    about: 'The page to which such a link leads has one field, for a password that does not exist yet.',
    path: '/password/reset/verify?token=t1',
    html: `
      <form method="post" action="/password/reset/verify"><input type="hidden" name="token" value="t1"><label>Nova senha <input id="a" type="password" name="password" autocomplete="new-password"></label>
        <button id="b">Redefinir senha</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'newsletter-alone',
    about: 'The only form on the page subscribes to a newsletter.',
    html: `
      <h1>Help Center</h1><form method="post" action="/subscribe"><label>Stay up to date <input id="a" type="email" name="email" placeholder="you@company.invalid"></label><button id="b">Subscribe</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'contact-alone',
    about: 'The only form sends a message to support.',
    path: '/hc/requests/new',
    html: `
      <form method="post" action="/hc/requests"><input id="a" name="email" type="email" placeholder="Deine E-Mail-Adresse"><input id="b" name="subject" placeholder="Betreff">
        <textarea id="c" name="description"></textarea><button id="d">Einreichen</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'coupon-alone',
    about: 'A gift card is redeemed with an email address and a code.',
    path: '/gift',
    html: `
      <h1>Redeem your gift card</h1><form method="post" action="/gift"><input id="a" name="email" type="email" placeholder="Email"><input id="b" name="gift_code" type="password" placeholder="Gift code"><button id="c">Redeem</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'new-user-alone',
    about: 'An administrator creates a user, with an email address and a first password.',
    path: '/admin/users/new',
    html: `
      <h1>Invite a user</h1><form method="post" action="/admin/users"><input id="a" name="email" type="email" placeholder="Email"><input id="b" name="initial_password" type="password" placeholder="Initial password">
        <select name="role"><option>Agent</option><option>Admin</option></select><button id="c">Add user</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'checkout-alone',
    about: 'A checkout creates an account with the order.',
    path: '/checkout',
    html: `
      <form method="post" action="/checkout"><input id="a" name="email" type="email" placeholder="Indirizzo e-mail"><input id="b" name="via" placeholder="Via">
        <input id="c" name="password" type="password" placeholder="Password per il tuo account"><button id="d">Ordina</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'email-address-change-alone',
    about: 'A new email address is set, and the password confirms it.',
    path: '/account/email',
    html: `
      <h1>Change your email</h1><form method="post" action="/account/email"><label>New email <input id="a" name="new_email" type="email"></label>
        <label>Confirm with your password <input id="b" name="password" type="password" autocomplete="current-password"></label><button id="c">Update email</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'account-deletion-alone',
    about: 'The page asks for a password to delete the account.',
    path: '/account/delete',
    html: `
      <h1>Delete your account</h1><p>This cannot be undone.</p><form method="post" action="/account/delete"><label>Password <input id="a" name="password" type="password" autocomplete="current-password"></label>
        <button id="b">Delete my account</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'password-protected-page',
    about: 'A password that belongs to no account protects a page of the site.',
    path: '/secret-page',
    html: `
      <p>Dieser Inhalt ist geschützt. Bitte gib das Passwort für diese Seite ein.</p><form method="post" action="/secret-page"><input id="a" name="post_password" type="password"><input id="b" type="submit" value="Absenden"></form>`,
    expected: { leave: 'yes' },
  },
  // Next to another form, if neither identifies itself as the sign-in form.
  {
    name: 'two-forms-without-clues',
    about: 'Neither of two equal forms shows what it does.',
    html: `
      <form method="post" action="/a"><input id="a1" type="email" name="email"><input id="a2" type="password" name="password"><button id="a3">Continue</button></form>
      <form method="post" action="/b"><input id="b1" type="email" name="email"><input id="b2" type="password" name="password"><button id="b3">Continue</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'two-forms-for-two-kinds-of-customers',
    about: 'Private and business customers have separate forms, and the user’s kind is unknown.',
    html: `
      <form method="post" action="/p"><h2>Privatkunden</h2><input id="a1" name="kennung" placeholder="Kundennummer oder E-Mail"><input id="a2" type="password" name="pin" placeholder="Passwort"><button id="a3">Weiter</button></form>
      <form method="post" action="/g"><h2>Geschäftskunden</h2><input id="b1" name="kennung" placeholder="Kundennummer oder E-Mail"><input id="b2" type="password" name="pin" placeholder="Passwort"><button id="b3">Weiter</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'two-forms-with-unknown-words',
    about: 'Two equal forms are in an unknown language, and one of them may create an account.',
    html: `
      <form method="post" action="/1"><input id="a1" name="posta" placeholder="Netfang"><input id="a2" name="ord" type="password" placeholder="Lykilorð"><button id="a3">Áfram</button></form>
      <form method="post" action="/2"><input id="b1" name="posta" placeholder="Netfang"><input id="b2" name="ord" type="password" placeholder="Lykilorð"><button id="b3">Halda áfram</button></form>`,
    expected: { leave: 'yes' },
  },
  // To another host.
  {
    name: 'action-on-another-host',
    about: 'The form would send the password to another host.',
    html: `
      <form method="post" action="https://stranger.invalid/login"><input id="a" type="email" name="email" autocomplete="username">
        <input id="b" type="password" name="password" autocomplete="current-password"><button id="c">Sign in</button></form>`,
    expected: { blocked: /stranger\.invalid/ },
  },
  {
    name: 'button-on-another-host',
    about: 'The form’s action is harmless, but its only button sends it elsewhere.',
    html: `
      <form method="post" action="/login"><input id="a" type="email" name="email" placeholder="E-Mail"><input id="b" type="password" name="password" placeholder="Passwort">
        <button id="c" formaction="https://stranger.invalid/collect">Anmelden</button></form>`,
    expected: { blocked: /stranger\.invalid/ },
  },
  {
    name: 'base-on-another-host',
    about: 'The action looks relative to the page’s own host, but the document’s base is on another one.',
    html: `<!doctype html><html><head><title>Sign in</title><base href="https://stranger.invalid/"></head><body>
      <form method="post" action="login"><input id="a" type="email" name="email" placeholder="Email"><input id="b" type="password" name="password" placeholder="Password"><button id="c">Log in</button></form></body></html>`,
    expected: { blocked: /stranger\.invalid/ },
  },
  {
    name: 'password-step-to-another-host',
    about: 'After the email address was sent, the password form would send to another host.',
    before: { sent: 'email address' },
    html: `
      <p>ada@mail.invalid</p><form method="post" action="//stranger.invalid/pw"><input id="a" type="password" name="password" autocomplete="current-password" placeholder="Contraseña"><button id="b">Entrar</button></form>`,
    expected: { blocked: /stranger\.invalid/ },
  },
  {
    name: 'register-alone-in-unknown-words',
    about:
      'The only form creates an account, which only its Basque words show. A link leads to the sign-in form.',
    html: `
      <h1>Eman izena</h1><form method="post" action="/u1"><input type="email" name="a"><input type="password" name="b"><button>Bidali</button></form>
      <a href="/access/normal">Hasi saioa</a>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'two-buttons-in-unknown-words',
    about:
      'One form has two Icelandic buttons, to create an account and to sign in. Only their targets show which is which.',
    html: `
      <form method="post" action="/account"><input id="e" type="email" name="email"><input id="p" type="password" name="password">
        <button>Nýskrá</button><button id="s" formaction="/session">Innskrá</button></form>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
];
