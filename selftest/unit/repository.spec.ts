/**
 * Rules of the repository: its documents name files that exist, and its scripts need no shell. Those of its workflows are in
 * `workflows.spec.ts`.
 */
import { expect, test } from '../support/test.ts';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

const PROJECT = join(__dirname, '..', '..', sep);

interface Package {
  scripts: Record<string, string>;
}
const PACKAGE = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as Package;

/** Our files and folders in the project folder. */
const ROOT = readdirSync(PROJECT).filter(
  (name) => !['node_modules', 'results', '.git', '.keyturn'].includes(name),
);

const DOCUMENTS = ROOT.flatMap((name) =>
  statSync(join(PROJECT, name)).isDirectory()
    ? readdirSync(join(PROJECT, name), { recursive: true, encoding: 'utf8' }).map((file) => join(name, file))
    : [name],
).filter((file) => file.endsWith('.md') && !/\bnode_modules\b/.test(file));

/** A document without its code blocks, in which brackets are not links. */
const textOf = (path: string) => readFileSync(path, 'utf8').replace(/^```[\s\S]*?^```/gm, '');

/** The anchors of a document's headings, as GitHub generates them. */
function anchorsOf(path: string): string[] {
  const headings = [...textOf(path).matchAll(/^#{1,6} +(.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
  const named = [...textOf(path).matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name = '']) => name);
  return [...headings, ...named];
}

/** The broken links and paths of a document. */
function missingOf(path: string): string[] {
  const missing: string[] = [];
  for (const [, target = ''] of textOf(path).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [file = '', anchor] = target.split('#');
    const linked = file === '' ? path : join(dirname(path), decodeURIComponent(file));
    if (!existsSync(linked)) missing.push(target);
    else if (anchor !== undefined && linked.endsWith('.md') && !anchorsOf(linked).includes(anchor))
      missing.push(`${target}: no such heading`);
  }
  // `helpers/http/` or `bin/keyturn.mjs`: a path from the project folder. Patterns and placeholders are not paths.
  for (const [, named = ''] of textOf(path).matchAll(/`([\w.-]+\/[\w./-]*)`/g)) {
    const [root = ''] = named.split('/');
    if (ROOT.includes(root) && !existsSync(join(PROJECT, named))) missing.push(named);
  }
  return missing;
}

test.describe('documents', () => {
  test('the main documents exist', () => {
    expect(DOCUMENTS).toEqual(
      expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md']),
    );
  });
  for (const document of DOCUMENTS) {
    test(`${document}: each link has a target, and each named file exists`, () => {
      expect(missingOf(join(PROJECT, document))).toEqual([]);
    });
  }

  test('broken links and missing files are found', () => {
    const folder = test.info().outputPath('documents');
    const document = join(folder, 'a.md');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      document,
      '# A heading: here\n[a](#a-heading-here) [b](b.md) [c](#there) [d](https://example.com) `bin/nothing.mjs` `bin/*.mjs`\n```\n[e](e.md)\n```\n',
    );
    expect(missingOf(document)).toEqual(['b.md', '#there: no such heading', 'bin/nothing.mjs']);
  });
});

test('the README lists every setting that .env.example explains', () => {
  const settings = readFileSync(join(PROJECT, '.env.example'), 'utf8').matchAll(/^#([A-Z][A-Z0-9_]+)=/gm);
  const readme = readFileSync(join(PROJECT, 'README.md'), 'utf8');
  const missing = [...settings]
    .map(([, name = '']) => name)
    .filter((name) => !readme.includes(`\`${name}\``));
  expect(missing).toEqual([]);
});

test('the scripts need no shell, so that they run on Linux, macOS and Windows', () => {
  const shell = Object.entries(PACKAGE.scripts).filter(([, script]) => !/^node [\w./ -]+$/.test(script));
  expect(shell).toEqual([]);
});
