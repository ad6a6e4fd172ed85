/** Every statement that the code cites is in `docs/`, once, with how it is known and its source. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '../support/test.ts';

const ROOT = join(__dirname, '..', '..');
const DOCS = join(ROOT, 'docs');

/** The pages of statements, and the prefix of the IDs of each. */
const PAGES = [
  ['zendesk.md', 'Z'],
  ['expert.md', 'E'],
  ['playwright.md', 'P'],
] as const;

/** How a statement is known: the mark at its end. */
const MARKS = ['documented', 'recorded', 'reported', 'source code', 'assumed'] as const;

/** The form in which statements are cited, such as `Z-PWD-3`. */
const CITED = /\b[ZEP]-[A-Z]{2,}-\d+\b/g;

interface Statement {
  page: string;
  id: string;
  /** The text after the ID. */
  text: string;
}

function read(page: string): string {
  return readFileSync(join(DOCS, page), 'utf8');
}

/** The statements of a page, in order. Each is a list item that begins with its anchor. */
function statementsOf(page: string): Statement[] {
  return read(page)
    .split(/^(?=- |#|$)/m)
    .filter((block) => block.startsWith('- <a '))
    .map((block) => {
      const [, anchor, id = '', text = ''] =
        /^- <a id="([^"]*)"><\/a>\*\*([^*]*)\*\* (.*)$/.exec(block.trim().replace(/\s+/g, ' ')) ?? [];
      expect(anchor, `the anchor of: ${block}`).toBe(id);
      return { page, id, text };
    });
}

const statements = PAGES.flatMap(([page]) => statementsOf(page));

/** The link targets of a statement, inline or defined at the end of its page. */
function addressesIn({ page, text }: Statement): string[] {
  const named = new Map(
    Array.from(read(page).matchAll(/^\[([^\]]+)\]: (\S+)$/gm), ([, name, at]) => [name, at]),
  );
  return Array.from(text.matchAll(/\[[^\]]+\](?:\[([^\]]+)\]|\(([^)]+)\))/g), ([link, name, at]) => {
    const address = at ?? named.get(name);
    expect(address, `the target of ${link} in ${page}`).toBeDefined();
    return address ?? '';
  });
}

/** Generated folders, and other people's. */
const NOT_OURS: readonly string[] = ['node_modules', 'results', '.git', '.keyturn'];

/** The paths of the files that may cite a statement, relative to the project folder. */
function sources(folder = ''): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_OURS.includes(entry.name) ? [] : sources(path);
    return /\.(?:ts|mjs|md|yml)$|^\.env\.example$/.test(entry.name) ? [path] : [];
  });
}

for (const [page, letter] of PAGES) {
  test(`the IDs of the statements in docs/${page} are well-formed and unique`, () => {
    const ids = statements.filter((each) => each.page === page).map(({ id }) => id);

    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id) => !new RegExp(`^${letter}-[A-Z]{2,}-\\d+$`).test(id))).toEqual([]);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  });

  test(`each statement in docs/${page} has one mark, and a source unless it is assumed`, () => {
    for (const statement of statements.filter((each) => each.page === page)) {
      const marks = MARKS.filter((mark) => statement.text.includes(`_${mark}_`));
      expect(marks, `the mark of ${statement.id}`).toHaveLength(1);

      const addresses = addressesIn(statement);
      if (marks[0] !== 'assumed') expect(addresses, `the source of ${statement.id}`).not.toEqual([]);
      for (const address of addresses) {
        const exists = /^https?:\/\/[^/]+/.test(address) || existsSync(join(DOCS, address));
        expect(exists, `${address} of ${statement.id}`).toBe(true);
      }
    }
  });

  test(`every link definition at the end of docs/${page} is used`, () => {
    const text = read(page);
    const unused = Array.from(text.matchAll(/^\[([^\]]+)\]: /gm), ([, name = '']) => name).filter(
      (name) => !text.includes(`][${name}]`),
    );
    expect(unused).toEqual([]);
  });
}

test('every statement that a file cites exists', () => {
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
  test(`each assumption of the ${system} emulator cites its statement`, () => {
    const source = readFileSync(join(ROOT, 'emulators', system, state, 'assumptions.ts'), 'utf8');
    const [, ...comments] = source.match(/\/\*\*.*?\*\//gs) ?? [];

    expect(comments.length).toBeGreaterThan(0);
    expect(comments.filter((comment) => !new RegExp(`\\b${letter}-[A-Z]{2,}-\\d+\\b`).test(comment))).toEqual(
      [],
    );
  });
}
