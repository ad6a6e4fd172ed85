import { expect, test } from '../../../support/test.ts';
import { codeOrigin } from '../../../../helpers/sign-in/page/question.ts';
import { documentWith, field } from '../../../support/page-facts.ts';

for (const [title, document, origin] of [
  [
    'an emailed two-factor code',
    {
      headings: ['Two-factor authentication'],
      lines: ['We emailed a code to q•••@company.example. Check your email.'],
    },
    'email',
  ],
  [
    'an emailed code, in German',
    { lines: ['Wir haben Ihnen eine E-Mail mit einem Code geschickt.'] },
    'email',
  ],
  ['an app’s code', { headings: ['Enter the code from your authenticator app'] }, 'app'],
  [
    'an app’s code, in French',
    { lines: ['Saisissez le code de votre application d’authentification'] },
    'app',
  ],
  ['an app’s code, in Japanese', { lines: ['認証アプリのコードを入力してください'] }, 'app'],
  [
    'an app’s code, by the label',
    { fields: [field('text', { label: '6-digit code from your authenticator app' })] },
    'app',
  ],
  ['an app’s code, by the name', { fields: [field('text', { name: 'user[totp_code]' })] }, 'app'],
  ['a text message', { lines: ['We sent a text message to •••• 42.'] }, 'text message'],
  ['a text message, in Russian', { lines: ['Код отправлен в СМС'] }, 'text message'],
  [
    'an emailed code, in Hungarian',
    { lines: ['Elküldtük a kódot e-mailben. Vagy: Google Authenticator'] },
    'email',
  ],
  // An email can be read, so the run tries that.
  [
    'a choice',
    { lines: ['Enter the code from your authenticator app or from the email that we sent.'] },
    'email',
  ],
  ['no words about it', { headings: ['Passcode'], lines: ['Enter the six digits.'] }, 'unknown'],
] as const) {
  test(`where a code comes from: ${title}`, () => {
    const {
      fields = [],
      headings = [],
      lines = [],
    } = {
      fields: undefined,
      headings: undefined,
      lines: undefined,
      ...document,
    };
    expect(
      codeOrigin(documentWith({ fields: [...fields], headings: [...headings], lines: [...lines] })),
    ).toBe(origin);
  });
}
