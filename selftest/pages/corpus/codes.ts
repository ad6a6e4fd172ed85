/** Fields for a code from an email or an app, and fields that only look like such fields. */
import type { CorpusPage } from './page.ts';

export const CODES: readonly CorpusPage[] = [
  {
    name: 'code-by-autocomplete',
    about: 'Only the field’s autocomplete shows what it is for.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/verify"><input id="f" name="x1" autocomplete="one-time-code"><button id="b">OK</button></form>`,
    expected: { type: { code: 'f' }, press: 'b' },
  },
  {
    name: 'code-called-passcode',
    about: 'Six digits were emailed, and the field is named passcode.',
    before: { sent: 'password' },
    html: `
      <h1>Two-step verification</h1><p>We sent a passcode to a…@mail.invalid.</p><form method="post" action="/access/passcode"><label for="passcode">Passcode</label><input id="passcode" name="passcode" maxlength="6">
        <button id="verify">Verify</button></form><a href="/resend">Send a new passcode</a>`,
    expected: { type: { code: 'passcode' }, press: 'verify' },
  },
  {
    name: 'code-of-an-app-masked',
    about: 'The field for an app’s code is masked like a password.',
    before: { sent: 'password' },
    html: `
      <h1>Two-factor authentication</h1><form method="post" action="/users/sign_in"><label for="sign_in_totp_code">6-digit code from your authenticator app</label>
        <input autocomplete="off" id="sign_in_totp_code" maxlength="6" name="user[totp_code]" type="password" value=""><input id="commit" type="submit" name="commit" value="Sign in"></form>`,
    expected: { type: { code: 'sign_in_totp_code' }, press: 'commit' },
  },
  {
    name: 'code-emailed-as-the-second-factor',
    about: 'Two-factor authentication sends its code by email. It is read like a passcode.',
    before: { sent: 'password' },
    html: `
      <h1>Two-factor authentication</h1><p>To verify that it is you, we emailed a 6-digit code to q••••@company.invalid.</p><form method="post" action="/access/2fa"><label for="code">Verification code</label><input id="code" name="code" inputmode="numeric" autocomplete="off"><button id="verify">Verify</button><a href="/access/2fa/app">Use an authenticator app</a></form>`,
    expected: { type: { code: 'code' }, press: 'verify' },
  },
  {
    name: 'code-masked-and-called-otp',
    about: 'A masked field in a company’s portal has no label, only a name.',
    before: { sent: 'password' },
    html: `
      <p>Bitte geben Sie Ihr Einmalpasswort ein.</p><form method="post" action="/idp/otp"><input class="form-element" id="otp_input" name="otp" type="password" autocomplete="off" autofocus><button id="weiter">Weiter</button></form>`,
    expected: { type: { code: 'otp_input' }, press: 'weiter' },
  },
  {
    name: 'code-called-mfa-code',
    about: 'A framework’s page has a name in camel case, and a check box that remembers the device.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/mfa"><label for="m">Código de verificación</label><input id="m" name="mfaCode" inputmode="numeric" pattern="[0-9]*"><label><input type="checkbox" name="trust"> Recordar este dispositivo</label><button id="ok">Verificar</button></form>`,
    expected: { type: { code: 'm' }, press: 'ok' },
  },
  {
    name: 'code-called-twofactor',
    about: 'The name has brackets, and a link before the field offers another method.',
    before: { sent: 'password' },
    html: `
      <a href="/2fa/sms">Use another method</a><form method="post" action="/2fa"><input id="t" type="tel" name="twofactor[code]" placeholder="123456"><button id="go">Confirm</button></form>`,
    expected: { type: { code: 't' }, press: 'go' },
  },
  {
    name: 'code-by-its-label',
    about: 'Only the French label shows what the field is for. The names are random.',
    before: { sent: 'password' },
    html: `
      <form method="post"><label for="q9">Saisissez le code de vérification reçu par e-mail</label><input id="q9" name="q9"><button id="z9">Valider</button></form>`,
    expected: { type: { code: 'q9' }, press: 'z9' },
  },
  {
    name: 'code-by-its-placeholder',
    about: 'A dialog’s only field has no name, but a clear placeholder.',
    before: { sent: 'password', sameDocument: true },
    html: `
      <div role="dialog" aria-label="Two-factor authentication" style="position:fixed;inset:0;background:#fff"><input id="x" class="rcx-box" type="text" size="1" placeholder="Enter authentication code"><button id="v" type="button">Verify</button><button type="button">Cancel</button></div>`,
    expected: { type: { code: 'x' }, press: 'v' },
  },
  {
    name: 'code-with-resend-before-it',
    about: 'A button that sends a new code comes before the field, and looks like the main one.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/code"><p>Enviamos um código para o seu e-mail.</p><button type="button" class="primary">Reenviar código</button><label>Código <input id="c" name="verification_code" autocomplete="one-time-code"></label><button id="e">Confirmar</button><button type="button">Usar outro método</button></form>`,
    expected: { type: { code: 'c' }, press: 'e' },
  },
  {
    name: 'code-or-a-recovery-code',
    about: 'One form has a field for the code, and one for a recovery code, which stays empty.',
    before: { sent: 'password' },
    html: `
      <h1>Enter your authenticator code</h1><form method="post" action="/2fa/totp/validate"><input id="c" type="text" name="code" placeholder="Code" autocomplete="off"><input id="r" type="text" name="recovery_code" placeholder="Recovery Code" autocomplete="off"><button id="ok" type="submit">Ok</button></form>`,
    expected: { type: { code: 'c' }, press: 'ok' },
  },
  {
    name: 'code-in-six-boxes',
    about: 'There is one box for each digit, and a button.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/verify"><p>Enter the 6-digit code from your email</p>
        <input id="d1" name="d1" maxlength="1" inputmode="numeric"><input id="d2" name="d2" maxlength="1" inputmode="numeric"><input id="d3" name="d3" maxlength="1" inputmode="numeric">
        <input id="d4" name="d4" maxlength="1" inputmode="numeric"><input id="d5" name="d5" maxlength="1" inputmode="numeric"><input id="d6" name="d6" maxlength="1" inputmode="numeric"><button id="v">Verify</button></form>`,
    expected: { type: { code: 'd1' }, press: 'v' },
  },
  {
    name: 'code-in-six-boxes-of-type-tel',
    about:
      'The boxes have labels for screen readers, a search field is above them, and a script moves the focus.',
    before: { sent: 'password' },
    html: `
      <form role="search"><input type="search" name="q" aria-label="Suche"></form><fieldset><legend>Bestätigungscode</legend>
        <input id="z1" type="tel" maxlength="1" aria-label="Ziffer 1"><input id="z2" type="tel" maxlength="1" aria-label="Ziffer 2"><input id="z3" type="tel" maxlength="1" aria-label="Ziffer 3">
        <input id="z4" type="tel" maxlength="1" aria-label="Ziffer 4"><input id="z5" type="tel" maxlength="1" aria-label="Ziffer 5"><input id="z6" type="tel" maxlength="1" aria-label="Ziffer 6"></fieldset><button id="b" type="button">Bestätigen</button>
      <script>
        const boxes = [...document.querySelectorAll('[type=tel]')];
        boxes.forEach((box, at) => { box.oninput = () => { if (box.value) boxes[at + 1]?.focus(); }; });
      </script>`,
    expected: { type: { code: 'z1' }, press: 'b' },
  },
  {
    name: 'code-in-six-boxes-of-type-number',
    about: 'The boxes are number fields, which ignore a maximum length, so a script cuts what is too long.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/otp"><label>確認コード</label><div class="otp">
        <input id="n1" type="number" name="otp[]"><input id="n2" type="number" name="otp[]"><input id="n3" type="number" name="otp[]"><input id="n4" type="number" name="otp[]"><input id="n5" type="number" name="otp[]"><input id="n6" type="number" name="otp[]"></div><button id="s">確認</button></form>
      <script>
        const boxes = [...document.querySelectorAll('[type=number]')];
        boxes.forEach((box, at) => { box.oninput = () => { box.value = box.value.slice(0, 1); if (box.value) boxes[at + 1]?.focus(); }; });
      </script>`,
    expected: { type: { code: 'n1' }, press: 's' },
  },
  {
    name: 'code-in-six-boxes-of-type-password',
    about: 'The boxes are masked, so they look like six password fields.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/pin"><p>Wpisz kod z wiadomości e-mail</p>
        <input id="k1" type="password" maxlength="1" name="k1"><input id="k2" type="password" maxlength="1" name="k2"><input id="k3" type="password" maxlength="1" name="k3">
        <input id="k4" type="password" maxlength="1" name="k4"><input id="k5" type="password" maxlength="1" name="k5"><input id="k6" type="password" maxlength="1" name="k6"><button id="d">Dalej</button></form>`,
    expected: { type: { code: 'k1' }, press: 'd' },
  },
  {
    name: 'code-in-six-boxes-without-a-button',
    about: 'The form sends itself after the sixth digit. The only button requests a new code.',
    before: { sent: 'password' },
    html: `
      <form id="f" method="post" action="/verify"><p>Voer de code uit de e-mail in</p>
        <input id="d1" maxlength="1" name="a"><input id="d2" maxlength="1" name="b"><input id="d3" maxlength="1" name="c"><input id="d4" maxlength="1" name="d"><input id="d5" maxlength="1" name="e"><input id="d6" maxlength="1" name="g"></form><button type="button">Nieuwe code sturen</button>
      <script>
        const boxes = [...f.querySelectorAll('input')];
        f.oninput = (event) => { const at = boxes.indexOf(event.target); if (at < 5) boxes[at + 1].focus(); else f.requestSubmit(); };
      </script>`,
    expected: { type: { code: 'd1' }, press: 'nothing' },
  },
  {
    name: 'code-in-a-transparent-field',
    about: 'Six drawn boxes are under one field with transparent text.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/code"><p>Enter the code we emailed you</p><div style="position:relative;width:240px;height:40px">
        <span>▢▢▢▢▢▢</span><input id="one" name="code" maxlength="6" inputmode="numeric" autocomplete="one-time-code" style="position:absolute;inset:0;opacity:0.01;color:transparent;border:0"></div><button id="v">Verify</button></form>`,
    expected: { type: { code: 'one' }, press: 'v' },
  },
  {
    name: 'code-with-a-button-enabled-by-it',
    about: 'The button is enabled by the sixth digit. The one that cancels is always enabled.',
    before: { sent: 'password' },
    html: `
      <form id="f" method="post" action="/code"><label>E-postanıza gelen kod <input id="kod" name="kod" inputmode="numeric"></label><button type="button">Vazgeç</button><button id="onay" disabled>Onayla</button></form>
      <script>f.oninput = () => { onay.disabled = kod.value.length < 6; };</script>`,
    expected: { type: { code: 'kod' }, press: 'onay' },
  },
  {
    name: 'code-with-enter-only',
    about: 'There is one field and no button. The form is sent with Enter.',
    before: { sent: 'password' },
    html: `
      <form method="post" action="/token"><label for="token">Security token from your app</label><input id="token" name="token" autocomplete="one-time-code" maxlength="6"></form><a href="/help">Lost your phone?</a>`,
    expected: { type: { code: 'token' }, press: 'Enter' },
  },
  {
    name: 'code-in-arabic',
    about: 'The page is Arabic, from right to left, and the field is numeric.',
    before: { sent: 'password' },
    html: `
      <div dir="rtl"><h1>أدخل رمز التحقق</h1><form method="post" action="/verify"><label for="ramz">رمز التحقق المرسل إلى بريدك</label><input id="ramz" name="code" inputmode="numeric"><button id="taakid">تأكيد</button></form><button type="button">إعادة إرسال الرمز</button></div>`,
    expected: { type: { code: 'ramz' }, press: 'taakid' },
  },
  {
    name: 'wrong-code',
    about: 'A wrong code was sent, and the page asks again. A new one is read.',
    before: {
      sent: 'passcode',
      from: `<form method="post" action="/code"><label>Passcode <input name="passcode"></label><button>Verify</button></form>`,
    },
    html: `
      <div role="alert">Wrong passcode. We have sent you a new one.</div><form method="post" action="/code"><label>Passcode <input id="c" name="passcode" aria-invalid="true"></label><button id="v">Verify</button></form>`,
    expected: { type: { code: 'c' }, press: 'v' },
  },
  {
    name: 'wrong-code-in-the-same-document',
    about: 'The same happens in German, by a script in the same document.',
    before: {
      sent: 'passcode',
      from: `<form><label>Code <input id="c" name="code" autocomplete="one-time-code"></label><button id="v">Prüfen</button></form>`,
      sameDocument: true,
    },
    html: `
      <form><label>Code <input id="c" name="code" autocomplete="one-time-code"></label><p class="error" role="alert">Der Code ist abgelaufen. Wir haben Ihnen einen neuen geschickt.</p><button id="v">Prüfen</button></form>`,
    expected: { type: { code: 'c' }, press: 'v' },
  },
  // No codes.
  {
    name: 'address-with-a-class-of-codes',
    about: 'On a plain sign-in form, the classes of a design system mention codes.',
    html: `
      <form method="post" action="/login" class="otp-form"><input id="e" class="otp-input" data-testid="otp-email" type="email" name="email"><input id="p" class="otp-input" data-testid="otp" type="password" name="password"><button id="s" class="otp-submit">Log in</button></form>`,
    expected: { type: { address: 'e', password: 'p' }, press: 's' },
  },
  {
    name: 'address-step-with-an-id-of-codes',
    about: 'The page asks only for the email address, in a component that was made for codes.',
    html: `
      <form method="post" action="/identifier"><label for="u">E-Mail-Adresse</label><input id="u" class="code-field otp" type="email" name="email"><button id="w">Weiter</button></form>`,
    expected: { type: { address: 'u' }, press: 'w' },
  },
  {
    name: 'password-step-with-a-class-of-codes',
    about: 'The page asks only for the password, in a component that was made for codes.',
    before: { sent: 'email address' },
    html: `
      <form method="post" action="/password"><label for="p">Enter your password</label><input id="p" class="otp-field" data-testid="otp" type="password" name="password" autocomplete="current-password"><button id="s">Sign in</button></form>`,
    expected: { type: { password: 'p' }, press: 's' },
  },
  {
    name: 'postal-code-after-the-password',
    about: 'The page asks for a postal code, in a field with room for six characters. It can be skipped.',
    before: { sent: 'password' },
    html: `
      <h1>Where are you?</h1><form method="post" action="/place"><label>Postal code <input id="z" name="postal_code" maxlength="6" inputmode="numeric"></label><button id="ok">Save</button></form><a id="skip" href="/continue">Skip</a>`,
    expected: { press: 'skip', to: 'skip' },
  },
  {
    name: 'promo-code-after-the-password',
    about: 'The only field is for a discount code.',
    before: { sent: 'password' },
    html: `
      <h1>Hai un codice sconto?</h1><form method="post" action="/sconto"><input id="s" name="promo_code" placeholder="Codice sconto"><button id="a">Applica</button></form>`,
    expected: { leave: 'yes' },
  },
  {
    name: 'country-code-after-the-password',
    about: 'A country code belongs to a phone number.',
    before: { sent: 'password' },
    html: `
      <h1>Ajouter un numéro</h1><form method="post" action="/numero"><input id="cc" name="country_code" value="+33" maxlength="4"><input id="t" type="tel" name="phone"><button id="ok">Ajouter</button></form><button id="non" type="button">Pas maintenant</button>`,
    expected: { press: 'non', to: 'skip' },
  },
  {
    name: 'invitation-code',
    about: 'Before anything was sent, a page asks for an invitation code.',
    path: '/invite',
    html: `
      <h1>Join with an invitation</h1><form method="post" action="/invite"><input id="i" name="invite_code" placeholder="Invitation code"><button id="j">Join</button></form>`,
    expected: { leave: 'yes' },
  },
];
