import { expect, test, type TestInfo } from '../../support/test.ts';
import { mkdirSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FileWatch } from '../../../helpers/leaks/places.ts';
import { searchWritten } from '../../../helpers/leaks/search-written.ts';
import { SecretRegistry } from '../../../helpers/secrets/registry.ts';

/** A watched folder with one new file in it. */
function watched(testInfo: TestInfo): { root: string; written: FileWatch; secrets: SecretRegistry } {
  const root = testInfo.outputPath('history');
  mkdirSync(root, { recursive: true });
  const written = new FileWatch();
  written.watch([root], { onlyReports: true });
  const secrets = new SecretRegistry();
  secrets.learn('Mellow-Otter-77', 'password', 'a test');
  writeFileSync(join(root, 'first.json'), 'nothing');
  return { root: realpathSync(root), written, secrets };
}

/** Names each searched file with what was found. `onFirst` acts between the search of the first file and of the second. */
function search({ written, secrets }: ReturnType<typeof watched>, onFirst: () => void): string[] {
  const searched: string[] = [];
  for (const { file, found } of searchWritten(written, secrets)) {
    if (searched.length === 0) onFirst();
    searched.push(
      [basename(file.path), ...found.kinds, ...(found.trouble === undefined ? [] : [found.trouble])].join(
        ': ',
      ),
    );
  }
  return searched;
}

test('a draft that another run renames into place meanwhile is searched under its new name', ({}, testInfo) => {
  const place = watched(testInfo);
  const draft = join(place.root, 'tenant.json.draft');
  writeFileSync(draft, 'Mellow-Otter-77');
  // Listed earlier than the draft, so it would be missed without a second listing.
  const rename = () => renameSync(draft, join(place.root, 'a-tenant.json'));
  expect(search(place, rename)).toEqual(['first.json', 'a-tenant.json: password']);
});

test('a file or folder that another run removes meanwhile is not a leak', ({}, testInfo) => {
  const place = watched(testInfo);
  mkdirSync(join(place.root, 'second'));
  writeFileSync(join(place.root, 'second', 'third.json'), 'Mellow-Otter-77');
  expect(search(place, () => rmSync(join(place.root, 'second'), { recursive: true }))).toEqual([
    'first.json',
  ]);
});

test('the search ends although other runs go on writing and renaming', ({}, testInfo) => {
  const place = watched(testInfo);
  let drafts = 0;
  const writeDraft = () => {
    drafts++;
    const old = readdirSync(place.root).find((name) => name.endsWith('.draft'));
    if (old !== undefined) renameSync(join(place.root, old), join(place.root, `done-${String(drafts)}.json`));
    writeFileSync(join(place.root, `x-${String(drafts)}.draft`), 'nothing');
  };
  writeDraft();
  let searched = 0;
  for (const { file } of searchWritten(place.written, place.secrets)) {
    expect(file.path).not.toContain('.draft');
    searched++;
    writeDraft();
  }
  expect(searched).toBeGreaterThan(1);
});

test('a file that became a folder meanwhile cannot be read, which is said', ({}, testInfo) => {
  const place = watched(testInfo);
  const file = join(place.root, 'second.json');
  writeFileSync(file, 'Mellow-Otter-77');
  const replace = () => {
    rmSync(file);
    mkdirSync(file);
  };
  expect(search(place, replace)).toEqual(['first.json', 'second.json: cannot be read']);
});
