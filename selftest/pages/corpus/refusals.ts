/** The form again after the password was sent: refused in words, or not refused at all. */
import type { CorpusPage } from './page.ts';

export const REFUSALS: readonly CorpusPage[] = [
  // Refused.
  {
    name: 'refused-with-role-alert',
    about: 'The form again, and above it an alert that says that the password is wrong.',
    before: { sent: 'password' },
    html: `
      <div role="alert">Wrong email or password.</div>
      <form method="post" action="/login"><input type="email" name="email" value="ada@mail.invalid"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { refused: 'Wrong email or password' },
  },
  {
    name: 'refused-with-422',
    about: 'A Rails application answers 422 and shows a flash above the form.',
    path: '/users/sign_in',
    before: { sent: 'password', status: 422 },
    html: `
      <p class="flash alert">Invalid Email or password.</p><h2>Log in</h2><form method="post" action="/users/sign_in"><input type="email" name="user[email]" value="ada@mail.invalid">
        <input type="password" name="user[password]"><input type="submit" name="commit" value="Log in"></form>`,
    right: { refused: 'Invalid Email or password' },
  },
  {
    name: 'refused-with-401-german',
    about: 'The answer is 401, and a paragraph with a class says why.',
    before: { sent: 'password', status: 401 },
    html: `
      <form method="post" action="/anmelden"><p class="error">Benutzername oder Passwort ist falsch.</p><input name="benutzer"><input name="passwort" type="password"><button>Anmelden</button></form>`,
    right: { refused: 'Benutzername oder Passwort ist falsch' },
  },
  {
    name: 'refused-in-the-same-document-french',
    about: 'The field is marked as invalid and is described by the words below it.',
    before: { sent: 'password', sameDocument: true },
    html: `
      <form><input type="email" name="email" value="ada@mail.invalid"><input type="password" name="mdp" aria-invalid="true" aria-describedby="mdp-aide"><span id="mdp-aide">Mot de passe incorrect</span><button>Se connecter</button></form>`,
    right: { refused: 'Mot de passe incorrect' },
  },
  {
    name: 'refused-in-a-toast-spanish',
    about: 'A small box in a corner says it, away from the form.',
    before: { sent: 'password', sameDocument: true },
    html: `
      <form><input type="email" name="correo" value="ada@mail.invalid"><input type="password" name="clave"><button>Iniciar sesión</button></form>
      <div class="toast toast-error" role="status" aria-live="polite" style="position:fixed;right:10px;bottom:10px">La contraseña es incorrecta</div>`,
    right: { refused: 'La contraseña es incorrecta' },
  },
  {
    name: 'refused-with-error-in-the-path',
    about: 'The address of the page ends in ?error, and the page says that the credentials are bad.',
    path: '/login?error=1',
    before: { sent: 'password' },
    html: `
      <form class="login-form" method="post" action="/login"><h2>Please sign in</h2><div class="alert alert-danger" role="alert">Bad credentials</div><input name="username" placeholder="Username"><input type="password" name="password" placeholder="Password"><button>Sign in</button></form>`,
    right: { refused: 'Bad credentials' },
  },
  {
    name: 'refused-italian',
    about: 'Italian words in a list of errors.',
    before: { sent: 'password' },
    html: `
      <ul class="errorlist"><li>Nome utente o password non validi.</li></ul><form method="post" action="/accedi"><input name="utente"><input name="password" type="password"><button>Accedi</button></form>`,
    right: { refused: 'Nome utente o password non validi' },
  },
  {
    name: 'refused-portuguese',
    about: 'Portuguese words in a box.',
    before: { sent: 'password' },
    html: `
      <div class="alert alert-danger">E-mail ou senha incorretos.</div><form method="post" action="/login"><input name="email" type="email"><input name="senha" type="password"><button>Entrar</button></form>`,
    right: { refused: 'E-mail ou senha incorretos' },
  },
  {
    name: 'refused-dutch',
    about: 'Dutch words beside the field.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/login"><input name="email" type="email"><input name="wachtwoord" type="password" class="is-invalid"><div class="invalid-feedback">Onjuist wachtwoord</div><button>Inloggen</button></form>`,
    right: { refused: 'Onjuist wachtwoord' },
  },
  {
    name: 'refused-polish',
    about: 'Polish words in an alert.',
    before: { sent: 'password', status: 401 },
    html: `
      <p role="alert" class="komunikat-blad">Nieprawidłowy login lub hasło</p><form method="post" action="/login"><input name="login"><input name="haslo" type="password"><button>Zaloguj się</button></form>`,
    right: { refused: 'Nieprawidłowy login lub hasło' },
  },
  {
    name: 'refused-japanese',
    about: 'Japanese words in an alert.',
    before: { sent: 'password' },
    html: `
      <div class="error-message" role="alert">メールアドレスまたはパスワードが正しくありません。</div><form method="post" action="/login"><input name="mail" type="email"><input name="pass" type="password"><button>ログイン</button></form>`,
    right: { refused: 'パスワードが正しくありません' },
  },
  {
    name: 'refused-turkish',
    about: 'Turkish words in an alert.',
    before: { sent: 'password' },
    html: `
      <div role="alert">E-posta veya şifre hatalı.</div><form method="post" action="/giris"><input name="eposta" type="email"><input name="sifre" type="password"><button>Giriş yap</button></form>`,
    right: { refused: 'şifre hatalı' },
  },
  {
    name: 'refused-arabic',
    about: 'Arabic words in an alert.',
    before: { sent: 'password' },
    html: `
      <div dir="rtl"><p role="alert">كلمة المرور غير صحيحة</p><form method="post" action="/login"><input name="email" type="email"><input name="password" type="password"><button>تسجيل الدخول</button></form></div>`,
    right: { refused: 'كلمة المرور غير صحيحة' },
  },
  {
    name: 'refused-with-the-name-in-the-words',
    about: 'The words name the user and offer a link for a forgotten password.',
    path: '/wp-login.php',
    before: { sent: 'password' },
    html: `
      <div id="login_error"><strong>Error:</strong> The password you entered for the username <strong>ada</strong> is incorrect. <a href="/lost">Lost your password?</a></div>
      <form method="post" action="/wp-login.php"><input name="log" value="ada"><input name="pwd" type="password"><input type="submit" value="Log In"></form>`,
    right: { refused: 'is incorrect' },
  },
  {
    name: 'refused-in-a-paraphrase',
    about: 'The words avoid “wrong” and “invalid”.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/login"><p class="form-error">The email and password you entered did not match our records. Please double-check and try again.</p><input name="email" type="email"><input name="password" type="password"><button>Log in</button></form>`,
    right: { refused: 'did not match our records' },
  },
  {
    name: 'refused-address-after-its-step',
    about: 'After the first of two steps the page says that there is no such account.',
    before: { sent: 'email address' },
    html: `
      <form method="post" action="/identifier"><input type="email" name="email" value="ada@mail.invalid" aria-invalid="true"><div class="error" role="alert">We couldn’t find an account with that email address.</div><button>Next</button></form>`,
    right: { refused: 'find an account with that email address' },
  },
  {
    name: 'refused-address-after-its-step-german',
    about: 'The same in German, in the same document.',
    before: { sent: 'email address', sameDocument: true },
    html: `
      <form><input type="email" name="email" value="ada@mail.invalid"><p class="fehler">Zu dieser E-Mail-Adresse gibt es kein Konto.</p><button>Weiter</button></form>`,
    right: { refused: 'gibt es kein Konto' },
  },
  {
    name: 'refused-in-the-step-of-the-password',
    about: 'Of two steps only the second comes again, with an error.',
    before: {
      sent: 'password',
      from: `<p>ada@mail.invalid</p><form method="post"><input type="password" name="pw"><button>Sign in</button></form>`,
    },
    html: `
      <p>ada@mail.invalid</p><form method="post"><input type="password" name="pw" aria-describedby="err"><div id="err" class="error-text">Your password is incorrect. If you don’t remember it, <a href="/reset">reset it now</a>.</div><button>Sign in</button></form>`,
    right: { refused: 'Your password is incorrect' },
  },
  {
    name: 'refused-without-any-field',
    about:
      'A page without fields says that the password is wrong: going back shows whether anybody is signed in.',
    path: '/session',
    before: { sent: 'password', status: 401 },
    html: `<h1>Sign-in failed</h1><p class="error">The password is not correct.</p><a href="/login">Try again</a>`,
    right: { leave: 'yes' },
  },
  {
    name: 'refused-in-a-dialog',
    about: 'A modal dialog over the form says it, and has a button to close it.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Anmelden</button></form>
      <dialog id="d"><h2>Anmeldung fehlgeschlagen</h2><p>Das eingegebene Passwort ist falsch.</p><button>OK</button></dialog><script>d.showModal();</script>`,
    right: { refused: 'Passwort ist falsch' },
  },
  // Not refused.
  {
    name: 'session-ended',
    about: 'The page says that the session has ended in the meantime, and asks to sign in again.',
    before: { sent: 'password' },
    html: `
      <div role="alert">Your session has expired, please sign in again.</div><form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Sign in</button></form>`,
    right: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'page-of-the-form-too-old',
    about: 'The token of the form was too old, and the page asks to send it once more.',
    before: { sent: 'password' },
    html: `
      <div class="alert-error">Die Seite ist abgelaufen. Bitte melden Sie sich erneut an.</div><form method="post" action="/anmelden"><input id="e" name="benutzername"><input id="p" name="passwort" type="password"><button id="s">Anmelden</button></form>`,
    right: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'signed-out-before',
    about: 'The walk begins on a page that says that one has signed out.',
    html: `
      <div role="status" class="alert alert-success">You have been signed out.</div><form method="post" action="/login"><input id="e" type="email" name="email"><input id="p" type="password" name="password"><button id="s">Sign in</button></form>`,
    right: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'sign-in-first-before',
    about: 'The walk begins with a red box that says that one has to sign in to go on.',
    html: `
      <div role="alert" class="alert alert-danger">Vous devez vous connecter pour continuer.</div><form method="post" action="/connexion"><input id="e" type="email" name="email"><input id="p" type="password" name="mdp"><button id="s">Se connecter</button></form>`,
    right: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'password-changed',
    about: 'The page says that a password was changed, and asks to sign in.',
    before: { sent: 'password' },
    html: `
      <div role="alert" class="success">Tu contraseña se ha cambiado. Vuelve a iniciar sesión.</div><form method="post" action="/login"><input id="e" type="email" name="correo"><input id="p" type="password" name="clave"><button id="s">Iniciar sesión</button></form>`,
    right: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'form-again-in-silence',
    about: 'A new document with the same form, status 200, and not a word about what was sent.',
    before: { sent: 'password' },
    html: `
      <h1>Sign in</h1><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'form-again-with-a-hint-that-was-there',
    about: 'A hint about wrong passwords stands on the page at all times, also before anything was sent.',
    before: {
      sent: 'password',
      from: `<p class="error-hint">After five incorrect passwords an account is locked.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    },
    html: `
      <p class="error-hint">After five incorrect passwords an account is locked.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'form-again-with-words-that-are-not-shown',
    about: 'The words of a refusal lie in the document for a script to show, and are not shown.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/login"><p class="error" role="alert" style="display:none">Wrong password.</p><template><p role="alert">Invalid credentials</p></template><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'form-again-with-an-empty-alert',
    about: 'An alert without words waits above the form.',
    before: { sent: 'password' },
    html: `
      <div role="alert" class="error" aria-live="assertive"></div><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Entrar</button></form><a href="/recuperar">Esqueceu a senha?</a>`,
    right: { leave: 'yes' },
  },
  {
    name: 'form-again-beside-an-advertisement',
    about:
      'An advertisement for a password manager speaks of wrong passwords, and the form comes without a word.',
    before: {
      sent: 'password',
      from: `<form method="post" action="/login"><input name="email"><input type="password" name="password"><button>Sign in</button></form><aside>Never type a wrong password again: get our app.</aside>`,
    },
    html: `
      <form method="post" action="/login"><input name="email"><input type="password" name="password"><button>Sign in</button></form><aside>Never type a wrong password again: get our app.</aside>`,
    right: { leave: 'yes' },
  },
  {
    name: 'news-about-wrong-passwords-of-others',
    about: 'After the sign-in the page reports that others tried wrong passwords, and goes on by a button.',
    before: { sent: 'password' },
    html: `
      <h1>Welcome back, Ada</h1><div role="alert" class="warning">There were 4 attempts with an incorrect password since your last sign-in.</div><form method="post" action="/notice/seen"><button id="go">Continue</button></form>`,
    right: { press: 'go', to: 'skip' },
  },
  {
    name: 'page-without-fields-that-is-not-understood',
    about: 'Something failed, and the page does not say what.',
    before: { sent: 'password' },
    html: `<h1>Oops</h1><p class="error" role="alert">Something went wrong on our side.</p><a href="/">Back to the start page</a>`,
    right: { leave: 'yes' },
  },
  // Neither.
  {
    name: 'form-again-with-503',
    about: 'The form comes with a status that says that the service is not there.',
    before: { sent: 'password', status: 503 },
    html: `
      <form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { blocked: /503/ },
  },
  {
    name: 'form-again-with-429',
    about: 'The form comes with a status that says that there were too many requests.',
    before: { sent: 'password', status: 429 },
    html: `
      <p class="error">Zu viele Anfragen.</p><form method="post" action="/anmelden"><input name="email" type="email"><input name="passwort" type="password"><button>Anmelden</button></form>`,
    right: { blocked: /429/ },
  },
  {
    name: 'form-again-with-a-captcha',
    about: 'The form comes again and demands that one solves a captcha.',
    before: { sent: 'password' },
    html: `
      <div role="alert">Please complete the CAPTCHA to continue.</div><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><iframe title="captcha" src="https://captcha.invalid/challenge" width="300" height="80"></iframe><button>Sign in</button></form>`,
    right: { blocked: /captcha|robot|only a person/i },
  },
  {
    name: 'form-again-after-too-many-attempts',
    about: 'The page asks to wait a minute after too many attempts, and does not judge the password.',
    before: { sent: 'password' },
    html: `
      <div role="alert">Too many sign-in attempts. Please wait one minute and try again.</div><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { blocked: /too many|attempts|wait/i },
  },
  {
    name: 'account-locked',
    about: 'The account is locked for some minutes: nobody has judged the password.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Your account has been locked. Try again in 10 minutes.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'account-suspended-german',
    about: 'The account is suspended, whatever the password.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Ihr Konto wurde gesperrt.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'address-to-be-verified',
    about: 'The address must be verified first.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Please verify your e-mail address first.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'password-expired-with-a-mail',
    about: 'The password has expired, and a link was mailed.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Your password has expired. We have mailed you a link.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'address-of-the-network',
    about: 'Sign-ins are allowed from other networks only.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Your IP address is not allowed.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'single-sign-on-only',
    about: 'Passwords are switched off for the account.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Password sign-in is turned off for this account. Use single sign-on.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'trial-has-ended',
    about: 'The sign-in failed because the trial has ended.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Sign-in failed: your trial has ended.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'clock-is-wrong',
    about: 'Something is incorrect, and it is not the password.',
    before: { sent: 'password' },
    html: `
      <p role="alert">The clock of your device is incorrect.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'not-understood-icelandic',
    about: 'An alert in a language that is not known.',
    before: { sent: 'password' },
    html: `
      <p role="alert">Reikningnum þínum hefur verið læst.</p><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Sign in</button></form>`,
    right: { leave: 'yes' },
  },
  {
    name: 'unprocessed-in-silence',
    about: 'The form comes again with 422, as it does where its token was too old, and says nothing.',
    before: { sent: 'password', status: 422 },
    html: `
      <h1>Log in</h1><form method="post" action="/login"><input type="email" name="email"><input type="password" name="password"><button>Log in</button></form>`,
    right: { leave: 'yes' },
  },
];
