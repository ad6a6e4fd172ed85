/** The corpus of pages is consistent. Whether the code agrees with it is tested in a browser. */
import { expect, test } from '../../support/test.ts';
import { CORPUS } from '../../pages/corpus/index.ts';
import type { CorpusPage, Expected } from '../../pages/corpus/page.ts';

/** The IDs of the elements that must be filled in or pressed. */
function idsOf(expected: Expected): string[] {
  if ('type' in expected) {
    return [...Object.values(expected.type), expected.press].filter(
      (id) => id !== 'Enter' && id !== 'nothing',
    );
  }
  return 'press' in expected ? [expected.press] : [];
}

/** How often an ID occurs in a page, with or without quotes. */
function times(id: string, { html }: CorpusPage): number {
  return html.split(/\sid=["']?/u).filter((rest, at) => at > 0 && /^[^"'\s>]+/u.exec(rest)?.[0] === id)
    .length;
}

/** All text of a page that could name a host. */
function textOf({ html, path = '', before }: CorpusPage): string {
  return [html, path, before?.from ?? ''].join('\n');
}

test('there are at least 200 pages', () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(200);
});

test('each page has a unique name in kebab case, and a sentence about it', () => {
  const names = CORPUS.map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  expect(names.filter((name) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(name))).toEqual([]);
  expect(CORPUS.filter(({ about }) => !/^\p{Lu}.*\.$/su.test(about)).map(({ name }) => name)).toEqual([]);
});

test('no two pages are the same', () => {
  const texts = CORPUS.map((page) => JSON.stringify([page.html, page.path, page.before, page.decision]));
  expect(CORPUS.filter((_, at) => texts.indexOf(texts[at] ?? '') !== at).map(({ name }) => name)).toEqual([]);
});

test('each expected element exists once in its page', () => {
  const wrong = CORPUS.flatMap((page) =>
    idsOf(page.expected)
      .filter((id) => times(id, page) !== 1)
      .map((id) => `${page.name}: ${id}`),
  );
  expect(wrong).toEqual([]);
});

test('the words of an expected refusal are in its page', () => {
  const wrong = CORPUS.filter(
    ({ expected, html }) => 'refused' in expected && !html.includes(expected.refused),
  );
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test('all hosts are in .invalid', () => {
  const hosts = CORPUS.flatMap((page) =>
    [...textOf(page).matchAll(/(?<=["'\s(=:])\/\/([^/"'\s<>]+)|@([\p{L}\d-]+(?:\.[\p{L}\d-]+)+)/gu)].map(
      ([, host, domain]) => `${page.name}: ${host ?? domain ?? ''}`,
    ),
  );
  expect(hosts.length).toBeGreaterThan(10);
  expect(hosts.filter((host) => !host.endsWith('.invalid'))).toEqual([]);
});
