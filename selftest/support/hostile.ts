/** Text that tries to become markup, and a check that it did not. */
import { expect } from './test.ts';

/** Tries to leave an attribute, an element, a style and a script, and to turn the reading direction around. */
export const HOSTILE = `x"'><img src=x onerror=alert(1)></a></table></script></style><script>alert(1)</script>&lt;b&gt;\u202e\u0007`;

/** Elements that a part of the page may contain. */
const ELEMENTS =
  /^(?:section|h[2-6]|p|span|strong|b|i|bdi|code|a|ul|ol|li|dl|div|dt|dd|table|caption|thead|tbody|tr|th|td|details|summary|figure|figcaption|time|fieldset|legend|input|label|svg|g|title|desc|rect|line|path|circle|text|use)$/;

const ATTRIBUTES =
  /^(?:id|class|href|rel|scope|colspan|tabindex|role|aria-(?:label|labelledby|describedby|hidden)|datetime|data-(?:status|level)|open|type|name|checked|for|width|height|viewBox|x|y|x1|x2|y1|y2|rx|r|d|text-anchor)$/;

/** Asserts that markup contains nothing but our own elements and attributes, and links only within the page or to the web. */
export function expectHarmless(markup: string): void {
  const tags = [...markup.matchAll(/<\/?([a-z][a-z\d]*)((?:\s+[\w:-]+(?:="[^"]*")?)*)\s*\/?>/gi)];
  // Every angle bracket belongs to one of these tags.
  expect(markup.split('<')).toHaveLength(tags.length + 1);
  expect(tags.map(([, name = '']) => name).filter((name) => !ELEMENTS.test(name))).toEqual([]);
  const attributes = tags.flatMap(([, , text = '']) => [...text.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)]);
  expect(attributes.map(([, name = '']) => name).filter((name) => !ATTRIBUTES.test(name))).toEqual([]);
  const links = attributes.flatMap(([, name, value = '']) => (name === 'href' ? [value] : []));
  expect(links.filter((link) => !/^(?:#|https?:\/\/)/.test(link))).toEqual([]);
  const ids = attributes.flatMap(([, name, value = '']) => (name === 'id' ? [value] : []));
  expect(new Set(ids).size).toBe(ids.length);
  // eslint-disable-next-line no-control-regex -- control characters are the subject here
  expect(markup).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/);
}

/** The text of markup, as a person reads it: entities resolved, spaces collapsed. */
export function textOf(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}
