/** Pages where the form reappears after something was sent: a refusal, no refusal, or neither. */
import type { CorpusPage } from './page.ts';

export const REFUSALS: readonly CorpusPage[] = [
  // Refused.
  {
    name: 'refused-with-role-alert',
    about: 'The form reappears, with an alert above it that the password is wrong.',
    before: { sent: 'password' },
    html: `
      <div role="alert">Wrong email or password.</div>
      <form method="post" action="/login"><input type="email" name="email" value="ada@mail.invalid"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { refused: 'Wrong email or password' },
  },
  {
    name: 'refused-with-422',
    about: 'A Rails application answers 422 and shows a flash above the form.',
    path: '/users/sign_in',
    before: { sent: 'password', status: 422 },
    html: `
      <p class="flash alert">Invalid Email or password.</p><h2>Log in</h2><form method="post" action="/users/sign_in"><input type="email" name="user[email]" value="ada@mail.invalid">
        <input type="password" name="user[password]"><input type="submit" name="commit" value="Log in"></form>`,
    expected: { refused: 'Invalid Email or password' },
  },
  {
    name: 'refused-with-401-german',
    about: 'The answer is 401, and a paragraph with a class gives the reason.',
    before: { sent: 'password', status: 401 },
    html: `
      <form method="post" action="/anmelden"><p class="error">Benutzername oder Passwort ist falsch.</p><input name="benutzer"><input name="passwort" type="password"><button>Anmelden</button></form>`,
    expected: { refused: 'Benutzername oder Passwort ist falsch' },
  },
  {
    name: 'refused-in-the-same-document-french',
    about: 'The field is marked as invalid, and the text below describes it.',
    before: { sent: 'password', sameDocument: true },
    html: `
      <form><input type="email" name="email" value="ada@mail.invalid"><input type="password" name="mdp" aria-invalid="true" aria-describedby="mdp-aide"><span id="mdp-aide">Mot de passe incorrect</span><button>Se connecter</button></form>`,
    expected: { refused: 'Mot de passe incorrect' },
  },
  {
    name: 'refused-in-a-toast-spanish',
    about: 'A small box in a corner, away from the form, contains the refusal.',
    before: { sent: 'password', sameDocument: true },
    html: `
      <form><input type="email" name="correo" value="ada@mail.invalid"><input type="password" name="clave"><button>Iniciar sesión</button></form>
      <div class="toast toast-error" role="status" aria-live="polite" style="position:fixed;right:10px;bottom:10px">La contraseña es incorrecta</div>`,
    expected: { refused: 'La contraseña es incorrecta' },
  },
  {
    name: 'refused-with-error-in-the-path',
    about: 'The page’s URL ends in ?error, and its text is about bad credentials.',
    path: '/login?error=1',
    before: { sent: 'password' },
    html: `
      <form class="login-form" method="post" action="/login"><h2>Please sign in</h2><div class="alert alert-danger" role="alert">Bad credentials</div><input name="username" placeholder="Username"><input type="password" name="password" placeholder="Password"><button>Sign in</button></form>`,
    expected: { refused: 'Bad credentials' },
  },
  {
    name: 'refused-italian',
    about: 'The refusal is Italian, in a list of errors.',
    before: { sent: 'password' },
    html: `
      <ul class="errorlist"><li>Nome utente o password non validi.</li></ul><form method="post" action="/accedi"><input name="utente"><input name="password" type="password"><button>Accedi</button></form>`,
    expected: { refused: 'Nome utente o password non validi' },
  },
  {
    name: 'refused-portuguese',
    about: 'The refusal is Portuguese, in a box.',
    before: { sent: 'password' },
    html: `
      <div class="alert alert-danger">E-mail ou senha incorretos.</div><form method="post" action="/login"><input name="email" type="email"><input name="senha" type="password"><button>Entrar</button></form>`,
    expected: { refused: 'E-mail ou senha incorretos' },
  },
  {
    name: 'refused-dutch',
    about: 'The refusal is Dutch, next to the field.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/login"><input name="email" type="email"><input name="wachtwoord" type="password" class="is-invalid"><div class="invalid-feedback">Onjuist wachtwoord</div><button>Inloggen</button></form>`,
    expected: { refused: 'Onjuist wachtwoord' },
  },
  {
    name: 'refused-polish',
    about: 'The refusal is Polish, in an alert.',
    before: { sent: 'password', status: 401 },
    html: `
      <p role="alert" class="komunikat-blad">Nieprawidłowy login lub hasło</p><form method="post" action="/login"><input name="login"><input name="haslo" type="password"><button>Zaloguj się</button></form>`,
    expected: { refused: 'Nieprawidłowy login lub hasło' },
  },
  {
    name: 'refused-japanese',
    about: 'The refusal is Japanese, in an alert.',
    before: { sent: 'password' },
    html: `
      <div class="error-message" role="alert">メールアドレスまたはパスワードが正しくありません。</div><form method="post" action="/login"><input name="mail" type="email"><input name="pass" type="password"><button>ログイン</button></form>`,
    expected: { refused: 'パスワードが正しくありません' },
  },
  {
    name: 'refused-turkish',
    about: 'The refusal is Turkish, in an alert.',
    before: { sent: 'password' },
    html: `
      <div role="alert">E-posta veya şifre hatalı.</div><form method="post" action="/giris"><input name="eposta" type="email"><input name="sifre" type="password"><button>Giriş yap</button></form>`,
    expected: { refused: 'şifre hatalı' },
  },
  {
    name: 'refused-arabic',
    about: 'The refusal is Arabic, in an alert.',
    before: { sent: 'password' },
    html: `
      <div dir="rtl"><p role="alert">كلمة المرور غير صحيحة</p><form method="post" action="/login"><input name="email" type="email"><input name="password" type="password"><button>تسجيل الدخول</button></form></div>`,
    expected: { refused: 'كلمة المرور غير صحيحة' },
  },
  {
    name: 'refused-with-the-name-in-the-words',
    about: 'The refusal names the user, and offers a link for a forgotten password.',
    path: '/wp-login.php',
    before: { sent: 'password' },
    html: `
      <div id="login_error"><strong>Error:</strong> The password you entered for the username <strong>ada</strong> is incorrect. <a href="/lost">Lost your password?</a></div>
      <form method="post" action="/wp-login.php"><input name="log" value="ada"><input name="pwd" type="password"><input type="submit" value="Log In"></form>`,
    expected: { refused: 'is incorrect' },
  },
  {
    name: 'refused-in-a-paraphrase',
    about: 'The refusal avoids “wrong” and “invalid”.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/login"><p class="form-error">The email and password you entered did not match our records. Please double-check and try again.</p><input name="email" type="email"><input name="password" type="password"><button>Log in</button></form>`,
    expected: { refused: 'did not match our records' },
  },
  {
    name: 'refused-address-after-its-step',
    about: 'After the first of two steps, the page shows that there is no such account.',
    before: { sent: 'email address' },
    html: `
      <form method="post" action="/identifier"><input type="email" name="email" value="ada@mail.invalid" aria-invalid="true"><div class="error" role="alert">We couldn’t find an account with that email address.</div><button>Next</button></form>`,
    expected: { refused: 'find an account with that email address' },
  },
  {
    name: 'refused-address-after-its-step-german',
    about: 'The same happens in German, in the same document.',
    before: { sent: 'email address', sameDocument: true },
    html: `
      <form><input type="email" name="email" value="ada@mail.invalid"><p class="fehler">Zu dieser E-Mail-Adresse gibt es kein Konto.</p><button>Weiter</button></form>`,
    expected: { refused: 'gibt es kein Konto' },
  },
  {
    name: 'refused-in-the-step-of-the-password',
    about: 'Only the second of two steps reappears, with an error.',
    before: {
      sent: 'password',
      from: `<p>ada@mail.invalid</p><form method="post"><input type="password" name="pw"><button>Sign in</button></form>`,
    },
    html: `
      <p>ada@mail.invalid</p><form method="post"><input type="password" name="pw" aria-describedby="err"><div id="err" class="error-text">Your password is incorrect. If you don’t remember it, <a href="/reset">reset it now</a>.</div><button>Sign in</button></form>`,
    expected: { refused: 'Your password is incorrect' },
  },
  {
    name: 'refused-without-any-field',
    about: 'A page without fields refuses the password. Going back shows whether the user is signed in.',
    path: '/session',
    before: { sent: 'password', status: 401 },
    html: `<h1>Sign-in failed</h1><p class="error">The password is not correct.</p><a href="/login">Try again</a>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'refused-in-a-dialog',
    about: 'The refusal is in a modal dialog over the form, with a button to close it.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Anmelden</button></form>
      <dialog id="d"><h2>Anmeldung fehlgeschlagen</h2><p>Das eingegebene Passwort ist falsch.</p><button>OK</button></dialog><script>d.showModal();</script>`,
    expected: { refused: 'Passwort ist falsch' },
  },
  // Not refused.
  {
    name: 'session-expired',
    about: 'The page shows that the session has ended in the meantime, and asks the user to sign in again.',
    before: { sent: 'password' },
    html: `
      <div role="alert">Your session has expired, please sign in again.</div><form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Sign in</button></form>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'form-token-expired',
    about: 'The form’s token has expired, and the page asks to send the form again.',
    before: { sent: 'password' },
    html: `
      <div class="alert-error">Die Seite ist abgelaufen. Bitte melden Sie sich erneut an.</div><form method="post" action="/anmelden"><input id="e" name="benutzername"><input id="p" name="passwort" type="password"><button id="s">Anmelden</button></form>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'signed-out-at-the-start',
    about: 'The walk begins on a page that shows that the user has signed out.',
    html: `
      <div role="status" class="alert alert-success">You have been signed out.</div><form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Sign in</button></form>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'sign-in-required-at-the-start',
    about: 'The walk begins with a red box that asks the user to sign in to continue.',
    html: `
      <div role="alert" class="alert alert-danger">Vous devez vous connecter pour continuer.</div><form method="post" action="/connexion"><input id="e" type="email" name="email"><input id="p" type="password" name="mdp"><button id="s">Se connecter</button></form>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'password-changed',
    about: 'The page shows that a password was changed, and asks the user to sign in.',
    before: { sent: 'password' },
    html: `
      <div role="alert" class="success">Tu contraseña se ha cambiado. Vuelve a iniciar sesión.</div><form method="post" action="/login"><input id="e" type="email" name="correo"><input id="p" type="password" name="clave"><button id="s">Iniciar sesión</button></form>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'form-again-without-a-message',
    about: 'A new document has the same form and status 200, without a message.',
    before: { sent: 'password' },
    html: `
      <h1>Sign in</h1><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'form-again-with-an-old-hint',
    about: 'A hint about wrong passwords is always on the page, even before anything was sent.',
    before: {
      sent: 'password',
      from: `<p class="error-hint">After five incorrect passwords an account is locked.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    },
    html: `
      <p class="error-hint">After five incorrect passwords an account is locked.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'form-again-with-hidden-words',
    about: 'The words of a refusal are in the document for a script to show, but are hidden.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/login"><p class="error" role="alert" style="display:none">Wrong password.</p><template><p role="alert">Invalid credentials</p></template><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'form-again-with-an-empty-alert',
    about: 'There is an empty alert above the form.',
    before: { sent: 'password' },
    html: `
      <div role="alert" class="error" aria-live="assertive"></div><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Entrar</button></form><a href="/recuperar">Esqueceu a senha?</a>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'form-again-next-to-an-advertisement',
    about: 'An advertisement for a password manager mentions wrong passwords, and the form has no message.',
    before: {
      sent: 'password',
      from: `<form method="post" action="/login"><input name="email"><input type="password" name="password"><button>Sign in</button></form><aside>Never type a wrong password again: get our app.</aside>`,
    },
    html: `
      <form method="post" action="/login"><input name="email"><input type="password" name="password"><button>Sign in</button></form><aside>Never type a wrong password again: get our app.</aside>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'news-about-other-peoples-wrong-passwords',
    about:
      'After the sign-in, the page reports that others tried wrong passwords, and has a button to continue.',
    before: { sent: 'password' },
    html: `
      <h1>Welcome back, Ada</h1><div role="alert" class="warning">There were 4 attempts with an incorrect password since your last sign-in.</div><form method="post" action="/notice/seen"><button id="go">Continue</button></form>`,
    expected: { press: 'go', to: 'skip' },
  },
  {
    name: 'page-without-fields-that-is-not-understood',
    about: 'Something failed, and the page does not say what.',
    before: { sent: 'password' },
    html: `<h1>Oops</h1><p class="error" role="alert">Something went wrong on our side.</p><a href="/">Back to the start page</a>`,
    expected: { leave: 'yes' },
  },
  // Neither.
  {
    name: 'form-again-with-503',
    about: 'The form comes with the status of an unavailable service.',
    before: { sent: 'password', status: 503 },
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { blocked: /503/ },
  },
  {
    name: 'form-again-with-429',
    about: 'The form comes with the status of too many requests.',
    before: { sent: 'password', status: 429 },
    html: `
      <p class="error">Zu viele Anfragen.</p><form method="post" action="/anmelden"><input name="email" type="email"><input name="passwort" type="password"><button>Anmelden</button></form>`,
    expected: { blocked: /429/ },
  },
  {
    name: 'form-again-with-a-captcha',
    about: 'The form reappears, and requires a CAPTCHA.',
    before: { sent: 'password' },
    html: `
      <div role="alert">Please complete the CAPTCHA to continue.</div><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><iframe title="captcha" src="https://captcha.invalid/challenge" width="300" height="80"></iframe><button>Sign in</button></form>`,
    expected: { blocked: /captcha|robot|only a person/i },
  },
  {
    name: 'form-again-after-too-many-attempts',
    about:
      'The page asks to wait a minute after too many attempts, and neither accepts nor refuses the password.',
    before: { sent: 'password' },
    html: `
      <div role="alert">Too many sign-in attempts. Please wait one minute and try again.</div><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { blocked: /too many|attempts|wait/i },
  },
  {
    name: 'account-locked',
    about: 'The account is locked for some minutes. The password was neither accepted nor refused.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Your account has been locked. Try again in 10 minutes.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'account-suspended-german',
    about: 'The account is suspended, whatever the password.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Ihr Konto wurde gesperrt.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'address-not-verified',
    about: 'The email address must be verified first.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Please verify your e-mail address first.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'password-expired-with-an-email',
    about: 'The password has expired, and a link was emailed.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Your password has expired. We have mailed you a link.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'network-not-allowed',
    about: 'Sign-ins are allowed only from other networks.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Your IP address is not allowed.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'single-sign-on-only',
    about: 'Passwords are switched off for the account.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Password sign-in is turned off for this account. Use single sign-on.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'trial-has-ended',
    about: 'The sign-in failed because the trial has ended.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Sign-in failed: your trial has ended.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'clock-is-wrong',
    about: 'Something is incorrect, and it is not the password.',
    before: { sent: 'password' },
    html: `
      <p role="alert">The clock of your device is incorrect.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'not-understood-icelandic',
    about: 'There is an alert in an unknown language.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Reikningnum þínum hefur verið læst.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'unprocessed-without-a-message',
    about: 'The form reappears with 422, as it does for an expired token, and without a message.',
    before: { sent: 'password', status: 422 },
    html: `
      <h1>Log in</h1><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Log in</button></form>`,
    expected: { leave: 'yes' },
  },
];
