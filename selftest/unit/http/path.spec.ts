import { expect, test } from '../../support/test.ts';
import { path } from '../../../helpers/http/path.ts';

for (const [id, segment] of [
  [6164039664282, '6164039664282'],
  ['me', 'me'],
  ['me/../1', 'me%2F..%2F1'],
  ['1?x=2#y', '1%3Fx%3D2%23y'],
  ['%2e%2e', '%252e%252e'],
  ['a b+c&d', 'a%20b%2Bc%26d'],
  ['日本', '%E6%97%A5%E6%9C%AC'],
  ['{id}', '%7Bid%7D'],
  ['$&', '%24%26'],
] as const) {
  test(`${id} stays one segment`, () => {
    expect(path('/api/v2/users/{id}/password', { id })).toBe(`/api/v2/users/${segment}/password`);
  });
}

for (const id of ['..', '.', '...', '../../oauth/tokens']) {
  test(`"${id}" throws, or stays one segment`, () => {
    const called = () =>
      new URL(path('/api/v2/users/{id}/password', { id }), 'https://acme.zendesk.com').pathname;
    let pathname: string;
    try {
      pathname = called();
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      return;
    }
    expect(pathname).toMatch(/^\/api\/v2\/users\/[^/]+\/password$/);
  });
}

test('an empty value does not call the collection', () => {
  expect(() => path('/api/v2/users/{id}', { id: '' })).toThrow(TypeError);
});

test('each parameter is filled in, even twice', () => {
  expect(path('/{a}/{b}/{a}', { a: 'x', b: 2 })).toBe('/x/2/x');
  expect(path('/api/v2/users/me')).toBe('/api/v2/users/me');
});

test('a missing parameter throws', () => {
  expect(() => path('/users/{id}', {})).toThrow(new TypeError('The path /users/{id} needs a value for {id}'));
});
