/** Cookies are read as a browser reads them. */
import { expect, test } from '../../../support/test.ts';
import {
  cookiesIn,
  domainOf,
  isWithin,
  pathMatches,
  lifetimeOf,
  pathOf,
  type SetCookie,
} from '../../../../helpers/systems/expert/cookies.ts';

const NOW = Date.parse('2026-11-22T03:00:00Z');
const DAY = 86_400_000;

function cookie(attributes: string): SetCookie {
  const [found] = cookiesIn({ 'set-cookie': `authtoken=abc${attributes}` });
  if (found === undefined) throw new Error('no cookie');
  return found;
}

test('of two attributes with the same name in any case, the last one counts', () => {
  const { name, value, attributes } = cookie('; PATH=/a; Domain=x.example; path=/b; HttpOnly');
  expect([name, value]).toEqual(['authtoken', 'abc']);
  expect([...attributes]).toEqual([
    ['path', '/b'],
    ['domain', 'x.example'],
    ['httponly', ''],
  ]);
});

for (const [attributes, lifetime] of [
  ['', undefined],
  ['; expires=Sun, 29-Nov-2026 03:00:00 GMT', 7 * DAY],
  ['; Expires=Sun, 29 Nov 2026 03:00:00 GMT; Path=/', 7 * DAY],
  ['; expires=Sat, 21-Nov-2026 03:00:00 GMT', -DAY],
  ['; expires=tomorrow', undefined],
  ['; Max-Age=10', 10_000],
  ['; Max-Age=0', 0],
  ['; Max-Age=-1', 0],
  ['; Max-Age=soon', undefined],
  ['; Max-Age=60; expires=Sun, 29-Nov-2026 03:00:00 GMT', 60_000],
] as const)
  test(`lifetime of authtoken=abc${attributes}`, () =>
    expect(lifetimeOf(cookie(attributes), NOW)).toBe(lifetime));

for (const [attributes, host, is] of [
  ['; Domain=help.acme.example', 'help.acme.example', true],
  ['; Domain=.ACME.example', 'help.acme.example', true],
  ['; Domain=cme.example', 'help.acme.example', false],
  ['; Domain=docs.help.acme.example', 'help.acme.example', false],
  ['; Domain=127.0.0.1', '127.0.0.1', true],
  ['; Domain=0.0.1', '127.0.0.1', false],
] as const)
  test(`${host} is ${is ? '' : 'not '}within authtoken=abc${attributes}`, () =>
    expect(isWithin(host, domainOf(cookie(attributes)) ?? '')).toBe(is));

test('a cookie without a domain, or with an empty one, is for its host', () => {
  expect(domainOf(cookie(''))).toBeUndefined();
  expect(domainOf(cookie('; Domain='))).toBeUndefined();
});

const OWN = '/@api/deki/users/7/password';
for (const [attributes, setBy, is] of [
  ['; Path=/', OWN, true],
  ['; Path=/@api', OWN, true],
  ['; Path=/@api/', OWN, true],
  ['; Path=/@api/deki/users/current', OWN, false],
  ['; Path=/@api/deki/users/70', OWN, false],
  ['; Path=/@ap', OWN, false],
  ['', '/@api/deki/users/authenticate', true],
  ['', '/@api/deki/users/current/password', false],
  ['; Path=relative', '/@api/deki/users/authenticate', true],
  ['', '/x', true],
] as const)
  test(`set by ${setBy}, authtoken=abc${attributes} is ${is ? '' : 'not '}sent with a password change`, () =>
    expect(pathMatches(pathOf(cookie(attributes), setBy), OWN)).toBe(is));
