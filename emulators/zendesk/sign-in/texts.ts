/** The texts of the pages, in each language of the option `language`. */

export interface Texts {
  signIn: string;
  email: string;
  password: string;
  next: string;
  showPassword: string;
  forgot: string;
  sendLink: string;
  linkSent: string;
  wrong: string;
  locked: string;
  passcode: string;
  passcodeSent: string;
  passcodeWrong: string;
  verify: string;
  allow: string;
  deny: string;
  wantsAccess: (client: string) => string;
  search: string;
  cookies: string;
  accept: string;
  sso: string;
  twoFactor: string;
  signedInAs: (name: string) => string;
  signOut: string;
}

export const texts: Record<'en' | 'de' | 'ja', Texts> = {
  en: {
    signIn: 'Sign in',
    email: 'Email',
    password: 'Password',
    next: 'Next',
    showPassword: 'Show password',
    forgot: 'Forgot password?',
    sendLink: 'Send reset link',
    linkSent: 'If the address is known, a link is on its way.',
    wrong: 'The email address or password is incorrect. Please try again.',
    locked: 'Too many failed attempts. Please try again later.',
    passcode: 'Passcode',
    passcodeSent: 'We sent a six-digit passcode to your email address. It expires in five minutes.',
    passcodeWrong: 'That passcode is wrong or has expired. We sent you a new one.',
    verify: 'Verify',
    allow: 'Allow',
    deny: 'Deny',
    wantsAccess: (client) => `${client} wants to access your account`,
    search: 'Search',
    cookies: 'We use cookies.',
    accept: 'Accept',
    sso: 'Continue with single sign-on',
    twoFactor: 'Your account requires two-factor authentication. Set it up to continue.',
    signedInAs: (name) => `Signed in as ${name}`,
    signOut: 'Sign out',
  },
  de: {
    signIn: 'Anmelden',
    email: 'E-Mail-Adresse',
    password: 'Passwort',
    next: 'Weiter',
    showPassword: 'Passwort anzeigen',
    forgot: 'Passwort vergessen?',
    sendLink: 'Link senden',
    linkSent: 'Wenn die Adresse bekannt ist, ist ein Link unterwegs.',
    wrong: 'E-Mail-Adresse oder Passwort ist falsch. Bitte versuchen Sie es erneut.',
    locked: 'Zu viele fehlgeschlagene Versuche. Bitte versuchen Sie es später erneut.',
    passcode: 'Passcode',
    passcodeSent:
      'Wir haben einen sechsstelligen Passcode an Ihre E-Mail-Adresse gesendet. Er gilt fünf Minuten.',
    passcodeWrong: 'Dieser Passcode ist falsch oder abgelaufen. Wir haben Ihnen einen neuen gesendet.',
    verify: 'Bestätigen',
    allow: 'Zulassen',
    deny: 'Ablehnen',
    wantsAccess: (client) => `${client} möchte auf Ihr Konto zugreifen`,
    search: 'Suche',
    cookies: 'Wir verwenden Cookies.',
    accept: 'Akzeptieren',
    sso: 'Weiter mit Single Sign-on',
    twoFactor: 'Ihr Konto verlangt Zwei-Faktor-Authentifizierung. Richten Sie sie ein, um fortzufahren.',
    signedInAs: (name) => `Angemeldet als ${name}`,
    signOut: 'Abmelden',
  },
  ja: {
    signIn: 'サインイン',
    email: 'メールアドレス',
    password: 'パスワード',
    next: '次へ',
    showPassword: 'パスワードを表示',
    forgot: 'パスワードをお忘れですか？',
    sendLink: 'リンクを送信',
    linkSent: 'アドレスが登録されていれば、リンクをお送りしました。',
    wrong: 'メールアドレスまたはパスワードが正しくありません。もう一度お試しください。',
    locked: '失敗した試行が多すぎます。しばらくしてからもう一度お試しください。',
    passcode: 'パスコード',
    passcodeSent: '6桁のパスコードをメールで送信しました。有効期限は5分です。',
    passcodeWrong: 'パスコードが間違っているか、期限切れです。新しいパスコードを送信しました。',
    verify: '確認',
    allow: '許可',
    deny: '拒否',
    wantsAccess: (client) => `${client}がアカウントへのアクセスを求めています`,
    search: '検索',
    cookies: 'Cookieを使用しています。',
    accept: '同意する',
    sso: 'シングルサインオンで続行',
    twoFactor: 'このアカウントには2要素認証が必要です。設定してから続行してください。',
    signedInAs: (name) => `${name}としてサインイン中`,
    signOut: 'サインアウト',
  },
};
