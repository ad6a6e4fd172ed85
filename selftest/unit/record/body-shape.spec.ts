import { expect, test } from '../../support/test.ts';
import { compareShapes, shapeOf } from '../../../helpers/record/body-shape.ts';

/** The differences between two bodies, each as a line: `field: before → now`. */
function differences(before: string, now: string): string[] {
  const [was, is] = [shapeOf(before), shapeOf(now)];
  if (was === undefined || is === undefined) throw new Error('A body has no shape.');
  return compareShapes(was, is).map(
    ({ field, before: b, now: n }) => `${field}: ${b ?? 'missing'} → ${n ?? 'missing'}`,
  );
}

for (const [title, before, now, expected] of [
  ['other values are no difference', '{"id":1,"name":"a"}', '{"id":2,"name":"b"}', []],
  ['the order of fields is no difference', '{"id":1,"name":"a"}', '{"name":"b","id":2}', []],
  [
    'an added field is named with its type',
    '{"user":{}}',
    '{"user":{"id":1}}',
    ['user.id: missing → number'],
  ],
  ['a removed field is named with its type', '{"a":[{"b":"c"}]}', '{"a":[{}]}', ['a[].b: string → missing']],
  ['a field of another type is named', '{"id":1}', '{"id":"1"}', ['id: number → string']],
  ['a field that was null did not change', '{"at":null}', '{"at":"2026"}', []],
  ['an empty list has all fields', '{"users":[]}', '{"users":[{"id":1}]}', []],
  ['of an added object, the fields are not listed', '{}', '{"a":{"b":{"c":1}}}', ['a: missing → object']],
  ['the fields of a null object are unknown', '{"photo":null}', '{"photo":{"id":1}}', []],
  ['the items of a list are one', '[{"a":1},{"b":1}]', '[{"a":1,"b":1}]', []],
  [
    'a list may become an object',
    '[1]',
    '{"a":1}',
    [': list → object', '[]: number → missing', 'a: missing → number'],
  ],
  [
    'a name with a dot is one name',
    '{"hash.email":"x"}',
    '{"hash":{"email":"x"}}',
    ['hash: missing → object', 'hash.email: string → missing'],
  ],
  ['IDs as names are alike', '{"counts":{"1":1}}', '{"counts":{"2":1}}', []],
  [
    'an XML element is named by its path',
    '<user><a>1</a></user>',
    '<user><a>1</a><b>x</b></user>',
    ['user/b: missing → text'],
  ],
  [
    'an XML attribute is named',
    '<user id="1"><a/></user>',
    '<user><a/></user>',
    ['user/@id: text → missing'],
  ],
  [
    'an empty XML element has all children',
    '<users count="0"/>',
    '<users count="1"><user id="1"/></users>',
    [],
  ],
  [
    'repeated XML elements are one',
    '<users><user id="1"/></users>',
    '<users><user id="1"/><user id="2"/></users>',
    [],
  ],
] as const) {
  test(title, () => {
    expect(differences(before, now)).toEqual([...expected]);
  });
}

test('a body that is neither JSON nor XML has no shape, and one that was cut off has none', () => {
  const long = JSON.stringify({ a: 'x'.repeat(70_000) });
  for (const body of [
    undefined,
    '',
    '[redacted cookie]',
    '{"a":',
    '<a><b></a>',
    'text',
    long,
    long.slice(0, 65_536),
  ])
    expect(shapeOf(body)).toBeUndefined();
});

test('hostile bodies end: deep nesting, many fields, names of prototypes', () => {
  const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
  expect(shapeOf(deep)?.size).toBeLessThan(100);
  const wide = JSON.stringify(
    Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`a${String(at)}`, 1])),
  );
  expect(shapeOf(wide.slice(0, 59_000).replace(/,[^,]*$/, '}'))?.size).toBe(2000);
  expect(differences('{}', '{"__proto__":1,"constructor":2}')).toEqual([
    '__proto__: missing → number',
    'constructor: missing → number',
  ]);
  expect(shapeOf(`${'<a>'.repeat(3000)}${'</a>'.repeat(3000)}`)?.size).toBeLessThan(100);
});
