/** The imports of the project contain no cycles, neither between files nor between folders. */
import { expect, test } from '../support/test.ts';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { PROJECT } from '../../helpers/machine/project.ts';
import { filesBelow } from '../support/keyturn.ts';

const FOLDERS = ['bin', 'emulators', 'fixtures', 'helpers', 'reporters', 'specs'];

/** The files that a file imports at run time. Types are erased, so they may refer to one another. */
function importsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(join(PROJECT, file), 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    const { moduleSpecifier } = statement;
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return [];
    const path = moduleSpecifier.text;
    return path.startsWith('.') && !path.endsWith('.json') && !isTypeOnly(statement)
      ? [normalize(join(dirname(file), path))]
      : [];
  });
}

function isTypeOnly(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
  const clause = statement.importClause;
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  return (
    clause.name === undefined &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.length > 0 &&
    named.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}

/** The names along a cycle of these edges; `undefined` if there is none. */
function cycleIn(edges: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const search = (name: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of edges.get(name) ?? []) {
      const cycle = search(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of edges.keys()) {
    const cycle = search(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

const files = FOLDERS.flatMap((folder) => filesBelow(join(PROJECT, folder)))
  .filter((path) => /\.(?:ts|mjs)$/.test(path))
  .map((path) => relative(PROJECT, path));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

test('a cycle is found', () => {
  expect(
    cycleIn(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['b']],
      ]),
    ),
  ).toEqual(['b', 'c', 'b']);
});

test('no files import each other in a cycle', () => {
  expect(imports.size).toBeGreaterThan(300);
  expect(imports.get(join('helpers', 'http', 'transport.ts'))).toContain(
    join('helpers', 'http', 'client.ts'),
  );
  expect(cycleIn(imports)).toBeUndefined();
});

test('no folders import each other in a cycle', () => {
  const folders = new Map<string, string[]>();
  for (const [file, imported] of imports) {
    const folder = dirname(file);
    const others = imported.map((path) => dirname(path)).filter((path) => path !== folder);
    folders.set(folder, [...(folders.get(folder) ?? []), ...others]);
  }
  expect(folders.size).toBeGreaterThan(30);
  expect(cycleIn(folders)).toBeUndefined();
});
