import { expect, test } from '../../support/test.ts';
import { chip, chipClass, chips } from '../../../helpers/executed-notebook/html/chips.ts';
import { highlighted, languageOf } from '../../../helpers/executed-notebook/html/highlight.ts';
import { indentJson, indentXml } from '../../../helpers/executed-notebook/html/indent.ts';

test('a named marker becomes a chip with its name, and the text around it is escaped', () => {
  expect(chips('<b> [redacted admin.token#1] & "').toString()).toBe(
    `&lt;b&gt; ${chip('admin.token#1').toString()} &amp; "`,
  );
  expect(chip('admin.token#1').toString()).toMatch(
    /^<span class="chip h\d+ k-[\da-f]{8}">admin\.token#1<\/span>$/,
  );
});

test('the chips of a secret are the same everywhere, and those of two secrets differ', () => {
  expect(chip('admin.token#1')).toEqual(chip('admin.token#1'));
  expect(chipClass('admin.token#1')).not.toBe(chipClass('admin.token#2'));
});

test('a marker without a name becomes a chip without a color', () => {
  expect(chips('[redacted]').toString()).toBe('<span class="chip">redacted</span>');
});

test('a hostile name stays text', () => {
  expect(chips('[redacted "><script>x</script>\u202e]').toString()).not.toMatch(/<script|\u202e/);
});

for (const text of ['[redacted', '[redactedx]', 'redacted a]', '[ redacted a]']) {
  test(`“${text}” is no marker`, () => {
    expect(chips(text).toString()).toBe(text);
  });
}

for (const [language, text] of [
  ['json', '{"token":"[redacted admin.token#1]","n":[redacted admin.token#1]}'],
  ['xml', '<user a="[redacted admin.token#1]">[redacted admin.token#1]</user>'],
  ['bash', `curl '[redacted admin.token#1]' "[redacted admin.token#1]"`],
  ['typescript', 'const a = `[redacted admin.token#1]`; [redacted admin.token#1]'],
] as const) {
  test(`chips survive the highlighting of ${language}`, () => {
    const drawn = highlighted(text, language).toString();
    expect(drawn.split(chip('admin.token#1').toString())).toHaveLength(3);
    expect(drawn).toContain('<span class="h-');
  });
}

for (const language of ['json', 'xml', 'bash', 'typescript', undefined] as const) {
  test(`hostile text stays text if it is highlighted as ${language ?? 'nothing'}`, () => {
    const hostile = `</pre><script>alert(1)</script><!-- "' onload=x \u202e\u0000 \ufdd0\ufdd2\ufdd1 \${a}`;
    const drawn = highlighted(hostile, language).toString();
    expect(drawn.replace(/<\/?span[^<>]*>/g, '')).not.toContain('<');
    expect(drawn).not.toMatch(/[\u0000\u202e]/); // eslint-disable-line no-control-regex -- they are the subject
  });
}

test('a body is highlighted by its type, or by how it begins', () => {
  expect(languageOf('x', 'application/problem+json')).toBe('json');
  expect(languageOf('x', 'application/xml; charset=utf-8')).toBe('xml');
  expect(languageOf('{}', undefined)).toBe('json');
  expect(languageOf('<a/>', undefined)).toBe('xml');
  expect(languageOf('[redacted password]', undefined)).toBeUndefined();
  expect(languageOf('{}', 'text/plain')).toBeUndefined();
});

test('indented JSON has the same values, and long numbers keep their digits', () => {
  const text = '{"a":[1,{"b":"x, {y}: \\"z\\""},[],{}],"id":12345678901234567890}';
  const indented = indentJson(text);
  expect(indented).toContain('\n  "id": 12345678901234567890\n}');
  expect(indented).toContain('"b": "x, {y}: \\"z\\""');
  expect(JSON.parse(indented)).toEqual(JSON.parse(text));
});

for (const text of ['{"a":', '[redacted password]', '"', '}}}]', 'no json', '{"a":"\\']) {
  test(`indenting “${text}”, which is not JSON, loses nothing`, () => {
    expect(indentJson(text).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });
}

test('indented XML begins a line at each tag, and keeps text next to its tags', () => {
  expect(indentXml('<?xml version="1.0"?><a><b x="1">text</b><c/><d></d></a>')).toBe(
    '<?xml version="1.0"?>\n<a>\n  <b x="1">text</b>\n  <c/>\n  <d></d>\n</a>',
  );
});

for (const text of ['<a', 'a < b', '</a></b>', '<<>>']) {
  test(`indenting “${text}”, which is not XML, loses nothing`, () => {
    expect(indentXml(text).replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
  });
}
