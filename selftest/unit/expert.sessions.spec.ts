import { expect, test } from '@playwright/test';
import { inspect } from 'node:util';
import { cookieOf, unquoted } from '../../helpers/expert/sessions.ts';

// Built, so that it stands in no file.
const TOKEN = ['5', '633989425145407260', 'd70b'.repeat(8)].join('_');
const ATTRIBUTES = 'Domain=192.168.168.110; expires=Wed, 20-Jan-2010 01:21:54 GMT; Version=1; Path=/';

const COOKIES: [title: string, header: string | undefined, cookie: string | undefined][] = [
  ['no cookie', undefined, undefined],
  ['an empty header', '', undefined],
  ['the classic one, in quotes', `authtoken="${TOKEN}"; ${ATTRIBUTES}`, `"${TOKEN}"`],
  ['a modern one', `authtoken=${TOKEN}; Path=/; Secure; HttpOnly; SameSite=None`, TOKEN],
  ['one without attributes', `authtoken=${TOKEN}`, TOKEN],
  ['the name in capitals', `AuthToken=${TOKEN}; Path=/`, TOKEN],
  ['blanks around', ` authtoken = ${TOKEN} ; Path=/`, TOKEN],
  ['an equals sign in the value', `authtoken=${TOKEN}==; Path=/`, `${TOKEN}==`],
  ['the second of several', `dekisession=abc; Path=/\nauthtoken=${TOKEN}; Path=/\nlocale=en`, TOKEN],
  ['lines as Windows ends them', `dekisession=abc\r\nauthtoken=${TOKEN}\r`, TOKEN],
  ['an empty value', 'authtoken=; Path=/', ''],
  ['an empty value in quotes', 'authtoken=""; Path=/', '""'],
  ['others alone', 'dekisession=abc; Path=/\nlocale=en', undefined],
  ['its name in the value of another', `redirect=authtoken=${TOKEN}; Path=/`, undefined],
  ['its name among the attributes of another', `a=b; authtoken=${TOKEN}`, undefined],
  ['its name behind a comma', `a=b, authtoken=${TOKEN}`, undefined],
  ['a longer name', `xauthtoken=${TOKEN}`, undefined],
  ['another longer name', `authtoken2=${TOKEN}`, undefined],
  ['its name without a value', 'authtoken', undefined],
  ['a word that begins like it, without a value', 'authtokens', undefined],
  ['a value without a name', `=${TOKEN}`, undefined],
];
for (const [title, header, cookie] of COOKIES) {
  test(`${title}: ${cookie === undefined ? 'no token' : 'the token'}`, () => {
    expect(cookieOf(header === undefined ? {} : { 'set-cookie': header })).toBe(cookie);
  });
}

test('another cookie can be asked for', () => {
  expect(cookieOf({ 'set-cookie': `authtoken=${TOKEN}\ndekisession=abc; Path=/` }, 'dekisession')).toBe(
    'abc',
  );
});

for (const [value, without] of [
  [`"${TOKEN}"`, TOKEN],
  [TOKEN, TOKEN],
  ['""', ''],
  ['"', '"'],
  ['', ''],
  ['"a', '"a'],
  ['a"', 'a"'],
  ['a"b"c', 'a"b"c'],
  ['""a""', '"a"'],
] as const) {
  test(`${inspect(value)} without its quotes`, () => expect(unquoted(value)).toBe(without));
}
