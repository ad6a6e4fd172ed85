/** The corpus of pages is consistent. This file does not compare it with the code. */
import { expect, test } from '@playwright/test';
import { CORPUS } from '../../pages/corpus/index.ts';
import type { CorpusPage, Right } from '../../pages/corpus/page.ts';

/** The ids of the elements that are filled in or pressed. */
function idsOf(right: Right): string[] {
  if ('type' in right) {
    return [...Object.values(right.type), right.press].filter((id) => id !== 'Enter' && id !== 'nothing');
  }
  return 'press' in right ? [right.press] : [];
}

/** How often an ID occurs in a page, with any quotes. */
function times(id: string, { html }: CorpusPage): number {
  return html.split(/\sid=["']?/u).filter((rest, at) => at > 0 && /^[^"'\s>]+/u.exec(rest)?.[0] === id)
    .length;
}

/** Everything of a page that could name a host. */
function textOf({ html, path = '', before }: CorpusPage): string {
  return [html, path, before?.from ?? ''].join('\n');
}

test('there are at least 110 pages', () => {
  expect(CORPUS.length).toBeGreaterThanOrEqual(110);
});

test('each has a name of its own, in kebab-case, and a sentence about it', () => {
  const names = CORPUS.map(({ name }) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  expect(names.filter((name) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/u.test(name))).toEqual([]);
  expect(CORPUS.filter(({ about }) => !/^\p{Lu}.*\.$/su.test(about)).map(({ name }) => name)).toEqual([]);
});

test('no two are the same', () => {
  const texts = CORPUS.map((page) => JSON.stringify([page.html, page.path, page.before, page.decision]));
  expect(CORPUS.filter((_, at) => texts.indexOf(texts[at] ?? '') !== at).map(({ name }) => name)).toEqual([]);
});

test('what is right names elements that are there, once', () => {
  const wrong = CORPUS.flatMap((page) =>
    idsOf(page.right)
      .filter((id) => times(id, page) !== 1)
      .map((id) => `${page.name}: ${id}`),
  );
  expect(wrong).toEqual([]);
});

test('words of a refusal stand in the page', () => {
  const wrong = CORPUS.filter(({ right, html }) => 'refused' in right && !html.includes(right.refused));
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test('no host but those of .invalid', () => {
  const hosts = CORPUS.flatMap((page) =>
    [...textOf(page).matchAll(/(?<=["'\s(=:])\/\/([^/"'\s<>]+)|@([\p{L}\d-]+(?:\.[\p{L}\d-]+)+)/gu)].map(
      ([, host, domain]) => `${page.name}: ${host ?? domain ?? ''}`,
    ),
  );
  expect(hosts.length).toBeGreaterThan(10);
  expect(hosts.filter((host) => !host.endsWith('.invalid'))).toEqual([]);
});
