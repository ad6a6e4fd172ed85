/** Every statement of `docs/` that the code cites exists once, and says how it is known and where it is written. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';

const ROOT = join(import.meta.dirname, '..', '..');
const DOCS = join(ROOT, 'docs');

/** The pages of statements, and the prefix of the IDs of each. */
const PAGES = [
  ['zendesk.md', 'Z'],
  ['expert.md', 'E'],
  ['playwright.md', 'P'],
] as const;

const MARKS = ['documented', 'recorded', 'reported', 'source code', 'assumed'] as const;

/** The form in which statements are cited, such as `Z-PWD-3`. */
const CITED = /\b[ZEP]-[A-Z]{2,}-\d+\b/g;

interface Statement {
  page: string;
  id: string;
  /** The whole text after the ID. */
  text: string;
}

function read(page: string): string {
  return readFileSync(join(DOCS, page), 'utf8');
}

/** The statements of a page, in their order. Each is an item of a list that begins with its anchor. */
function statementsOf(page: string): Statement[] {
  return read(page)
    .split(/^(?=- |#|$)/m)
    .filter((block) => block.startsWith('- <a '))
    .map((block) => {
      const [, anchor, id = '', text = ''] =
        /^- <a id="([^"]*)"><\/a>\*\*([^*]*)\*\* (.*)$/.exec(block.trim().replace(/\s+/g, ' ')) ?? [];
      expect(anchor, `The anchor of: ${block}`).toBe(id);
      return { page, id, text };
    });
}

const statements = PAGES.flatMap(([page]) => statementsOf(page));

/** The URLs of a statement, written out or as the name of a link at the end of its page. */
function addressesIn({ page, text }: Statement): string[] {
  const named = new Map(
    Array.from(read(page).matchAll(/^\[([^\]]+)\]: (\S+)$/gm), ([, name, at]) => [name, at]),
  );
  return Array.from(text.matchAll(/\[[^\]]+\](?:\[([^\]]+)\]|\(([^)]+)\))/g), ([link, name, at]) => {
    const address = at ?? named.get(name);
    expect(address, `Where ${link} of ${page} leads`).toBeDefined();
    return address ?? '';
  });
}

/** Generated files, and other people's. */
const NOT_OURS: readonly string[] = ['node_modules', 'results', '.git', '.keyturn'];

/** The files that may cite a statement, by their paths from the project's folder. */
function sources(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : sources(path);
    return /\.(?:ts|mjs|md|yml)$|^\.env\.example$/.test(entry.name) ? [path] : [];
  });
}

for (const [page, letter] of PAGES) {
  test(`the statements of docs/${page} have ids of their own`, () => {
    const ids = statements.filter((each) => each.page === page).map(({ id }) => id);

    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !new RegExp(`^${letter}-[A-Z]{2,}-\\d+$`).test(id))).toEqual([]);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  test(`the statements of docs/${page} say how they are known, and where they are written`, () => {
    for (const statement of statements.filter((each) => each.page === page)) {
      const marks = MARKS.filter((mark) => statement.text.includes(`_${mark}_`));
      expect(marks, `The one mark of ${statement.id}`).toHaveLength(1);

      const addresses = addressesIn(statement);
      if (marks[0] !== 'assumed') expect(addresses, `Where ${statement.id} is written`).not.toEqual([]);
      for (const address of addresses) {
        const isThere = /^https?:\/\/[^/]+/.test(address) || existsSync(join(DOCS, address));
        expect(isThere, `${address} of ${statement.id}`).toBe(true);
      }
    }
  });

  test(`no address at the end of docs/${page} is unused`, () => {
    const whole = read(page);
    const unused = Array.from(whole.matchAll(/^\[([^\]]+)\]: /gm), ([, name = '']) => name).filter(
      (name) => !whole.includes(`][${name}]`),
    );
    expect(unused).toEqual([]);
  });
}

test('every statement that the sources cite exists', () => {
  const known = new Set(statements.map(({ id }) => id));
  const files = sources();
  expect(files).toContain('emulators/expert/site/assumptions.ts');

  const unknown = files.flatMap((file) =>
    (readFileSync(join(ROOT, file), 'utf8').match(CITED) ?? [])
      .filter((id) => !known.has(id))
      .map((id) => `${file}: ${id}`),
  );
  expect(unknown).toEqual([]);
});

for (const [system, state, letter] of [
  ['zendesk', 'tenant', 'Z'],
  ['expert', 'site', 'E'],
] as const) {
  test(`each assumption of the ${system} emulator names its statement`, () => {
    const source = readFileSync(join(ROOT, 'emulators', system, state, 'assumptions.ts'), 'utf8');
    const [, ...comments] = source.match(/\/\*\*.*?\*\//gs) ?? [];

    expect(comments.length).toBeGreaterThan(0);
    expect(comments.filter((comment) => !new RegExp(`\\b${letter}-[A-Z]{2,}-\\d+\\b`).test(comment))).toEqual(
      [],
    );
  });
}
