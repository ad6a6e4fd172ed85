/** Honest sign-in forms, in the shapes that people who automate a sign-in report. */
import type { CorpusPage } from './page.ts';

export const SIGN_IN_FORMS: readonly CorpusPage[] = [
  {
    name: 'plain-form',
    about: 'The form as it should be: both fields say what they are, and there is one button.',
    html: `
      <h1>Sign in</h1>
      <form method="post" action="/access/login">
        <label for="mail">Email</label>
        <input id="mail" type="email" name="user[email]" autocomplete="username" required>
        <label for="pass">Password</label>
        <input id="pass" type="password" name="user[password]" autocomplete="current-password" required>
        <button id="go">Sign in</button>
      </form>`,
    right: { type: { address: 'mail', password: 'pass' }, press: 'go' },
  },
  {
    name: 'no-hints-german',
    about: 'No autocomplete, no type email, and names in German.',
    html: `
      <form method="post" action="/anmelden">
        <p>Benutzer <input id="f1" name="benutzer"></p>
        <p>Kennwort <input id="f2" name="kennwort" type="password"></p>
        <p><input id="f3" type="submit" value="Anmelden"></p>
      </form>`,
    right: { type: { address: 'f1', password: 'f2' }, press: 'f3' },
  },
  {
    name: 'name-of-a-user-as-text',
    about: 'The address goes into a text field that is called a user name.',
    html: `
      <form method="post" action="/session">
        <input type="hidden" name="authenticity_token" value="b3f0">
        <label>Username or email <input id="login_field" type="text" name="login" autocapitalize="off" autofocus></label>
        <label>Password <input id="password" type="password" name="password"></label>
        <a href="/password_reset">Forgot password?</a>
        <input id="commit" type="submit" name="commit" value="Sign in">
      </form>`,
    right: { type: { address: 'login_field', password: 'password' }, press: 'commit' },
  },
  {
    name: 'address-step-alone',
    about: 'The first of two steps asks for the address, and no password field exists yet.',
    html: `
      <main><h2>Accedi</h2>
      <form action="/identifier" method="post">
        <label for="identifierId">Indirizzo e-mail</label>
        <input type="email" id="identifierId" name="identifier" autocomplete="username webauthn">
        <a href="/identifier/forgot">Hai dimenticato l’indirizzo?</a>
        <button type="submit" id="next">Avanti</button>
      </form></main>`,
    right: { type: { address: 'identifierId' }, press: 'next' },
  },
  {
    name: 'address-step-with-the-password-hidden',
    about: 'The password field waits in the same form, but is not displayed before the address was sent.',
    html: `
      <form id="login" method="post" action="/login">
        <div><label for="u">E-mail</label><input id="u" name="username" type="text" autocomplete="username"></div>
        <div style="display:none"><label for="p">Wachtwoord</label>
          <input id="p" name="password" type="password" autocomplete="current-password"></div>
        <button id="verder" type="submit">Volgende</button>
      </form>`,
    right: { type: { address: 'u' }, press: 'verder' },
  },
  {
    name: 'address-step-with-a-password-without-size',
    about: 'A password field for password managers lies in a box without size, and no person can see it.',
    html: `
      <form method="post" action="/account/lookup">
        <div style="width:0;height:0;overflow:hidden" aria-hidden="true"><input type="password" tabindex="-1" name="pw"></div>
        <label for="who">Email or username</label> <input id="who" name="who" autocomplete="username">
        <button id="cont">Continue</button>
      </form>`,
    right: { type: { address: 'who' }, press: 'cont' },
  },
  {
    name: 'password-step-with-the-address-read-only',
    about: 'The second step shows the address in a field that cannot be edited.',
    before: {
      sent: 'email address',
      from: `<form method="post" action="/identifier"><input type="email" name="email" autocomplete="username"><button>Weiter</button></form>`,
    },
    html: `
      <form method="post" action="/challenge/pwd">
        <input type="email" name="email" id="shown" value="ada@mail.invalid" readonly autocomplete="username">
        <a href="/identifier">Nicht Sie?</a>
        <label for="pwd">Passwort eingeben</label>
        <input type="password" name="Passwd" id="pwd" autocomplete="current-password">
        <button id="weiter">Weiter</button>
      </form>`,
    right: { type: { password: 'pwd' }, press: 'weiter' },
  },
  {
    name: 'password-step-with-the-address-as-text',
    about:
      'The second step prints the address, and keeps a copy in a field that is off the screen for password managers.',
    before: {
      sent: 'email address',
      from: `<form method="post"><input name="loginfmt" type="email"><input type="submit" value="Next"></form>`,
    },
    html: `
      <form method="post" action="/common/login">
        <input name="loginfmt" type="text" id="i0116" value="ada@mail.invalid" tabindex="-1" aria-hidden="true"
          style="position:absolute;left:-9999px">
        <div>ada@mail.invalid</div>
        <h1>Enter password</h1>
        <input name="passwd" type="password" id="i0118" autocomplete="off" placeholder="Password" aria-label="Enter the password">
        <button type="button" id="back">Back</button>
        <input type="submit" id="idSI" value="Sign in">
      </form>`,
    right: { type: { password: 'i0118' }, press: 'idSI' },
  },
  {
    name: 'password-step-in-the-same-document',
    about: 'After the address a script locks its field and shows the one for the password below it.',
    before: {
      sent: 'email address',
      from: `<form id="f"><input id="e" type="email" name="email"><button id="n">Suivant</button></form>`,
      sameDocument: true,
    },
    html: `
      <form id="f">
        <input id="e" type="email" name="email" value="ada@mail.invalid" disabled>
        <input id="mdp" type="password" name="mot_de_passe" placeholder="Mot de passe">
        <button id="n">Se connecter</button>
      </form>`,
    right: { type: { password: 'mdp' }, press: 'n' },
  },
  {
    name: 'labels-only-french',
    about: 'Nothing but the labels says what the fields are, and names and ids are random.',
    html: `
      <form method="post">
        <label for="x8f2">Adresse e-mail</label><input id="x8f2" name="x8f2">
        <label for="q01z">Mot de passe</label><input id="q01z" name="q01z" type="password">
        <button id="k77">Se connecter</button>
      </form>`,
    right: { type: { address: 'x8f2', password: 'q01z' }, press: 'k77' },
  },
  {
    name: 'placeholders-only-turkish',
    about: 'Only placeholders say what goes where.',
    html: `
      <form class="giris" method="post" action="/giris">
        <input id="a" placeholder="E-posta adresi">
        <input id="b" type="password" placeholder="Şifre">
        <button id="c" class="btn btn-primary btn-block">Giriş yap</button>
      </form>`,
    right: { type: { address: 'a', password: 'b' }, press: 'c' },
  },
  {
    name: 'no-form-around-it-spanish',
    about: 'A page of a framework without a form element: a script listens to the button.',
    html: `
      <div id="root"><div class="card">
        <h3>Bienvenido de nuevo</h3>
        <div><span>Correo electrónico</span><input id="correo" type="email" aria-label="Correo electrónico"></div>
        <div><span>Contraseña</span><input id="clave" type="password" aria-label="Contraseña"></div>
        <button id="entrar" type="button" onclick="fetch('/api/login', { method: 'POST' })">Iniciar sesión</button>
      </div></div>`,
    right: { type: { address: 'correo', password: 'clave' }, press: 'entrar' },
  },
  {
    name: 'no-form-around-it-japanese',
    about: 'No form element, Japanese words, and the button is a div with a role.',
    html: `
      <section aria-labelledby="t"><h1 id="t">ログイン</h1>
        <p><label for="m">メールアドレス</label><input id="m" type="text"></p>
        <p><label for="w">パスワード</label><input id="w" type="password"></p>
        <div id="do" role="button" tabindex="0" onclick="location.href='/session'">ログイン</div>
      </section>`,
    right: { type: { address: 'm', password: 'w' }, press: 'do' },
  },
  {
    name: 'in-a-shadow-root',
    about: 'The form lies in an open shadow root, which extensions without support for it do not find.',
    html: `
      <sign-in-card id="card"></sign-in-card>
      <script>
        card.attachShadow({ mode: 'open' }).innerHTML = '<form method="post" action="/login">'
          + '<input id="mail" type="email" name="email" autocomplete="username">'
          + '<input id="secret" type="password" name="password" autocomplete="current-password">'
          + '<button id="send">Log in</button></form>';
      </script>`,
    right: { type: { address: 'mail', password: 'secret' }, press: 'send' },
  },
  {
    name: 'fields-in-shadow-roots-of-their-own',
    about: 'Each field and the button has a shadow root of its own within that of the form.',
    html: `
      <div id="outer"></div>
      <script>
        const root = outer.attachShadow({ mode: 'open' });
        root.innerHTML = '<h2>Inloggen</h2><x-text></x-text><x-pass></x-pass><x-button></x-button>';
        const into = (tag, html) => { root.querySelector(tag).attachShadow({ mode: 'open' }).innerHTML = html; };
        into('x-text', '<label>E-mailadres <input id="adres" type="email" name="email"></label>');
        into('x-pass', '<label>Wachtwoord <input id="woord" type="password" name="wachtwoord"></label>');
        into('x-button', '<button id="knop" type="button">Inloggen</button>');
      </script>`,
    right: { type: { address: 'adres', password: 'woord' }, press: 'knop' },
  },
  {
    name: 'in-a-frame-of-its-own-host',
    about: 'The form lies in a frame whose document belongs to the page itself.',
    html: `
      <header><a href="/">Help center</a></header>
      <iframe title="Sign in" width="420" height="260" srcdoc="
        <form method='post' action='/access/login' target='_parent'>
          <input id='user_email' type='email' name='user[email]' placeholder='Email'>
          <input id='user_password' type='password' name='user[password]' placeholder='Password'>
          <button id='sign-in-submit'>Sign in</button>
        </form>"></iframe>
      <footer><a href="/contact">Contact us</a></footer>`,
    right: { type: { address: 'user_email', password: 'user_password' }, press: 'sign-in-submit' },
  },
  {
    name: 'button-outside-of-the-form',
    about: 'The button stands in a footer and belongs to the form by its attribute.',
    html: `
      <form id="login-form" method="post" action="/login">
        <input id="n" name="username" aria-label="Nazwa użytkownika">
        <input id="h" name="password" type="password" aria-label="Hasło">
      </form>
      <footer><button type="button" id="cancel">Anuluj</button>
      <button id="ok" form="login-form">Zaloguj się</button></footer>`,
    right: { type: { address: 'n', password: 'h' }, press: 'ok' },
  },
  {
    name: 'button-disabled-before-typing-beside-a-passkey',
    about:
      'The button works only after both fields hold something, and another one that works stands beside it.',
    html: `
      <form id="f" method="post" action="/in">
        <input id="mail" type="email" name="email" autocomplete="username">
        <input id="pass" type="password" name="password" autocomplete="current-password">
        <button id="go" disabled>Sign in</button> <button type="button" id="pk">Use a passkey</button>
      </form>
      <script>f.oninput = () => setTimeout(() => { go.disabled = !(mail.value && pass.value); }, 200);</script>`,
    right: { type: { address: 'mail', password: 'pass' }, press: 'go' },
  },
  {
    name: 'button-aria-disabled-before-typing',
    about: 'The button only says that it is disabled, and does nothing until the fields are filled.',
    html: `
      <form id="f" method="post" action="/login">
        <input id="usuario" name="usuario" placeholder="Usuario">
        <input id="contra" name="contra" type="password" placeholder="Contraseña">
        <button id="acceder" aria-disabled="true" class="is-disabled">Acceder</button>
      </form>
      <script>
        f.onsubmit = (event) => { if (acceder.ariaDisabled === 'true') event.preventDefault(); };
        f.oninput = () => { acceder.ariaDisabled = String(!(usuario.value && contra.value)); };
      </script>`,
    right: { type: { address: 'usuario', password: 'contra' }, press: 'acceder' },
  },
  {
    name: 'sending-in-the-same-document',
    about: 'The form was sent and says so: its button is locked, and only the one for a passkey still works.',
    before: { sent: 'password', sameDocument: true },
    html: `
      <form method="post" action="/in" aria-busy="true">
        <input type="email" name="email" value="ada@mail.invalid" readonly autocomplete="username">
        <input type="password" name="password" value="typed before" readonly autocomplete="current-password">
        <button disabled><span class="spinner"></span> Signing in…</button>
        <button type="button">Use a passkey</button>
      </form>`,
    right: { wait: 'yes' },
  },
  {
    name: 'enter-only',
    about: 'There is no button at all: the page says to press Enter.',
    html: `
      <form id="f" onkeydown="if (event.key === 'Enter') f.requestSubmit()" method="post" action="/login">
        <input id="nm" name="name" autocomplete="username" placeholder="login">
        <input id="pw" name="pw" type="password" autocomplete="current-password" placeholder="password">
        <small>Press Enter to log in</small>
      </form>`,
    right: { type: { address: 'nm', password: 'pw' }, press: 'Enter' },
  },
  {
    name: 'enter-only-beside-a-toggle',
    about: 'The only button shows the password, and the form goes with Enter.',
    html: `
      <form id="f" onkeydown="if (event.key === 'Enter') f.requestSubmit()" method="post" action="/connexion">
        <input id="id" type="email" name="identifiant" placeholder="Adresse e-mail">
        <input id="mdp" type="password" name="mdp" placeholder="Mot de passe">
        <button type="button" aria-label="Afficher le mot de passe" onclick="mdp.type = 'text'">👁</button>
      </form>
      <a href="/aide">Aide</a>`,
    right: { type: { address: 'id', password: 'mdp' }, press: 'Enter' },
  },
  {
    name: 'other-ways-to-sign-in-around-it',
    about: 'Buttons of identity providers stand before the form and in it.',
    html: `
      <a href="/auth/globex" role="button">Continue with Globex</a>
      <button type="button">Continue with Initech</button>
      <p>or</p>
      <form method="post" action="/login">
        <label for="email">Work email</label><input id="email" name="email" type="email">
        <label for="password">Password</label><input id="password" name="password" type="password">
        <button type="button">Log in with SSO</button>
        <button type="submit" id="submit">Log in</button>
        <button type="button">Log in with a passkey</button>
      </form>`,
    right: { type: { address: 'email', password: 'password' }, press: 'submit' },
  },
  {
    name: 'toggle-that-is-a-submit-button',
    about: 'The button that shows the password was left without a type, and comes first in the form.',
    html: `
      <form method="post" action="/users/login">
        <input id="u" name="email" type="email" placeholder="E-mail">
        <div><input id="p" name="senha" type="password" placeholder="Senha">
          <button onclick="p.type = 'text'; return false">Mostrar senha</button></div>
        <label><input type="checkbox" name="lembrar"> Lembrar de mim</label>
        <button id="entrar">Entrar</button>
      </form>`,
    right: { type: { address: 'u', password: 'p' }, press: 'entrar' },
  },
  {
    name: 'search-and-newsletter-beside-it',
    about: 'A search field stands above the form and a newsletter below it, both with buttons.',
    html: `
      <form role="search" action="/search"><input name="query" type="search" placeholder="Search"><button>Search</button></form>
      <form method="post" action="/access/login">
        <input id="l" name="email" type="text" placeholder="Email address">
        <input id="pw" name="password" type="password" placeholder="Password">
        <button id="b">Sign in</button>
      </form>
      <form method="post" action="/subscribe"><label>Our newsletter <input type="email" name="email"></label><button>Subscribe</button></form>`,
    right: { type: { address: 'l', password: 'pw' }, press: 'b' },
  },
  {
    name: 'traps-for-robots',
    about: 'Fields that no person sees are there to catch robots, some with telling names.',
    html: `
      <form method="post" action="/login">
        <div style="position:absolute;left:-5000px"><input type="email" name="email" autocomplete="off" tabindex="-1"></div>
        <input type="text" name="website" style="opacity:0;width:0;height:0;border:0;padding:0" tabindex="-1">
        <div hidden><input name="username"><input name="password" type="password"></div>
        <label for="k1">E-Mail</label><input id="k1" name="k1">
        <label for="k2">Passwort</label><input id="k2" name="k2" type="password">
        <button id="k3">Einloggen</button>
      </form>`,
    right: { type: { address: 'k1', password: 'k2' }, press: 'k3' },
  },
  {
    name: 'language-in-the-form',
    about: 'The form starts with a choice of the language and ends with a button that empties it.',
    html: `
      <form method="post" action="/login">
        <select name="locale" aria-label="Language"><option>English</option><option>Deutsch</option></select>
        <input id="login" name="login" placeholder="Login name">
        <input id="pass" name="pass" type="password" placeholder="Password">
        <button type="reset">Clear</button> <button id="enter">Enter</button>
      </form>`,
    right: { type: { address: 'login', password: 'pass' }, press: 'enter' },
  },
  {
    name: 'field-for-a-code-that-may-stay-empty',
    about: 'The form has a third field for a code, which people without a second factor leave empty.',
    html: `
      <form method="post" action="/login">
        <label>Login <input id="who" name="login"></label>
        <label>Password <input id="what" name="password" type="password"></label>
        <label>Authenticator code (optional) <input id="third" name="otp" autocomplete="one-time-code" inputmode="numeric"></label>
        <button id="in">Log in</button>
      </form>`,
    right: { type: { address: 'who', password: 'what' }, press: 'in' },
  },
  {
    name: 'shape-of-drupal',
    about: 'The markup of a content management system with hidden fields for the form’s build.',
    html: `
      <form class="user-login-form" action="/user/login" method="post" id="user-login-form" accept-charset="UTF-8">
        <div><label for="edit-name">Nom d’utilisateur</label>
          <input autocorrect="none" autocapitalize="none" type="text" id="edit-name" name="name" size="60" maxlength="60" required></div>
        <div><label for="edit-pass">Mot de passe</label>
          <input type="password" id="edit-pass" name="pass" size="60" maxlength="128" required></div>
        <input type="hidden" name="form_build_id" value="form-k3"><input type="hidden" name="form_id" value="user_login_form">
        <input type="submit" id="edit-submit" name="op" value="Se connecter">
      </form>`,
    right: { type: { address: 'edit-name', password: 'edit-pass' }, press: 'edit-submit' },
  },
  {
    name: 'shape-of-wordpress',
    about: 'Short names, a checkbox that remembers, and links out of the form.',
    path: '/wp-login.php',
    html: `
      <div id="login"><form name="loginform" id="loginform" action="/wp-login.php" method="post">
        <p><label for="user_login">Nome utente o indirizzo email</label>
          <input type="text" name="log" id="user_login" autocomplete="username" value=""></p>
        <div><label for="user_pass">Password</label>
          <input type="password" name="pwd" id="user_pass" autocomplete="current-password" spellcheck="false">
          <button type="button" aria-label="Mostra la password">o</button></div>
        <p><input name="rememberme" type="checkbox" id="rememberme" value="forever"><label for="rememberme">Ricordami</label></p>
        <input type="submit" name="wp-submit" id="wp-submit" value="Accedi"><input type="hidden" name="redirect_to" value="/">
      </form><p><a href="/wp-login.php?action=lostpassword">Password dimenticata?</a></p></div>`,
    right: { type: { address: 'user_login', password: 'user_pass' }, press: 'wp-submit' },
  },
  {
    name: 'shape-of-devise',
    about: 'The markup of a Rails application, with a hidden copy of its checkbox and links to sign up.',
    path: '/users/sign_in',
    html: `
      <h2>Log in</h2>
      <form class="new_user" id="new_user" action="/users/sign_in" accept-charset="UTF-8" method="post">
        <input type="hidden" name="authenticity_token" value="0Qk">
        <div><label for="user_email">Email</label><br><input autofocus autocomplete="email" type="email" value="" name="user[email]" id="user_email"></div>
        <div><label for="user_password">Password</label><br><input autocomplete="current-password" type="password" name="user[password]" id="user_password"></div>
        <div><input name="user[remember_me]" type="hidden" value="0"><input type="checkbox" value="1" name="user[remember_me]" id="rm"><label for="rm">Remember me</label></div>
        <input type="submit" name="commit" value="Log in" id="commit">
      </form>
      <a href="/users/sign_up">Sign up</a> <a href="/users/password/new">Forgot your password?</a>`,
    right: { type: { address: 'user_email', password: 'user_password' }, press: 'commit' },
  },
  {
    name: 'shape-of-keycloak',
    about: 'The markup of an identity server, which locks its button when the form is sent.',
    html: `
      <div id="kc-content"><h1 id="kc-page-title">Inicia sesión en tu cuenta</h1>
      <form id="kc-form-login" onsubmit="document.getElementById('kc-login').disabled = true" action="/realms/acme/login-actions/authenticate?execution=1" method="post">
        <label for="username">Usuario o correo electrónico</label><input tabindex="2" id="username" name="username" value="" type="text" autocomplete="username" aria-invalid="">
        <label for="password">Contraseña</label><input tabindex="3" id="password" name="password" type="password" autocomplete="current-password" aria-invalid="">
        <label><input tabindex="5" id="rememberMe" name="rememberMe" type="checkbox"> Seguir conectado</label>
        <input type="hidden" id="id-hidden-input" name="credentialId">
        <button tabindex="7" name="login" id="kc-login" type="submit">Iniciar sesión</button>
      </form><p>¿Usuario nuevo? <a href="/realms/acme/login-actions/registration">Registrarse</a></p></div>`,
    right: { type: { address: 'username', password: 'password' }, press: 'kc-login' },
  },
  {
    name: 'shape-of-spring',
    about: 'The generated page of a framework: two fields, a token, a button.',
    path: '/login',
    html: `
      <div class="content"><form class="login-form" method="post" action="/login">
        <h2>Please sign in</h2>
        <p><label for="username" class="screenreader">Username</label><input type="text" id="username" name="username" placeholder="Username" required autofocus></p>
        <p><label for="password" class="screenreader">Password</label><input type="password" id="password" name="password" placeholder="Password" required></p>
        <input name="_csrf" type="hidden" value="n9">
        <button type="submit" class="primary" id="primary">Sign in</button>
      </form></div>`,
    right: { type: { address: 'username', password: 'password' }, press: 'primary' },
  },
  {
    name: 'shape-of-django-dutch',
    about: 'Fields with prefixed ids, a token before them, and a link to an account that does not exist yet.',
    path: '/accounts/login/',
    html: `
      <form class="login" method="post" action="/accounts/login/">
        <input type="hidden" name="csrfmiddlewaretoken" value="Zx1">
        <p><label for="id_login">E-mailadres:</label> <input type="email" name="login" placeholder="E-mailadres" autocomplete="email" required id="id_login"></p>
        <p><label for="id_password">Wachtwoord:</label> <input type="password" name="password" autocomplete="current-password" required id="id_password"></p>
        <p>Nog geen account? <a href="/accounts/signup/">Registreren</a></p>
        <button type="submit" id="inloggen">Inloggen</button>
      </form>`,
    right: { type: { address: 'id_login', password: 'id_password' }, press: 'inloggen' },
  },
  {
    name: 'frame-of-another-host-beside-it',
    about: 'A frame of another host stands before a form that works.',
    html: `
      <iframe src="https://widget.invalid/check" width="300" height="65"></iframe>
      <form method="post" action="/in">
        <input id="m" type="email" name="email" autocomplete="username">
        <input id="p" type="password" name="password" autocomplete="current-password"><button id="s">Sign in</button>
      </form>`,
    right: { type: { address: 'm', password: 'p' }, press: 's' },
  },
  {
    name: 'captcha-frame-in-the-form',
    about:
      'A frame of a vendor of bot checks lies between the password and the button, and lets most people pass.',
    html: `
      <form method="post" action="/login">
        <input id="email" type="email" name="email" placeholder="E-mail">
        <input id="hasło" type="password" name="password" placeholder="Hasło">
        <div class="captcha"><iframe title="captcha" src="https://captcha.invalid/anchor?k=1" width="302" height="76"></iframe>
          <textarea name="captcha-response" style="display:none"></textarea></div>
        <button id="zaloguj">Zaloguj</button>
      </form>`,
    right: { type: { address: 'email', password: 'hasło' }, press: 'zaloguj' },
  },
  {
    name: 'link-in-place-of-a-button',
    about: 'What sends the form is a link that calls a script.',
    html: `
      <form name="entrada" method="post" action="/autenticar">
        <table><tr><td>Utilizador</td><td><input id="util" name="util"></td></tr>
        <tr><td>Palavra-passe</td><td><input id="pp" name="pp" type="password"></td></tr></table>
        <a href="/recuperar">Recuperar palavra-passe</a>
        <a href="#" id="entra" onclick="document.entrada.submit(); return false">Entrar</a>
      </form>`,
    right: { type: { address: 'util', password: 'pp' }, press: 'entra' },
  },
  {
    name: 'picture-in-place-of-a-button',
    about: 'The button is a picture with an alternative text.',
    html: `
      <form method="post" action="/logon">
        <b>User</b> <input id="usr" name="usr"> <b>Password</b> <input id="pwd" name="pwd" type="password">
        <input id="img" type="image" alt="Log on" width="80" height="24" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
      </form>`,
    right: { type: { address: 'usr', password: 'pwd' }, press: 'img' },
  },
  {
    name: 'right-to-left-arabic',
    about: 'An Arabic page, written from right to left.',
    html: `<!doctype html><html lang="ar" dir="rtl"><head><title>تسجيل الدخول</title></head><body>
      <form method="post" action="/login">
        <label for="barid">البريد الإلكتروني</label><input id="barid" name="email" type="text">
        <label for="sirr">كلمة المرور</label><input id="sirr" name="password" type="password">
        <button id="dukhul">تسجيل الدخول</button>
      </form></body></html>`,
    right: { type: { address: 'barid', password: 'sirr' }, press: 'dukhul' },
  },
  {
    name: 'twice-for-wide-and-narrow-screens',
    about: 'The form is there twice, and the one for phones is not displayed.',
    html: `
      <div class="mobile-only" style="display:none"><form method="post" action="/login">
        <input id="m-email" type="email" name="email"><input id="m-pass" type="password" name="password"><button id="m-go">Log in</button></form></div>
      <div class="desktop-only"><form method="post" action="/login">
        <input id="d-email" type="email" name="email"><input id="d-pass" type="password" name="password"><button id="d-go">Log in</button></form></div>`,
    right: { type: { address: 'd-email', password: 'd-pass' }, press: 'd-go' },
  },
  {
    name: 'identity-providers-alone',
    about:
      'The page offers nothing but other companies’ accounts, and no field for an address or a password.',
    html: `
      <h1>Sign in to Acme</h1>
      <a href="/auth/globex" role="button">Continue with Globex</a>
      <a href="/auth/initech" role="button">Continue with Initech</a>
      <p>By continuing you accept our <a href="/terms">terms</a>.</p>`,
    right: { leave: 'yes' },
  },
  {
    name: 'password-step-that-says-nothing',
    about: 'After the address a script shows a form that says nothing but whose turn it is.',
    before: { sent: 'email address', sameDocument: true },
    html: `<h1>Hi</h1><form><input id="p" type="password" name="pw"><button id="n">→</button></form>`,
    right: { type: { password: 'p' }, press: 'n' },
  },
];
