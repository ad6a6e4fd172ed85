/**
 * The names of secrets: `admin.token#1`, `test-user.password#2`. A report shows the name in place of the value, so that a
 * reader can follow a secret through a run. Each value has one name in all processes of a run, and no two values share one,
 * not even if they are in different shards. (A value that two shards know has a name in each, because they share nothing.)
 */
import { createHmac, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Shard } from '../shard.ts';
import type { SecretKind } from './kinds.ts';

/** The identity that a secret belongs to. */
export const SECRET_OWNERS = ['admin', 'test user', 'other test user'] as const;
export type SecretOwner = (typeof SECRET_OWNERS)[number];

/** Kinds whose names differ from the kind. */
const WORDS: Partial<Record<SecretKind, string>> = { 'access token': 'token', 'authorization code': 'code' };

/** Returns the identity in the name of a caller: of `test user (no token yet)`, the test user. */
export function ownerIn(as: string): SecretOwner | undefined {
  return /^(admin|test user|other test user)\b/.exec(as)?.[1] as SecretOwner | undefined;
}

/** Gives names to the secrets of one run. */
export class SecretNames {
  readonly #key: Buffer;
  readonly #folder: string | undefined;
  readonly #shard: Shard;
  /** The last number that this process used, by the beginning of the name. */
  readonly #last = new Map<string, number>();

  /**
   * @param shared the folder in which the processes of a run agree on names, and a key that never leaves the run. The files in
   *   it contain names and keyed digests of values.
   * @param shard the shard that is run. Of four shards, the second one uses the numbers 2, 6, 10 and so on.
   */
  constructor(shared?: { folder: string; key: Buffer }, shard: Shard = { current: 1, total: 1 }) {
    this.#key = shared?.key ?? randomBytes(32);
    this.#folder = shared?.folder;
    this.#shard = shard;
    if (this.#folder !== undefined) mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
  }

  /** Returns the name of a secret, and gives it one if it has none. Never throws: its kind is a name as well. */
  nameOf(value: string, kind: SecretKind, owner: SecretOwner | undefined): string {
    const word = (WORDS[kind] ?? kind).replaceAll(' ', '-');
    const begin = owner === undefined ? word : `${owner.replaceAll(' ', '-')}.${word}`;
    try {
      return this.#folder === undefined ? this.#next(begin) : this.#agreed(this.#folder, value, begin);
    } catch {
      return kind;
    }
  }

  #next(begin: string): string {
    const { current, total } = this.#shard;
    const number = (this.#last.get(begin) ?? current - total) + total;
    this.#last.set(begin, number);
    return `${begin}#${String(number)}`;
  }

  /** A process that creates a file with a link is the only one that does, and nobody sees the file half written. */
  #agreed(folder: string, value: string, begin: string): string {
    const path = join(folder, createHmac('sha256', this.#key).update(value).digest('hex'));
    const known = read(path);
    if (known !== undefined) return known;
    let name = this.#next(begin);
    while (!create(join(folder, encodeURIComponent(name)), '')) name = this.#next(begin);
    return create(path, name) ? name : (read(path) ?? name);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Creates a file with its content. Returns false if it exists. */
function create(path: string, content: string): boolean {
  const draft = `${path}.${String(process.pid)}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
