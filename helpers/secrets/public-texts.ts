/**
 * Texts that every report contains: our own, and those of Playwright's report page. Their words are not secrets: redacting
 * one would make every report unreadable, and finding one would make every report a leak. They are looked up in the source
 * files, so that no list has to be maintained.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { PROJECT } from '../machine/project.ts';

/** Titles, prose, field names, and the code that a report quotes next to an error. */
const OWN_FOLDERS = ['specs', 'fixtures', 'helpers', 'reporters'];

/** Playwright's report page, its step titles, and the field names in its reporters' output. */
const OF_PLAYWRIGHT = ['lib/index.js', 'lib/runner/index.js', 'lib/worker/workerProcessEntry.js'];
const REPORT_PAGE = 'lib/vite/htmlReport';

/** Public texts, optimized for many lookups, few of which find anything. */
export class PublicTexts {
  readonly #text: string;
  /**
   * The groups of characters in the text, one bit for each hash. They rule out almost all words without a search, because
   * few of all possible groups are in a text.
   */
  readonly #groups = new Uint32Array((1 << HASH_BITS) / 32);
  /** Results of earlier lookups, because many secrets begin alike. */
  readonly #looked = new Map<string, boolean>();

  constructor(text: string) {
    this.#text = text;
    const groups = this.#groups;
    let group = 0;
    for (let at = 0; at < text.length; at++) {
      group = (group << 8) ^ text.charCodeAt(at);
      if (at + 1 < GROUP) continue;
      const hash = hashOf(group);
      groups[hash >>> 5] = (groups[hash >>> 5] ?? 0) | (1 << (hash & 31));
    }
  }

  /** Whether the texts contain a word, or a part of one. A number counts only if it is a whole word in them. */
  contains(word: string): boolean {
    if (!this.#includes(word)) return false;
    return !/^\d+$/.test(word) || new RegExp(`(?<![\\w.])${word}(?!\\w)`).test(this.#text);
  }

  /**
   * Returns how many characters of a word, from its beginning, are in the texts.
   *
   * @param least fewer do not matter: then it is 0, which almost always takes no search
   */
  headOf(word: string, least = 1): number {
    if (word.length < least || !this.#includes(word.slice(0, least))) return 0;
    let [included, notIncluded] = [least, word.length + 1];
    while (notIncluded - included > 1) {
      const middle = Math.floor((included + notIncluded) / 2);
      if (this.#includes(word.slice(0, middle))) included = middle;
      else notIncluded = middle;
    }
    return included;
  }

  #includes(word: string): boolean {
    if (this.#lacksGroupOf(word)) return false;
    const known = this.#looked.get(word);
    if (known !== undefined) return known;
    const includes = this.#text.includes(word);
    if (this.#looked.size < MAX_CACHED_WORDS) this.#looked.set(word, includes);
    return includes;
  }

  /** Whether the text cannot contain the word, because it lacks four characters of it. */
  #lacksGroupOf(word: string): boolean {
    let group = 0;
    for (let at = 0; at < word.length; at++) {
      group = (group << 8) ^ word.charCodeAt(at);
      if (at + 1 < GROUP) continue;
      const hash = hashOf(group);
      if (((this.#groups[hash >>> 5] ?? 0) & (1 << (hash & 31))) === 0) return true;
    }
    return false;
  }
}

const MAX_CACHED_WORDS = 10_000;

/** Number of characters in a group. They are read as one number of 32 bits, eight for each. */
const GROUP = 4;
const HASH_BITS = 24;

/** Spreads the bits, because the first characters of groups differ less than their last ones. */
function hashOf(group: number): number {
  return Math.imul(group, 0x9e3779b1) >>> (32 - HASH_BITS);
}

let read: PublicTexts | undefined;

/** Returns all public texts. They are read on first use, which takes a few tens of milliseconds. */
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
  const page = join(dirname(require.resolve('playwright-core/package.json')), REPORT_PAGE);
  const folder = dirname(require.resolve('playwright/package.json'));
  return [
    ...OF_PLAYWRIGHT.map((file) => join(folder, file)),
    ...readdirSync(page).map((name) => join(page, name)),
  ];
}
