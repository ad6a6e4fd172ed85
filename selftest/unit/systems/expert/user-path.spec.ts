/** A user name is encoded so that the service, which decodes it twice, reads it unchanged. */
import { expect, test } from '../../../support/test.ts';
import { inspect } from 'node:util';
import { type UserId, userPath } from '../../../../helpers/systems/expert/user-path.ts';
import { Seeded } from '../../seeded.ts';

/** Decodes like the service: first its framework, then the feature. A plus sign is a space each time. */
function asTheServiceReads(segment: string): string {
  const once = decodeURIComponent(segment.replaceAll('+', ' '));
  return decodeURIComponent(once.replaceAll('+', ' '));
}

const NAMES: [name: string, segment: string][] = [
  ['keyturn-1', '=keyturn-1'],
  ['Spock', '=Spock'],
  ['mr spock', '=mr%2520spock'],
  [' spock ', '=%2520spock%2520'],
  ['some/page', '=some%252Fpage'],
  ['100%', '=100%2525'],
  ['%', '=%2525'],
  ['%25', '=%252525'],
  ['%2F', '=%25252F'],
  ['a%2Fb', '=a%25252Fb'],
  ['a+b', '=a%252Bb'],
  ['+', '=%252B'],
  ['äöüß', '=%25C3%25A4%25C3%25B6%25C3%25BC%25C3%259F'],
  ['"a"', '=%2522a%2522'],
  ["o'brien", "=o'brien"],
  ['=admin', '=%253Dadmin'],
  ['a=b', '=a%253Db'],
  ['who?', '=who%253F'],
  ['a#b', '=a%2523b'],
  ['a&b', '=a%2526b'],
  ['a;b,c', '=a%253Bb%252Cc'],
  ['a\\b', '=a%255Cb'],
  ['a@b.example', '=a%2540b.example'],
  ['dot.', '=dot%252E'],
  ['dots...', '=dots%252E%252E%252E'],
  ['.', '=%252E'],
  ['..', '=%252E%252E'],
  ['.hidden', '=.hidden'],
  ['abc/123/765?!/.', '=abc%252F123%252F765%253F!%252F%252E'],
  ['🖖', '=%25F0%259F%2596%2596'],
  ['日本', '=%25E6%2597%25A5%25E6%259C%25AC'],
  ['current', '=current'],
  ['7', '=7'],
];

for (const [name, segment] of NAMES) {
  test(`the name ${inspect(name)} is encoded twice`, () => {
    expect(userPath({ username: name })).toBe(segment);
    expect(asTheServiceReads(segment)).toBe(`=${name}`);
  });
}

test('every name is read unchanged, and stays one segment of the path', () => {
  const seeded = new Seeded(20261122);
  const alphabet = 'abcXYZ019 /%+=?#&;:@.,!\'"\\()*~-_<>äß€日🖖\t%25%2F';
  const wrong: string[] = [];
  for (let draw = 0; draw < 2000; draw++) {
    const username = seeded.text(alphabet, 1 + seeded.below(12));
    const segment = userPath({ username });
    const { href } = new URL(`/users/${segment}/password`, 'https://help.acme.example');
    const isRight =
      asTheServiceReads(segment) === `=${username}` &&
      href === `https://help.acme.example/users/${segment}/password`;
    if (!isRight) wrong.push(username);
  }
  expect(wrong).toEqual([]);
});

for (const [id, segment] of [
  [0, '0'],
  [7, '7'],
  [4_294_967_295, '4294967295'],
  ['current', 'current'],
] as const) {
  test(`the ID ${id} is written unchanged`, () => expect(userPath(id)).toBe(segment));
}

const IMPOSSIBLE: UserId[] = [-1, 1.5, NaN, Infinity, 2 ** 53, { username: '' }];
for (const id of IMPOSSIBLE) {
  test(`${inspect(id)} is not a user`, () => expect(() => userPath(id)).toThrow(TypeError));
}

for (const username of ['\ud800', 'a\udc00b', '\udfff\ud800']) {
  test(`a name with an unpaired surrogate is refused: ${JSON.stringify(username)}`, () => {
    expect(() => userPath({ username })).toThrow(
      new TypeError('The user name contains an unpaired surrogate'),
    );
  });
}
