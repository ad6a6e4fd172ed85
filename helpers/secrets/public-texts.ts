/**
 * What a report holds whatever the tenant says: our own texts, and those of Playwright's report page. A word of them is
 * nobody's secret: to cover it would shred every report, and to find it would call every report a leak. It is looked for
 * in the files that these texts come from, so that no list of words has to be kept.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { PROJECT } from '../machine/project.ts';

/** Titles, prose, the names of fields, and the code that a report quotes beside an error. */
const OWN_FOLDERS = ['specs', 'fixtures', 'helpers', 'reporters'];

/** The report page, the titles of Playwright's steps, and the names of fields in what its reporters write. */
const OF_PLAYWRIGHT = ['lib/index.js', 'lib/runner/index.js', 'lib/worker/workerProcessEntry.js'];
const REPORT_PAGE = 'lib/vite/htmlReport';

/** Texts in which it is asked for many a word, of which hardly any stands there. */
export class PublicTexts {
  readonly #text: string;
  /** Which groups of characters there are, by their hash: most words are told by it not to be there. */
  readonly #groups = new Uint8Array(1 << HASH_BITS);
  /** What was looked for already: many secrets begin alike. */
  readonly #looked = new Map<string, boolean>();

  constructor(text: string) {
    this.#text = text;
    for (let at = 0; at + GROUP <= text.length; at++) this.#groups[hashAt(text, at)] = 1;
  }

  /** Whether a word stands there; digits alone are one where no further digit stands beside them. */
  holds(word: string): boolean {
    if (!this.#includes(word)) return false;
    return !/^\d+$/.test(word) || new RegExp(`(?<![\\w.])${word}(?!\\w)`).test(this.#text);
  }

  /** How many characters of a word stand there, counted from its beginning. */
  headOf(word: string): number {
    let [stands, doesNot] = [0, word.length + 1];
    while (doesNot - stands > 1) {
      const middle = Math.floor((stands + doesNot) / 2);
      if (this.#includes(word.slice(0, middle))) stands = middle;
      else doesNot = middle;
    }
    return stands;
  }

  #includes(word: string): boolean {
    for (let at = 0; at + GROUP <= word.length; at++) if (this.#groups[hashAt(word, at)] === 0) return false;
    const known = this.#looked.get(word);
    if (known !== undefined) return known;
    const includes = this.#text.includes(word);
    if (this.#looked.size < MAX_CACHED_WORDS) this.#looked.set(word, includes);
    return includes;
  }
}

const MAX_CACHED_WORDS = 10_000;

/** So many characters are a group. */
const GROUP = 4;
const HASH_BITS = 20;

function hashAt(text: string, at: number): number {
  let hash = 0;
  for (let next = at; next < at + GROUP; next++) hash = (hash * 31 + text.charCodeAt(next)) | 0;
  return (hash ^ (hash >>> HASH_BITS)) & ((1 << HASH_BITS) - 1);
}

let read: PublicTexts | undefined;

/** All of these texts. They are read when they are asked for first, in some tens of milliseconds. */
export function publicTexts(): PublicTexts {
  read ??= new PublicTexts(
    [...ownFiles(), ...filesOfPlaywright()].map((file) => readFileSync(file, 'utf8')).join('\n'),
  );
  return read;
}

function ownFiles(): string[] {
  return OWN_FOLDERS.flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && ['.ts', '.mjs'].includes(extname(entry.name)))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
}

function filesOfPlaywright(): string[] {
  const { resolve } = createRequire(import.meta.url);
  const page = join(dirname(resolve('playwright-core/package.json')), REPORT_PAGE);
  const folder = dirname(resolve('playwright/package.json'));
  return [
    ...OF_PLAYWRIGHT.map((file) => join(folder, file)),
    ...readdirSync(page).map((name) => join(page, name)),
  ];
}
