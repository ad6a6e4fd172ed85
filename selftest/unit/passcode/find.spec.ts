import { expect, test } from '../../support/test.ts';
import { findPasscodes, certainPasscode, noPasscodeReason } from '../../../helpers/passcode/find.ts';

const SINCE = new Date('2026-11-21T12:00:00Z');
const NONE: ReadonlySet<string> = new Set();

const base64 = (text: string) => Buffer.from(text).toString('base64');
const quoted = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) =>
      byte === 0x3d || byte > 0x7e
        ? `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('');

/** A raw email. Its headers are full of numbers. */
function mail(
  body: string,
  {
    subject = 'Acme verification passcode',
    date = '12:00:05',
    type = 'text/plain; charset=utf-8',
    encoding = '8bit',
  } = {},
): string {
  return [
    'Return-Path: <bounce+100200@mail.acme.test>',
    'Received: from out-112233.acme.test by mx.acme.test with ESMTPS id 334455',
    '        for <qa@acme.test>; Sat, 21 Nov 2026 12:00:06 +0000',
    'Message-ID: <556677.889900@acme.test>',
    `Date: Sat, 21 Nov 2026 ${date} +0000`,
    'From: Acme <support@acme.test>',
    'To: qa@acme.test',
    `Subject: ${subject}`,
    'X-Ticket: 998877',
    'MIME-Version: 1.0',
    `Content-Type: ${type}`,
    `Content-Transfer-Encoding: ${encoding}`,
    '',
    body,
    '',
  ].join('\r\n');
}

const HTML_MAIL =
  '<html><body bgcolor="#ffffff"><table><tr><td style="color:#202123;font-size:15px">Your verification code is</td></tr><tr><td><b>482915</b></td></tr></table></body></html>';

const PARTS = [
  '--b1',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: base64',
  '',
  base64('Your passcode is 482915.\n\nAcme, ref. 100200'),
  '--b1',
  'Content-Type: text/html; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  quoted(HTML_MAIL),
  '--b1--',
].join('\r\n');

const DIGITS = ['4', '8', '2', '9', '1', '5'];
const digitCells = DIGITS.map((digit) => `<td style="border:1px solid #112233">${digit}</td>`).join('');

for (const [title, output] of [
  // The digits alone.
  ['digits', '482915'],
  ['digits and a line end', '482915\r\n'],
  ['digits in quotes', '"482915"'],
  ['digits and a date', '2026-11-21 482915'],
  ['digits and a time', '2026-11-21T12:00:05.123456Z 482915'],
  ['a byte order mark', '\uFEFF482915'],
  ['the same digits twice', '482915 482915'],
  ['a longer number in front of it', 'id 6164482915 code 482915'],

  // Plain text.
  ['a sentence', 'Your passcode is 482915.\n'],
  ['a sentence that ends with the words', '482915 is your Acme Support verification code'],
  ['words in between', 'Use 482915 to go on. This code is good for five minutes.'],
  [
    'a long sentence with a colon',
    'Enter this code in the window where you are signing in to Acme Support now: 482915',
  ],
  [
    'a line of its own',
    'Please type the code below to finish signing in to Acme Support:\n\n  482915\n\nAcme',
  ],
  [
    'a line of its own below a sentence',
    'Please enter the passcode below to go on.\n\n482915\n\nIt expires soon.\nABC 771204',
  ],
  ['a variable', 'PASSCODE=482915'],
  ['Markdown', 'Your code:\n\n**482915**'],
  ['a heading in Markdown', 'Your code is\n\n# 482915\n\nsee ticket #100200'],
  ['halves with a space', 'Your passcode: 482 915'],
  ['halves with a hyphen', 'Your passcode is 482-915.'],
  ['halves with a non-breaking hyphen', 'Your passcode is 482\u2011915.'],
  ['a non-breaking space', 'Your passcode is\u00A0482915'],
  ['wide digits', 'あなたの確認コード：４８２９１５'],
  ['invisible characters', 'Your code: \u200E4\u200B82\u00AD915\u200E'],
  ['one passcode in two forms', 'Your code: 482915. (482-915)'],

  // Other languages.
  ['German', 'Ihr Bestätigungscode lautet 482915. Vorgang 100200'],
  ['German, once', 'Ihr Einmalkennwort: 482915\nBestellnummer 100200'],
  ['French', 'Votre code de vérification est : 482915. Dossier 100200'],
  ['French, the number of the code', 'Voici votre numéro de code : 482915, pas 771204'],
  ['Spanish', '482915 es tu código de verificación. Pedido 100200'],
  ['Portuguese', 'O seu código de acesso é 482915\nCEP 100200'],
  ['Italian', 'Il tuo codice di verifica: 482915 (pratica 100200)'],
  ['Dutch', 'Uw verificatiecode is 482915. Bestelling 100200'],
  ['Swedish', 'Din engångskod är 482915. Ärende 100200'],
  ['Polish', 'Twój kod weryfikacyjny to 482915. Zgłoszenie 100200'],
  ['Czech', 'Váš ověřovací kód je 482915'],
  ['Turkish', 'Doğrulama kodunuz: 482915. Sipariş 100200'],
  ['Russian', 'Ваш код подтверждения: 482915. Заказ 100200'],
  ['Arabic', 'رمز التحقق الخاص بك هو 482915'],
  ['Arabic digits', 'رمز التحقق: ٤٨٢٩١٥'],
  ['Hebrew', 'קוד האימות שלך הוא 482915'],
  ['Japanese', 'あなたの確認コードは482915です。お問い合わせ番号：100200'],
  ['Japanese, a number', '認証番号は482915です。注文番号100200'],
  ['Korean', '인증번호는 482915입니다. 주문번호 100200'],
  ['Chinese', '您的验证码为482915，请勿泄露。订单号：100200'],
  ['Chinese, with the words after it', '482915是您的验证码，订单 100200'],
  ['Thai', 'รหัสยืนยันของคุณคือ482915'],
  ['Vietnamese', 'Mã xác minh của bạn là 482915. Mã đơn hàng 100200'],
  ['Hindi', 'आपका सत्यापन कोड 482915 है'],

  // Several numbers.
  ['a color', 'color:#202123; 482915'],
  ['an entity', '&#128274; &#128273; 482915 &#x1F512;'],
  ['a ticket', '[Ticket 100200] Your code is 482915'],
  ['tickets of all kinds', 'Request #100200, case no. 300400, invoice: 500600, order (700800): code 482915'],
  ['a postal code', 'Your code: 482915\nAcme, Postal code 560001, PIN 482915'],
  ['a phone', 'Code: 482915. Or call +49 30 771204, (0800) 771205, tel. 771206.'],
  ['a price', 'Code 482915. You paid $771204, 771205 EUR, 771206.50 and ¥771207'],
  ['an address', 'Code 482915 or https://acme.test/verify/771204?code=771205 or acme.test/t/771206'],
  ['a mail address', '482915@acme.test 771204+x@acme.test code 482915'],
  ['a file and an id', 'log-771204.txt 771205.pdf INV-771206 771207/3 a1-771208-b2 code 482915'],
  ['an error code', 'Error code 771204. Fehlercode 771205. Your code 482915'],
  ['a number without words', 'Hello 771204\n\nYour passcode is 482915'],
  ['the words are nearer to one', 'Your code, as you asked. Number 771204. Enter the passcode 482915 now.'],
  ['a number before words that lead to the next', 'Message 771204 your code is 482915'],
  ['a passcode for a request', 'The passcode for your sign-in request: 482915'],
  ['a date and a time in one', '20261129122334 20261129T122335Z 20261129 122336 482915'],

  // HTML.
  ['an HTML email', HTML_MAIL],
  [
    'each digit in its own element',
    `<p>Your code</p><p>${DIGITS.map((digit) => `<b style="color:#112233">${digit}</b>`).join('')}</p>`,
  ],
  [
    'each digit in its own cell',
    `<p>Your code is</p><table><tr>${digitCells}</tr></table><p>Acme, <span>771204</span></p>`,
  ],
  ['halves', '<p>Your code is <b>482</b>&nbsp;<b>915</b></p>'],
  [
    'scripts, styles and comments',
    '<head><title>771203</title></head><style>.a{width:771204}</style><!-- code 771205 --><script>code = 771206</script><p>482915</p>',
  ],
  [
    'attributes',
    '<img src=cid:771204 width=771205 alt="code 771206"><a href="https://acme.test/?code=771207">go on</a><p title="771208 > 771209">Code</p><p>482915</p>',
  ],
  ['named entities', '<td>Votre code&nbsp;:</td><td>&zwnj;482915&zwnj;</td>'],
  ['HTML that is not closed', '<table><tr><td>Your passcode<tr><td><b>482915<tr><td>#771204'],

  ['a heading above its words', '<h1>482915</h1><p>is your passcode</p><p>Acme, 560001 Bengaluru</p>'],
  ['an address below', '<p>482915 is your Acme passcode<br>Acme, 560001 Bengaluru</p>'],
  ['a table with a heading', '<table><tr><th>Passcode<th>Until<tr><td>482915<td>12:05</table>'],

  // Raw emails.
  ['a mail', mail('Your passcode is 482915.')],
  ['an email in an unknown language', mail('Nambari yako ni 482915', { subject: 'Acme' })],
  [
    'an email with the passcode in its subject',
    mail('Open the app.', { subject: '482915 is your Acme code' }),
  ],
  ['an email with an encoded subject', mail('=', { subject: `=?utf-8?B?${base64('確認コード: 482915')}?=` })],
  [
    'quoted-printable',
    mail(quoted('Ihr Bestätigungscode lautet 48=').replace(/=3D$/, '=\r\n2915'), {
      encoding: 'quoted-printable',
    }),
  ],
  ['base64', mail(base64('Your passcode is 482915.'), { encoding: 'base64' })],
  ['HTML in base64', mail(base64(HTML_MAIL), { encoding: 'base64', type: 'text/html; charset=utf-8' })],
  ['two parts', mail(PARTS, { type: 'multipart/alternative; boundary="b1"' })],
  ['two parts without headers', PARTS],
  ['a quoted-printable body without headers', quoted(HTML_MAIL)],
  ['a base64 body without headers', base64('Your passcode is 482915, says Acme.')],
  ['an mbox', `From bounce@acme.test Sat Nov 21 12:00:06 2026\n${mail('Your passcode is 482915.')}`],
  ['some text in front of an email', `Newest of 2:\n\n${mail('Your passcode is 482915.')}`],
  [
    'another email about a ticket',
    mail('Your code is 482915.') +
      mail('My code is 771204', { subject: '[Acme] Ticket 100200', date: '12:00:30' }),
  ],
  [
    'another email about a request',
    mail('My code is 771204', { subject: 'Request received' }) + mail('Your code is 482915.'),
  ],
  [
    'mails, oldest first',
    mail('Your code is 771204', { date: '12:00:04' }) + mail('Your code is 482915.', { date: '12:00:05' }),
  ],
  [
    'mails, newest first',
    mail('Your code is 482915', { date: '12:00:05' }) + mail('Your code is 771204.', { date: '12:00:04' }),
  ],
  [
    'mails of several parts',
    mail(PARTS.replaceAll('b1', 'b2'), { type: 'multipart/mixed; boundary=b2' }) +
      mail('Your code is 771204.', { date: '11:59:50' }),
  ],
  [
    'an old mail',
    mail('Your code is 771204.', { date: '11:58:59' }) + mail('Hello 482915', { subject: 'Acme' }),
  ],
  ['an email that is a minute too old, by its own clock', mail('Your code is 482915.', { date: '11:59:10' })],

  // JSON of mail services.
  ['a field', '{"passcode":"482915","id":"771204"}'],
  ['a field with a number', '{"verificationCode":482915,"status":200,"size":771204}'],
  ['a field of any name', '{"result":"482915"}'],
  [
    'a mail with text and HTML',
    JSON.stringify({
      id: '771204',
      subject: 'Acme',
      text: 'Your code is 482915',
      html: HTML_MAIL,
      size: 771205,
    }),
  ],
  [
    'mails with dates',
    JSON.stringify({
      messages: [
        {
          ID: '1',
          Subject: 'Acme verification passcode',
          Created: '2026-11-21T12:00:01Z',
          Snippet: 'Your passcode is 771204',
        },
        {
          ID: '2',
          Subject: 'Acme verification passcode',
          Created: '2026-11-21T12:00:09Z',
          Snippet: 'Your passcode is 482915',
        },
      ],
    }),
  ],
  [
    'mails of Microsoft',
    JSON.stringify({
      '@odata.context': 'https://graph.test/771204',
      value: [
        {
          subject: 'Ticket 771205',
          receivedDateTime: '2026-11-21T12:01:00Z',
          body: { contentType: 'text', content: 'code 771206' },
        },
        {
          subject: 'Passcode',
          receivedDateTime: '2026-11-21T12:00:09Z',
          body: { contentType: 'html', content: HTML_MAIL },
        },
      ],
    }),
  ],
  [
    'a mail of Google',
    JSON.stringify({
      id: '18c771204',
      historyId: '771204',
      internalDate: String(SINCE.getTime()),
      snippet: 'Acme',
      payload: {
        headers: [
          { name: 'Subject', value: 'Passcode' },
          { name: 'Message-ID', value: '<771204@x.test>' },
          { name: 'X-Ticket', value: '771204' },
        ],
        parts: [
          {
            mimeType: 'text/plain',
            body: {
              size: 771204,
              data: Buffer.from('Your passcode is 482915, says Acme').toString('base64url'),
            },
          },
        ],
      },
    }),
  ],
  [
    'a raw mail in JSON',
    JSON.stringify({
      id: '771204',
      raw: Buffer.from(mail('Your passcode is 482915.')).toString('base64url'),
    }),
  ],
  [
    'one JSON document on each line',
    '{"subject":"Ticket 100200","text":"771204"}\n{"subject":"Passcode","text":"482915"}\n',
  ],
  ['JSON in a log', 'fetched: {"code": "482915", "id": 12}'],
] as const) {
  test(`found: ${title}`, async () => {
    const found = await findPasscodes(output, SINCE);
    expect(found).toMatchObject({ isCertain: true });
    expect(certainPasscode(found, NONE)).toBe('482915');
  });
}

const NO_DIGITS = 'no six-digit number';
const NO_PLACE = /^six digits only in places where no passcode would be/;
const NO_WORDS = (count: number) =>
  `${String(count)} six-digit numbers, none of them next to a word such as code or passcode`;
const NO_ORDER = (count: number) =>
  `${String(count)} six-digit numbers next to words such as code or passcode, and it is not clear which is the newest`;

for (const [title, output, why] of [
  ['nothing', '', NO_DIGITS],
  ['five digits', '48291', NO_DIGITS],
  ['seven digits', '4829156', NO_DIGITS],
  ['halves without words', '482 915', NO_DIGITS],
  ['halves of a phone number', 'Your code? Call 482-915-2204', NO_DIGITS],
  ['single digits without words', '1 2 3 4 5 6', NO_DIGITS],
  ['seven single digits', 'Your code: 4 8 2 9 1 5 6', NO_DIGITS],
  ['a letter next to it', 'code 482915a', NO_PLACE],
  ['a color', 'color:#482915', NO_PLACE],
  ['an entity', '&#482915;', NO_PLACE],
  ['a ticket', 'Ticket #482915', NO_PLACE],
  ['a ticket by its word', 'Your request (482915) was received', NO_PLACE],
  ['a tag', '<td width="482915">Your code</td>', NO_PLACE],
  ['an address', 'Your code: https://acme.test/482915', NO_PLACE],
  ['a date and a time', '20261129 122334', NO_PLACE],
  ['fractions of a second', '12:00:05.482915', NO_PLACE],
  ['a mail about a ticket', mail('The code is 482915', { subject: 'Re: [Acme] Ticket 1' }), NO_PLACE],
  ['headers of a mail', mail('See the app.'), NO_PLACE],
  ['a code in a subject about an order', mail('Hello', { subject: 'Order: your code is 482915' }), NO_PLACE],
  ['two numbers', '482915 771204', NO_WORDS(2)],
  ['two numbers and a comma', '482915,771204', NO_WORDS(2)],
  ['three numbers', 'a 482915\nb 771204\nc 331122', NO_WORDS(3)],
  ['two codes', 'Your code is 482915\nYour code is 771204', NO_ORDER(2)],
  ['two emails of the same time', mail('Your code is 482915') + mail('Your code is 771204'), NO_ORDER(2)],
  [
    'two mails in JSON without dates',
    '[{"text":"Your code is 482915"},{"text":"Your code is 771204"}]',
    NO_ORDER(2),
  ],
  [
    'only an old mail',
    mail('Your code is 482915', { date: '11:58:59' }),
    /^only emails older than the request for the passcode/,
  ],
] as const) {
  test(`not found: ${title}`, async () => {
    const found = await findPasscodes(output, SINCE);
    expect(found.isCertain).toBe(false);
    expect(certainPasscode(found, NONE)).toBeUndefined();
    expect(noPasscodeReason(found, NONE)).toMatch(
      typeof why === 'string' ? new RegExp(`^${why.replace(/[()]/g, '\\$&')}$`) : why,
    );
    // A number that may be a passcode is a secret.
    expect(noPasscodeReason(found, NONE)).not.toMatch(/\d{4}/);
  });
}

const USED: ReadonlySet<string> = new Set(['111111']);

for (const [title, output, passcode, why] of [
  ['alone', '111111', undefined, 'only a passcode that was already used'],
  ['and now another one alone', '482915', '482915', ''],
  [
    'in front of another one',
    'Your code is 111111. Acme 482915',
    undefined,
    /^a passcode that was already used, and 1 other six-digit number, not clearly a passcode$/,
  ],
  ['near another one', '111111 482915', undefined, /^a passcode that was already used, and \d+ other/],
  [
    'after another passcode in the same email',
    'Your code is 482915. Your code is 111111.',
    undefined,
    /^a passcode that was already used/,
  ],
  [
    'in an older mail',
    mail('Your code is 111111') + mail('Your code is 482915', { date: '12:01:00' }),
    '482915',
    '',
  ],
  [
    'in a newer mail',
    mail('Your code is 482915') + mail('Your code is 111111', { date: '12:01:00' }),
    undefined,
    /passcode that was already used/,
  ],
  ['in a mail of the same second', mail('Your code is 111111') + mail('Your code is 482915'), '482915', ''],
  [
    'and a newer mail without the words',
    mail('Your code is 111111') + mail('Welcome 482915', { subject: 'Hi', date: '12:01:00' }),
    undefined,
    /passcode that was already used/,
  ],
  [
    'and two more mails',
    mail('Your code is 111111') + mail('Your code is 482915') + mail('Your code is 771204'),
    undefined,
    /passcode that was already used/,
  ],
  [
    'in another mail of JSON',
    '[{"text":"Your code is 111111"},{"text":"Your code is 482915"}]',
    '482915',
    '',
  ],
] as const) {
  test(`a passcode was used, ${title}`, async () => {
    const found = await findPasscodes(output, SINCE);
    expect(certainPasscode(found, USED)).toBe(passcode);
    if (passcode === undefined) expect(noPasscodeReason(found, USED)).toMatch(why);
  });
}

test('the best candidate is first, and each is listed once', async () => {
  const { candidates } = await findPasscodes(
    'Hello 333333, 222222, 333333. Far away, a code. 444444\n\nPasscode: 111111',
  );
  expect(candidates.map(({ passcode, proximity }) => [passcode, proximity])).toEqual([
    ['111111', 'adjacent'],
    ['333333', 'near'],
    ['222222', 'near'],
    ['444444', 'near'],
  ]);
});

test('emails may have different character sets', async () => {
  const latin = Buffer.from(
    mail('Tu código es 482915 y no 771204', { type: 'text/plain; charset=iso-8859-1' }),
    'latin1',
  );
  const found = await findPasscodes(
    Buffer.concat([latin, Buffer.from(mail('Zugriff für 333333', { subject: 'Größe' }))]),
    SINCE,
  );
  expect(certainPasscode(found, NONE)).toBe('482915');
});

test('in a megabyte of any repeated text, at most one number may be a passcode', async () => {
  for (const piece of [
    '482915 ',
    'a',
    '<div>',
    '1 ',
    ' ',
    'a.',
    '=',
    '{"a":',
    'Ticket ',
    'код',
    '+1',
    '\n',
  ]) {
    const found = await findPasscodes(piece.repeat(1_000_000 / piece.length), SINCE);
    expect(found.candidates.length).toBeLessThan(2);
  }
});
