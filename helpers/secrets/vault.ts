/**
 * What all processes of a run know of its secrets. A secret is learned in the worker that sends or receives it, but
 * it is the main process that searches the reports when the workers are gone, and a later worker must cover what an
 * earlier one has learned. So each process appends what it learns to one file, line by line, encrypted; the key is
 * nowhere but in the environment that the main process hands on to its workers, and the file goes with the run. What
 * a killed run leaves of it nobody can read.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { SECRET_KINDS, type SecretKind } from './kinds.ts';
import type { SecretRegistry } from './registry.ts';

/** Carries the vault from the main process to its workers: its key and its path. */
export const VAULT_VARIABLE = 'KEYTURN_VAULT';

/** Carries settings that can be read only once from the main process to its workers: see `settings/read-once.ts`. */
export const PASSED_SETTINGS_VARIABLE = 'KEYTURN_HANDED_ON';

/** What is for processes of the run alone. */
const PRIVATE = new Set([VAULT_VARIABLE, PASSED_SETTINGS_VARIABLE]);

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** A secret, its kind, and where it comes from. */
const entry = z.tuple([z.string(), z.enum(SECRET_KINDS), z.string()]);

/** The vault of a run, as one process sees it. */
export class Vault {
  readonly #path: string;
  readonly #key: Buffer;
  #read = 0;
  #torn = false;

  private constructor(path: string, key: Buffer) {
    this.#path = path;
    this.#key = key;
  }

  /** A new vault in a folder of its own that nobody else may look into. Its key goes into `environment`. */
  static create(environment: NodeJS.ProcessEnv = process.env): Vault {
    // Made by mkdtemp for its owner alone (0700), as is the file in it.
    const path = join(mkdtempSync(join(tmpdir(), 'keyturn-vault-')), 'vault');
    writeFileSync(path, '', { mode: 0o600 });
    const key = randomBytes(KEY_BYTES);
    environment[VAULT_VARIABLE] = `${key.toString('base64url')}:${path}`;
    return new Vault(path, key);
  }

  /** The vault that `environment` names, if it does. */
  static inherited(environment: NodeJS.ProcessEnv = process.env): Vault | undefined {
    const [, key = '', path = ''] = /^([\w-]+):(.+)$/.exec(environment[VAULT_VARIABLE] ?? '') ?? [];
    const bytes = Buffer.from(key, 'base64url');
    return bytes.length === KEY_BYTES ? new Vault(path, bytes) : undefined;
  }

  /**
   * Adds a secret. If that fails, the vault is removed: better that the search at the end finds no vault, and says
   * so, than that it searches without a secret that it does not know of.
   */
  add(value: string, kind: SecretKind, source: string): void {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    const sealed = Buffer.concat([cipher.update(JSON.stringify([value, kind, source])), cipher.final()]);
    const line = Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    try {
      // A vault that was removed must not come back with half of its secrets.
      statSync(this.#path);
      // A line break on either side: what was torn by a killed process spoils nothing but itself.
      appendFileSync(this.#path, `\n${line}\n`, { mode: 0o600 });
    } catch {
      this.remove();
    }
  }

  /**
   * Teaches `secrets` everything that was added since the last time.
   *
   * @returns whether all of it could be read. If not, something was torn, or the vault is gone.
   */
  readInto(secrets: SecretRegistry): boolean {
    try {
      if (statSync(this.#path).size === this.#read) return !this.#torn;
      const text = readFileSync(this.#path, 'latin1');
      // A line that is still being written is read when it is complete.
      const end = text.lastIndexOf('\n') + 1;
      for (const line of text.slice(this.#read, end).split('\n')) {
        if (line === '') continue;
        const opened = this.#open(line);
        if (opened === undefined) this.#torn = true;
        else secrets.learn(...opened);
      }
      this.#read = end;
      return !this.#torn && end === text.length;
    } catch {
      return false;
    }
  }

  /** Whether it is there (an inherited variable may name one that is long gone). */
  exists(): boolean {
    return existsSync(this.#path);
  }

  /** At the end of the run. */
  remove(): void {
    rmSync(dirname(this.#path), { recursive: true, force: true });
  }

  #open(line: string): z.infer<typeof entry> | undefined {
    try {
      const bytes = Buffer.from(line, 'base64');
      const decipher = createDecipheriv(CIPHER, this.#key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const sealed = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      const text = Buffer.concat([decipher.update(sealed), decipher.final()]).toString();
      return entry.parse(JSON.parse(text));
    } catch {
      return undefined;
    }
  }
}

/**
 * From now on, what this process learns, the others of its run come to know; and what they have learned, it knows.
 * Without a vault (in a test of the helpers) it does nothing.
 */
export function shareSecrets(secrets: SecretRegistry): void {
  const vault = Vault.inherited();
  if (vault === undefined) return;
  vault.readInto(secrets);
  secrets.onLearn = (value, kind, source) => vault.add(value, kind, source);
}

/**
 * The environment for a program that is none of the run's own processes: without the key of the vault, and without
 * settings that were handed on.
 */
export function environmentWithoutVault(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !PRIVATE.has(name)));
}
