/**
 * Shares the secrets of a run among its processes. A secret is learned in the worker that sends or receives it. But the
 * main process searches the reports when the workers are gone, and a later worker must redact what an earlier one
 * learned. So each process appends what it learns to one encrypted file, line by line. The key is only in the environment
 * that the main process passes on to its workers, and the file is deleted with the run. If a run is killed, no one can
 * read the remaining file.
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
import { parseShard, type Shard } from '../shard.ts';
import { SECRET_KINDS, type SecretKind } from './kinds.ts';
import { SECRET_OWNERS, SecretNames, type SecretOwner } from './names.ts';
import type { SecretRegistry } from './registry.ts';

/** Passes the vault (its key and its path) from the main process to its workers. */
export const VAULT_VARIABLE = 'KEYTURN_VAULT';

/** Passes the shard that is run (`2/4`), from which the names of secrets follow. Not set if the run is not sharded. */
export const SHARD_VARIABLE = 'KEYTURN_SHARD';

/** Passes settings that can be read only once from the main process to its workers: see `settings/read-once.ts`. */
export const PASSED_SETTINGS_VARIABLE = 'KEYTURN_HANDED_ON';

/** Variables that only processes of the run may see. */
const PRIVATE = new Set([VAULT_VARIABLE, PASSED_SETTINGS_VARIABLE]);

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** A secret, its kind, where it comes from, and the identity that it belongs to. */
const entry = z.tuple([z.string(), z.enum(SECRET_KINDS), z.string(), z.enum(SECRET_OWNERS).nullable()]);

/** The vault of a run, as one process sees it. */
export class Vault {
  readonly #path: string;
  readonly #key: Buffer;
  readonly #shard: Shard | undefined;
  #read = 0;
  #isDamaged = false;

  private constructor(path: string, key: Buffer, shard: Shard | undefined) {
    this.#path = path;
    this.#key = key;
    this.#shard = shard;
  }

  /**
   * Creates a vault in its own folder, which other users cannot read. Puts its key into `environment`.
   *
   * @param shard the shard that is run. `undefined` if the run is not sharded
   */
  static create(environment: NodeJS.ProcessEnv = process.env, shard?: Shard): Vault {
    // mkdtemp creates the folder for its owner only (0700). The file in it is private, too.
    const path = join(mkdtempSync(join(tmpdir(), 'keyturn-vault-')), 'vault');
    writeFileSync(path, '', { mode: 0o600 });
    const key = randomBytes(KEY_BYTES);
    environment[VAULT_VARIABLE] = `${key.toString('base64url')}:${path}`;
    // Another run may have started this one.
    if (shard === undefined) Reflect.deleteProperty(environment, SHARD_VARIABLE);
    else environment[SHARD_VARIABLE] = `${String(shard.current)}/${String(shard.total)}`;
    return new Vault(path, key, shard);
  }

  /** Returns the vault that `environment` names, if any. */
  static inherited(environment: NodeJS.ProcessEnv = process.env): Vault | undefined {
    const [, key = '', path = ''] = /^([\w-]+):(.+)$/.exec(environment[VAULT_VARIABLE] ?? '') ?? [];
    const bytes = Buffer.from(key, 'base64url');
    return bytes.length === KEY_BYTES
      ? new Vault(path, bytes, parseShard(environment[SHARD_VARIABLE]))
      : undefined;
  }

  /**
   * Adds a secret. If that fails, the vault is removed, so that the final search reports that it is incomplete instead of
   * silently missing a secret.
   */
  add(value: string, kind: SecretKind, source: string, owner?: SecretOwner): void {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, this.#key, nonce);
    const sealed = Buffer.concat([
      cipher.update(JSON.stringify([value, kind, source, owner ?? null])),
      cipher.final(),
    ]);
    const line = Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    try {
      // A removed vault must not be created again with only some of its secrets.
      statSync(this.#path);
      // With a line break on either side, an entry that a killed process left incomplete damages no other entry.
      appendFileSync(this.#path, `\n${line}\n`, { mode: 0o600 });
    } catch {
      this.remove();
    }
  }

  /**
   * Adds everything that is new in the vault to `secrets`.
   *
   * @returns whether all of it could be read. If not, an entry is incomplete or the vault is gone.
   */
  readInto(secrets: SecretRegistry): boolean {
    try {
      if (statSync(this.#path).size === this.#read) return !this.#isDamaged;
      const text = readFileSync(this.#path, 'latin1');
      // A line that is still being written is read later, when it is complete.
      const end = text.lastIndexOf('\n') + 1;
      for (const line of text.slice(this.#read, end).split('\n')) {
        if (line === '') continue;
        const opened = this.#open(line);
        if (opened === undefined) this.#isDamaged = true;
        else {
          const [value, kind, source, owner] = opened;
          secrets.learn(value, kind, source, owner ?? undefined);
        }
      }
      this.#read = end;
      return !this.#isDamaged && end === text.length;
    } catch {
      return false;
    }
  }

  /** From now on, the secrets of a registry get the names on which all processes of the run agree. */
  nameSecretsOf(secrets: SecretRegistry): void {
    const shared = { folder: join(dirname(this.#path), 'names'), key: this.#key };
    const names = new SecretNames(shared, this.#shard);
    secrets.naming = (...of) => names.nameOf(...of);
  }

  /** Whether the vault exists. An inherited variable may name one that is long gone. */
  exists(): boolean {
    return existsSync(this.#path);
  }

  /** Deletes the vault. Call this at the end of the run. */
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
 * Reads the secrets of the other processes of the run, and from now on shares each new one with them. Without a vault (in a
 * test of the helpers), it does nothing.
 */
export function shareSecrets(secrets: SecretRegistry): void {
  const vault = Vault.inherited();
  if (vault === undefined) return;
  vault.readInto(secrets);
  vault.nameSecretsOf(secrets);
  secrets.onLearn = (value, { kind, source, owner }) => vault.add(value, kind, source, owner);
}

/**
 * Returns the environment for programs that are not processes of the run: without the key of the vault and without the
 * settings that were passed on.
 */
export function environmentWithoutVault(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !PRIVATE.has(name)));
}
