/** Sign-in forms as people who automate sign-ins report them. */
import type { CorpusPage } from './page.ts';

export const SIGN_IN_FORMS: readonly CorpusPage[] = [
  {
    name: 'plain-form',
    about: 'Both fields identify themselves, and there is one button.',
    html: `
      <h1>Sign in</h1>
      <form method="post" action="/access/login">
        <label for="mail">Email</label>
        <input id="mail" type="email" name="user[email]" autocomplete="username" required>
        <label for="pass">Password</label>
        <input id="pass" type="password" name="user[password]" autocomplete="current-password" required>
        <button id="go">Sign in</button>
      </form>`,
    expected: { type: { address: 'mail', password: 'pass' }, press: 'go' },
  },
  {
    name: 'no-hints-german',
    about: 'There is no autocomplete and no field of type email, and the names are German.',
    html: `
      <form method="post" action="/anmelden">
        <p>Benutzer <input id="f1" name="benutzer"></p>
        <p>Kennwort <input id="f2" name="kennwort" type="password"></p>
        <p><input id="f3" type="submit" value="Anmelden"></p>
      </form>`,
    expected: { type: { address: 'f1', password: 'f2' }, press: 'f3' },
  },
  {
    name: 'user-name-as-text',
    about: 'The email address goes into a text field that is named for a user name.',
    html: `
      <form method="post" action="/session">
        <input type="hidden" name="authenticity_token" value="b3f0">
        <label>Username or email <input id="login_field" type="text" name="login" autocapitalize="off" autofocus></label>
        <label>Password <input id="password" type="password" name="password"></label>
        <a href="/password_reset">Forgot password?</a>
        <input id="commit" type="submit" name="commit" value="Sign in">
      </form>`,
    expected: { type: { address: 'login_field', password: 'password' }, press: 'commit' },
  },
  {
    name: 'address-step-alone',
    about: 'The first of two steps asks for the email address, and no password field exists yet.',
    html: `
      <main><h2>Accedi</h2>
      <form action="/identifier" method="post">
        <label for="identifierId">Indirizzo e-mail</label>
        <input type="email" id="identifierId" name="identifier" autocomplete="username webauthn">
        <a href="/identifier/forgot">Hai dimenticato l’indirizzo?</a>
        <button type="submit" id="next">Avanti</button>
      </form></main>`,
    expected: { type: { address: 'identifierId' }, press: 'next' },
  },
  {
    name: 'address-step-with-the-password-hidden',
    about: 'The password field is in the same form, but is hidden until the email address is sent.',
    html: `
      <form id="login" method="post" action="/login">
        <div><label for="u">E-mail</label><input id="u" name="username" type="text" autocomplete="username"></div>
        <div style="display:none"><label for="p">Wachtwoord</label>
          <input id="p" name="password" type="password" autocomplete="current-password"></div>
        <button id="verder" type="submit">Volgende</button>
      </form>`,
    expected: { type: { address: 'u' }, press: 'verder' },
  },
  {
    name: 'address-step-with-a-password-without-size',
    about: 'A password field for password managers is in a box without size, where no person can see it.',
    html: `
      <form method="post" action="/account/lookup">
        <div style="width:0;height:0;overflow:hidden" aria-hidden="true"><input type="password" tabindex="-1" name="pw"></div>
        <label for="who">Email or username</label> <input id="who" name="who" autocomplete="username">
        <button id="cont">Continue</button>
      </form>`,
    expected: { type: { address: 'who' }, press: 'cont' },
  },
  {
    name: 'password-step-with-the-address-read-only',
    about: 'The second step shows the email address in a field that cannot be edited.',
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
    expected: { type: { password: 'pwd' }, press: 'weiter' },
  },
  {
    name: 'password-step-with-the-address-as-text',
    about:
      'The second step shows the email address as text, and has a copy for password managers in an off-screen field.',
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
    expected: { type: { password: 'i0118' }, press: 'idSI' },
  },
  {
    name: 'password-step-in-the-same-document',
    about:
      'After the email address was sent, a script locks its field and shows the password field below it.',
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
    expected: { type: { password: 'mdp' }, press: 'n' },
  },
  {
    name: 'labels-only-french',
    about: 'Only the labels show what the fields are for. Names and IDs are random.',
    html: `
      <form method="post">
        <label for="x8f2">Adresse e-mail</label><input id="x8f2" name="x8f2">
        <label for="q01z">Mot de passe</label><input id="q01z" name="q01z" type="password">
        <button id="k77">Se connecter</button>
      </form>`,
    expected: { type: { address: 'x8f2', password: 'q01z' }, press: 'k77' },
  },
  {
    name: 'placeholders-only-turkish',
    about: 'Only placeholders show what the fields are for.',
    html: `
      <form class="giris" method="post" action="/giris">
        <input id="a" placeholder="E-posta adresi">
        <input id="b" type="password" placeholder="Şifre">
        <button id="c" class="btn btn-primary btn-block">Giriş yap</button>
      </form>`,
    expected: { type: { address: 'a', password: 'b' }, press: 'c' },
  },
  {
    name: 'no-form-around-it-spanish',
    about: 'A framework’s page has no form element. A script listens to the button.',
    html: `
      <div id="root"><div class="card">
        <h3>Bienvenido de nuevo</h3>
        <div><span>Correo electrónico</span><input id="correo" type="email" aria-label="Correo electrónico"></div>
        <div><span>Contraseña</span><input id="clave" type="password" aria-label="Contraseña"></div>
        <button id="entrar" type="button" onclick="fetch('/api/login', { method: 'POST' })">Iniciar sesión</button>
      </div></div>`,
    expected: { type: { address: 'correo', password: 'clave' }, press: 'entrar' },
  },
  {
    name: 'no-form-around-it-japanese',
    about: 'The page is Japanese, without a form element, and the button is a div with a role.',
    html: `
      <section aria-labelledby="t"><h1 id="t">ログイン</h1>
        <p><label for="m">メールアドレス</label><input id="m" type="text"></p>
        <p><label for="w">パスワード</label><input id="w" type="password"></p>
        <div id="do" role="button" tabindex="0" onclick="location.href='/session'">ログイン</div>
      </section>`,
    expected: { type: { address: 'm', password: 'w' }, press: 'do' },
  },
  {
    name: 'in-a-shadow-root',
    about: 'The form is in an open shadow root, which some extensions do not search.',
    html: `
      <sign-in-card id="card"></sign-in-card>
      <script>
        card.attachShadow({ mode: 'open' }).innerHTML = '<form method="post" action="/login">'
          + '<input id="mail" type="email" name="email" autocomplete="username">'
          + '<input id="secret" type="password" name="password" autocomplete="current-password">'
          + '<button id="send">Log in</button></form>';
      </script>`,
    expected: { type: { address: 'mail', password: 'secret' }, press: 'send' },
  },
  {
    name: 'fields-in-their-own-shadow-roots',
    about: 'Each field and the button has its own shadow root inside the form’s.',
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
    expected: { type: { address: 'adres', password: 'woord' }, press: 'knop' },
  },
  {
    name: 'in-a-frame-of-its-own-host',
    about: 'The form is in a frame of the page’s own host.',
    html: `
      <header><a href="/">Help center</a></header>
      <iframe title="Sign in" width="420" height="260" srcdoc="
        <form method='post' action='/access/login' target='_parent'>
          <input id='user_email' type='email' name='user[email]' placeholder='Email'>
          <input id='user_password' type='password' name='user[password]' placeholder='Password'>
          <button id='sign-in-submit'>Sign in</button>
        </form>"></iframe>
      <footer><a href="/contact">Contact us</a></footer>`,
    expected: { type: { address: 'user_email', password: 'user_password' }, press: 'sign-in-submit' },
  },
  {
    name: 'button-outside-the-form',
    about: 'The button is in a footer, and belongs to the form by its attribute.',
    html: `
      <form id="login-form" method="post" action="/login">
        <input id="n" name="username" aria-label="Nazwa użytkownika">
        <input id="h" name="password" type="password" aria-label="Hasło">
      </form>
      <footer><button type="button" id="cancel">Anuluj</button>
      <button id="ok" form="login-form">Zaloguj się</button></footer>`,
    expected: { type: { address: 'n', password: 'h' }, press: 'ok' },
  },
  {
    name: 'button-disabled-before-typing-next-to-a-passkey',
    about:
      'The button is enabled only after both fields are filled in. Another enabled button is next to it.',
    html: `
      <form id="f" method="post" action="/in">
        <input id="mail" type="email" name="email" autocomplete="username">
        <input id="pass" type="password" name="password" autocomplete="current-password">
        <button id="go" disabled>Sign in</button> <button type="button" id="pk">Use a passkey</button>
      </form>
      <script>f.oninput = () => setTimeout(() => { go.disabled = !(mail.value && pass.value); }, 200);</script>`,
    expected: { type: { address: 'mail', password: 'pass' }, press: 'go' },
  },
  {
    name: 'button-aria-disabled-before-typing',
    about: 'The button is disabled by aria-disabled, and does nothing until the fields are filled in.',
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
    expected: { type: { address: 'usuario', password: 'contra' }, press: 'acceder' },
  },
  {
    name: 'sending-in-the-same-document',
    about: 'The form was sent: its button is disabled, and only the passkey button still works.',
    before: { sent: 'password', sameDocument: true },
    html: `
      <form method="post" action="/in" aria-busy="true">
        <input type="email" name="email" value="ada@mail.invalid" readonly autocomplete="username">
        <input type="password" name="password" value="typed before" readonly autocomplete="current-password">
        <button disabled><span class="spinner"></span> Signing in…</button>
        <button type="button">Use a passkey</button>
      </form>`,
    expected: { wait: 'yes' },
  },
  {
    name: 'enter-only',
    about: 'There is no button, and the page asks the user to press Enter.',
    html: `
      <form id="f" onkeydown="if (event.key === 'Enter') f.requestSubmit()" method="post" action="/login">
        <input id="nm" name="name" autocomplete="username" placeholder="login">
        <input id="pw" name="pw" type="password" autocomplete="current-password" placeholder="password">
        <small>Press Enter to log in</small>
      </form>`,
    expected: { type: { address: 'nm', password: 'pw' }, press: 'Enter' },
  },
  {
    name: 'enter-only-next-to-a-toggle',
    about: 'The only button shows the password. The form is sent with Enter.',
    html: `
      <form id="f" onkeydown="if (event.key === 'Enter') f.requestSubmit()" method="post" action="/connexion">
        <input id="id" type="email" name="identifiant" placeholder="Adresse e-mail">
        <input id="mdp" type="password" name="mdp" placeholder="Mot de passe">
        <button type="button" aria-label="Afficher le mot de passe" onclick="mdp.type = 'text'">👁</button>
      </form>
      <a href="/aide">Aide</a>`,
    expected: { type: { address: 'id', password: 'mdp' }, press: 'Enter' },
  },
  {
    name: 'other-ways-to-sign-in-around-it',
    about: 'There are buttons of identity providers in front of the form and in it.',
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
    expected: { type: { address: 'email', password: 'password' }, press: 'submit' },
  },
  {
    name: 'toggle-that-is-a-submit-button',
    about: 'The button that shows the password has no type, and comes first in the form.',
    html: `
      <form method="post" action="/users/login">
        <input id="u" name="email" type="email" placeholder="E-mail">
        <div><input id="p" name="senha" type="password" placeholder="Senha">
          <button onclick="p.type = 'text'; return false">Mostrar senha</button></div>
        <label><input type="checkbox" name="lembrar"> Lembrar de mim</label>
        <button id="entrar">Entrar</button>
      </form>`,
    expected: { type: { address: 'u', password: 'p' }, press: 'entrar' },
  },
  {
    name: 'search-and-newsletter-around-it',
    about: 'A search field is above the form and a newsletter below it, both with buttons.',
    html: `
      <form role="search" action="/search"><input name="query" type="search" placeholder="Search"><button>Search</button></form>
      <form method="post" action="/access/login">
        <input id="l" name="email" type="text" placeholder="Email address">
        <input id="pw" name="password" type="password" placeholder="Password">
        <button id="b">Sign in</button>
      </form>
      <form method="post" action="/subscribe"><label>Our newsletter <input type="email" name="email"></label><button>Subscribe</button></form>`,
    expected: { type: { address: 'l', password: 'pw' }, press: 'b' },
  },
  {
    name: 'bait-for-bots',
    about: 'Invisible fields, some with suggestive names, are bait for bots.',
    html: `
      <form method="post" action="/login">
        <div style="position:absolute;left:-5000px"><input type="email" name="email" autocomplete="off" tabindex="-1"></div>
        <input type="text" name="website" style="opacity:0;width:0;height:0;border:0;padding:0" tabindex="-1">
        <div hidden><input name="username"><input name="password" type="password"></div>
        <label for="k1">E-Mail</label><input id="k1" name="k1">
        <label for="k2">Passwort</label><input id="k2" name="k2" type="password">
        <button id="k3">Einloggen</button>
      </form>`,
    expected: { type: { address: 'k1', password: 'k2' }, press: 'k3' },
  },
  {
    name: 'language-in-the-form',
    about: 'The form starts with a choice of languages, and ends with a button that clears it.',
    html: `
      <form method="post" action="/login">
        <select name="locale" aria-label="Language"><option>English</option><option>Deutsch</option></select>
        <input id="login" name="login" placeholder="Login name">
        <input id="pass" name="pass" type="password" placeholder="Password">
        <button type="reset">Clear</button> <button id="enter">Enter</button>
      </form>`,
    expected: { type: { address: 'login', password: 'pass' }, press: 'enter' },
  },
  {
    name: 'optional-field-for-a-code',
    about: 'The form has a third field, for a code, which people without a second factor leave empty.',
    html: `
      <form method="post" action="/login">
        <label>Login <input id="who" name="login"></label>
        <label>Password <input id="what" name="password" type="password"></label>
        <label>Authenticator code (optional) <input id="third" name="otp" autocomplete="one-time-code" inputmode="numeric"></label>
        <button id="in">Log in</button>
      </form>`,
    expected: { type: { address: 'who', password: 'what' }, press: 'in' },
  },
  {
    name: 'shape-of-drupal',
    about: 'This is the markup of a content management system, with hidden fields.',
    html: `
      <form class="user-login-form" action="/user/login" method="post" id="user-login-form" accept-charset="UTF-8">
        <div><label for="edit-name">Nom d’utilisateur</label>
          <input autocorrect="none" autocapitalize="none" type="text" id="edit-name" name="name" size="60" maxlength="60" required></div>
        <div><label for="edit-pass">Mot de passe</label>
          <input type="password" id="edit-pass" name="pass" size="60" maxlength="128" required></div>
        <input type="hidden" name="form_build_id" value="form-k3"><input type="hidden" name="form_id" value="user_login_form">
        <input type="submit" id="edit-submit" name="op" value="Se connecter">
      </form>`,
    expected: { type: { address: 'edit-name', password: 'edit-pass' }, press: 'edit-submit' },
  },
  {
    name: 'shape-of-wordpress',
    about: 'The fields have short names, a check box remembers the user, and links lead away.',
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
    expected: { type: { address: 'user_login', password: 'user_pass' }, press: 'wp-submit' },
  },
  {
    name: 'shape-of-devise',
    about:
      'This is the markup of a Rails application, with a hidden copy of its check box and links to sign up.',
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
    expected: { type: { address: 'user_email', password: 'user_password' }, press: 'commit' },
  },
  {
    name: 'shape-of-keycloak',
    about: 'This is the markup of an identity server, which disables its button when the form is sent.',
    html: `
      <div id="kc-content"><h1 id="kc-page-title">Inicia sesión en tu cuenta</h1>
      <form id="kc-form-login" onsubmit="document.getElementById('kc-login').disabled = true" action="/realms/acme/login-actions/authenticate?execution=1" method="post">
        <label for="username">Usuario o correo electrónico</label><input tabindex="2" id="username" name="username" value="" type="text" autocomplete="username" aria-invalid="">
        <label for="password">Contraseña</label><input tabindex="3" id="password" name="password" type="password" autocomplete="current-password" aria-invalid="">
        <label><input tabindex="5" id="rememberMe" name="rememberMe" type="checkbox"> Seguir conectado</label>
        <input type="hidden" id="id-hidden-input" name="credentialId">
        <button tabindex="7" name="login" id="kc-login" type="submit">Iniciar sesión</button>
      </form><p>¿Usuario nuevo? <a href="/realms/acme/login-actions/registration">Registrarse</a></p></div>`,
    expected: { type: { address: 'username', password: 'password' }, press: 'kc-login' },
  },
  {
    name: 'shape-of-spring',
    about: 'This is the generated page of a framework: two fields, a token, and a button.',
    path: '/login',
    html: `
      <div class="content"><form class="login-form" method="post" action="/login">
        <h2>Please sign in</h2>
        <p><label for="username" class="screenreader">Username</label><input type="text" id="username" name="username" placeholder="Username" required autofocus></p>
        <p><label for="password" class="screenreader">Password</label><input type="password" id="password" name="password" placeholder="Password" required></p>
        <input name="_csrf" type="hidden" value="n9">
        <button type="submit" class="primary" id="primary">Sign in</button>
      </form></div>`,
    expected: { type: { address: 'username', password: 'password' }, press: 'primary' },
  },
  {
    name: 'shape-of-django-dutch',
    about: 'The fields have prefixed IDs, a token comes before them, and a link creates an account.',
    path: '/accounts/login/',
    html: `
      <form class="login" method="post" action="/accounts/login/">
        <input type="hidden" name="csrfmiddlewaretoken" value="Zx1">
        <p><label for="id_login">E-mailadres:</label> <input type="email" name="login" placeholder="E-mailadres" autocomplete="email" required id="id_login"></p>
        <p><label for="id_password">Wachtwoord:</label> <input type="password" name="password" autocomplete="current-password" required id="id_password"></p>
        <p>Nog geen account? <a href="/accounts/signup/">Registreren</a></p>
        <button type="submit" id="inloggen">Inloggen</button>
      </form>`,
    expected: { type: { address: 'id_login', password: 'id_password' }, press: 'inloggen' },
  },
  {
    name: 'frame-of-another-host-above-it',
    about: 'A frame of another host is in front of a working form.',
    html: `
      <iframe src="https://widget.invalid/check" width="300" height="65"></iframe>
      <form method="post" action="/in">
        <input id="m" type="email" name="email" autocomplete="username">
        <input id="p" type="password" name="password" autocomplete="current-password"><button id="s">Sign in</button>
      </form>`,
    expected: { type: { address: 'm', password: 'p' }, press: 's' },
  },
  {
    name: 'captcha-frame-in-the-form',
    about: 'A bot check’s frame is between the password and the button, and lets most people pass.',
    html: `
      <form method="post" action="/login">
        <input id="email" type="email" name="email" placeholder="E-mail">
        <input id="hasło" type="password" name="password" placeholder="Hasło">
        <div class="captcha"><iframe title="captcha" src="https://captcha.invalid/anchor?k=1" width="302" height="76"></iframe>
          <textarea name="captcha-response" style="display:none"></textarea></div>
        <button id="zaloguj">Zaloguj</button>
      </form>`,
    expected: { type: { address: 'email', password: 'hasło' }, press: 'zaloguj' },
  },
  {
    name: 'link-instead-of-a-button',
    about: 'A link that calls a script sends the form.',
    html: `
      <form name="entrada" method="post" action="/autenticar">
        <table><tr><td>Utilizador</td><td><input id="util" name="util"></td></tr>
        <tr><td>Palavra-passe</td><td><input id="pp" name="pp" type="password"></td></tr></table>
        <a href="/recuperar">Recuperar palavra-passe</a>
        <a href="#" id="entra" onclick="document.entrada.submit(); return false">Entrar</a>
      </form>`,
    expected: { type: { address: 'util', password: 'pp' }, press: 'entra' },
  },
  {
    name: 'image-instead-of-a-button',
    about: 'The button is an image with alternative text.',
    html: `
      <form method="post" action="/logon">
        <b>User</b> <input id="usr" name="usr"> <b>Password</b> <input id="pwd" name="pwd" type="password">
        <input id="img" type="image" alt="Log on" width="80" height="24" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
      </form>`,
    expected: { type: { address: 'usr', password: 'pwd' }, press: 'img' },
  },
  {
    name: 'right-to-left-arabic',
    about: 'The page is Arabic, and is written from right to left.',
    html: `<!doctype html><html lang="ar" dir="rtl"><head><title>تسجيل الدخول</title></head><body>
      <form method="post" action="/login">
        <label for="barid">البريد الإلكتروني</label><input id="barid" name="email" type="text">
        <label for="sirr">كلمة المرور</label><input id="sirr" name="password" type="password">
        <button id="dukhul">تسجيل الدخول</button>
      </form></body></html>`,
    expected: { type: { address: 'barid', password: 'sirr' }, press: 'dukhul' },
  },
  {
    name: 'twice-for-wide-and-narrow-screens',
    about: 'The form exists twice, and the one for phones is hidden.',
    html: `
      <div class="mobile-only" style="display:none"><form method="post" action="/login">
        <input id="m-email" type="email" name="email"><input id="m-pass" type="password" name="password"><button id="m-go">Log in</button></form></div>
      <div class="desktop-only"><form method="post" action="/login">
        <input id="d-email" type="email" name="email"><input id="d-pass" type="password" name="password"><button id="d-go">Log in</button></form></div>`,
    expected: { type: { address: 'd-email', password: 'd-pass' }, press: 'd-go' },
  },
  {
    name: 'identity-providers-alone',
    about:
      'The page offers only other companies’ accounts, and has no field for an email address or password.',
    html: `
      <h1>Sign in to Acme</h1>
      <a href="/auth/globex" role="button">Continue with Globex</a>
      <a href="/auth/initech" role="button">Continue with Initech</a>
      <p>By continuing you accept our <a href="/terms">terms</a>.</p>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'password-step-without-clues',
    about: 'After the email address was sent, a script shows a form without words.',
    before: { sent: 'email address', sameDocument: true },
    html: `<h1>Hi</h1><form><input id="p" type="password" name="pw"><button id="n">→</button></form>`,
    expected: { type: { password: 'p' }, press: 'n' },
  },
];
