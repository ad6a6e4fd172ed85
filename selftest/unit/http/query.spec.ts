import { expect, test } from '../../support/test.ts';
import { inspect, isDeepStrictEqual } from 'node:util';
import { query } from '../../../helpers/http/query.ts';
import { Seeded } from '../seeded.ts';

for (const [value, encoded] of [
  ['', ''],
  ['plain-text_1.2~3', 'plain-text_1.2~3'],
  ['a&b', 'a%26b'],
  ['a=b', 'a%3Db'],
  ['a#b', 'a%23b'],
  ['a+b', 'a%2Bb'],
  ['a b', 'a%20b'],
  ['100%', '100%25'],
  ['%2B', '%252B'],
  ['a?b/c;d,e:f@g', 'a%3Fb%2Fc%3Bd%2Ce%3Af%40g'],
  ['äÖß€', '%C3%A4%C3%96%C3%9F%E2%82%AC'],
  ['"\'`', "%22'%60"],
  ['<>\\^|', '%3C%3E%5C%5E%7C'],
  ['line\n', 'line%0A'],
  ['\r\n\t', '%0D%0A%09'],
  ['\u0000', '%00'],
  ['🖖', '%F0%9F%96%96'],
] as const) {
  test(`the value ${inspect(value)} arrives unchanged`, () => {
    expect(query({ currentpassword: value })).toBe(`?currentpassword=${encoded}`);
    const { search, hash } = new URL(
      query({ currentpassword: value }),
      'https://help.acme.example/@api/deki',
    );
    expect(new URLSearchParams(search).get('currentpassword')).toBe(value);
    expect(hash).toBe('');
  });
}

test('without parameters there is no question mark', () => {
  expect(query()).toBe('');
  expect(query({})).toBe('');
});

test('parameters keep their order, and their names are encoded too', () => {
  expect(query({ 'dream.out.format': 'json', b: '2', 'a&c': '1' })).toBe(
    '?dream.out.format=json&b=2&a%26c=1',
  );
});

test('a random query is read back unchanged', () => {
  const seeded = new Seeded(20261122);
  const alphabet = 'abcXYZ019 &=#+%?/;:@,"\'`<>\\^|{}[]()*~-_.!\n\r\täÖß€日🖖\u0000\u007f';
  const wrong: unknown[] = [];
  for (let draw = 0; draw < 2000; draw++) {
    const drawn = Array.from({ length: 1 + seeded.below(4) }, (_, index) => [
      `${String(index)}${seeded.text(alphabet, seeded.below(4))}x`,
      seeded.text(alphabet, seeded.below(20)),
    ]);
    const parameters = Object.fromEntries(drawn) as Record<string, string>;
    const written = query(parameters);
    const { search, hash } = new URL(`https://help.acme.example/@api/deki/users${written}`);
    const isRight =
      isDeepStrictEqual([...new URLSearchParams(search)], Object.entries(parameters)) &&
      // No character that a URL would encode, except for the one that it may.
      search + hash === written.replaceAll("'", '%27');
    if (!isRight) wrong.push(parameters);
  }
  expect(wrong).toEqual([]);
});

for (const unpaired of ['\ud800', '\udc00', 'a\udfffb', '🖖\ud83d']) {
  test(`an unpaired surrogate (${JSON.stringify(unpaired)}) throws, without its value in the message`, () => {
    const value = `Quartz${unpaired}`;
    let error: unknown;
    try {
      query({ currentpassword: value });
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain('parameter "currentpassword" contains an unpaired surrogate');
    expect(String(error)).not.toContain('Quartz');
    expect(() => query({ [unpaired]: 'x' })).toThrow(TypeError);
  });
}
