/** The tokens in an answer are read from its body and its cookies, or found anywhere in it. */
import { expect, test } from '../../../support/test.ts';
import { inspect } from 'node:util';
import type { ExchangeRecord } from '../../../../helpers/http/exchange-record.ts';
import { Exchange } from '../../../../helpers/http/exchange.ts';
import { unquoted } from '../../../../helpers/systems/expert/cookies.ts';
import { expertFormat } from '../../../../helpers/systems/expert/format.ts';
import { anything } from '../../../../helpers/systems/expert/schemas.ts';
import { possibleTokens, signedInBy } from '../../../../helpers/systems/expert/sessions.ts';

// Built at run time, so that it is in no file.
const TOKEN = ['5', '633989425145407260', 'd70b'.repeat(8)].join('_');
const ATTRIBUTES = 'Domain=192.168.168.110; expires=Wed, 20-Jan-2010 01:21:54 GMT; Version=1; Path=/';

const OTHER = TOKEN.replace('d70b', 'e81c');

/** An answer of 200. */
function answer(text: string, headers: Record<string, string> = {}): Exchange<unknown> {
  const given = { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, text };
  return new Exchange({} as ExchangeRecord, given, anything, expertFormat);
}

const COOKIES: [title: string, header: string | undefined, cookie: string | undefined][] = [
  ['no cookie', undefined, undefined],
  ['an empty header', '', undefined],
  ['the classic cookie, in quotes', `authtoken="${TOKEN}"; ${ATTRIBUTES}`, `"${TOKEN}"`],
  ['a modern cookie', `authtoken=${TOKEN}; Path=/; Secure; HttpOnly; SameSite=None`, TOKEN],
  ['a cookie without attributes', `authtoken=${TOKEN}`, TOKEN],
  ['the name in capitals', `AuthToken=${TOKEN}; Path=/`, TOKEN],
  ['spaces around name and value', ` authtoken = ${TOKEN} ; Path=/`, TOKEN],
  ['an equals sign in the value', `authtoken=${TOKEN}==; Path=/`, `${TOKEN}==`],
  ['the second of several', `dekisession=abc; Path=/\nauthtoken=${TOKEN}; Path=/\nlocale=en`, TOKEN],
  ['line ends of Windows', `dekisession=abc\r\nauthtoken=${TOKEN}\r`, TOKEN],
  ['an empty value', 'authtoken=; Path=/', undefined],
  ['an empty value in quotes', 'authtoken=""; Path=/', undefined],
  ['a deleted cookie before it', `authtoken=""; Path=/old\nauthtoken=${TOKEN}; Path=/`, TOKEN],
  ['only other cookies', 'dekisession=abc; Path=/\nlocale=en', undefined],
  ['its name in the value of another', `redirect=authtoken=${TOKEN}; Path=/`, undefined],
  ['its name among the attributes of another', `a=b; authtoken=${TOKEN}`, undefined],
  ['its name after a comma', `a=b, authtoken=${TOKEN}`, undefined],
  ['a longer name', `xauthtoken=${TOKEN}`, undefined],
  ['another longer name', `authtoken2=${TOKEN}`, undefined],
  ['its name without a value', 'authtoken', undefined],
  ['a longer name without a value', 'authtokens', undefined],
  ['a value without a name', `=${TOKEN}`, undefined],
];
for (const [title, header, cookie] of COOKIES) {
  test(`${title}: ${cookie === undefined ? 'no token' : 'the token'}`, () => {
    const { cookie: found } = signedInBy(answer('', header === undefined ? {} : { 'set-cookie': header }));
    expect(found).toBe(cookie ?? '');
  });
}

const QUOTED = `authtoken="${TOKEN}"; Path=/`;
for (const [title, text, headers, difference] of [
  ['the same token', TOKEN, { 'set-cookie': QUOTED }, undefined],
  ['a line break after it', `${TOKEN}\n`, { 'set-cookie': QUOTED }, 'besides the token'],
  ['a space before it', ` ${TOKEN}`, { 'set-cookie': QUOTED }, 'besides the token'],
  ['quotes around it', `"${TOKEN}"`, { 'set-cookie': QUOTED }, 'besides the token'],
  ['a byte order mark before it', `\ufeff${TOKEN}`, { 'set-cookie': QUOTED }, 'besides the token'],
  ['only white space', ' \n', { 'set-cookie': QUOTED }, 'an empty body'],
  ['the same cookie for two paths', TOKEN, { 'set-cookie': `${QUOTED}\n${QUOTED}` }, undefined],
  ['no cookie', TOKEN, {}, 'no cookie'],
  ['an empty body', '', { 'set-cookie': QUOTED }, 'an empty body'],
  ['another token in the body', OTHER, { 'set-cookie': QUOTED }, 'a cookie that differs'],
  ['two cookies', TOKEN, { 'set-cookie': `authtoken=${OTHER}\n${QUOTED}` }, 'a cookie that differs'],
  ['XML', `<t>${TOKEN}</t>`, { 'set-cookie': QUOTED, 'content-type': 'application/xml' }, 'not text/plain'],
] as const) {
  test(`body and cookie: ${title}`, () => {
    const { disagreement } = signedInBy(answer(text, headers));
    if (difference === undefined) expect(disagreement).toBeUndefined();
    else expect(disagreement).toContain(difference);
  });
}

const XML = { 'content-type': 'application/xml' };
for (const [title, text, headers] of [
  ['as the body', TOKEN, {}],
  ['in quotes', `"${TOKEN}"`, {}],
  ['in a sentence', `OK, the token is ${TOKEN}`, {}],
  ['in an element', `<user id="7"><authtoken>${TOKEN}</authtoken></user>`, XML],
  ['in an attribute', `<user id="7" token="${TOKEN}"/>`, XML],
  ['in JSON', JSON.stringify({ authToken: TOKEN }), { 'content-type': 'application/json' }],
  ['in a cookie of any name', 'OK', { 'set-cookie': `session="${TOKEN}"; Path=/` }],
  ['in a header', 'OK', { 'x-authtoken': TOKEN }],
  ['in a header with attributes', 'OK', { 'x-deki-session': `session=${TOKEN}; path="/"; note="a, b; c=d"` }],
] as const) {
  test(`a token is found ${title}`, () => expect(possibleTokens(answer(text, headers), '')).toEqual([TOKEN]));
}

test('a value that is not a token is not treated as one', () => {
  const known = { '@href': 'https://help.acme.example/@api/deki/users/7', 'hash.email': 'd70b'.repeat(8) };
  const document = { ...known, 'date.lastlogin': '2026-11-22T03:00:00Z', fullname: 'Nora Quill of Support' };
  const reply = answer(JSON.stringify(document), {
    'content-type': 'application/json',
    'set-cookie': 'locale=en',
  });
  expect(possibleTokens(reply, known)).toEqual([]);
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
