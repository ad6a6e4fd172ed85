/**
 * Authtokens (docs/expert.md: E-TOKEN-5, E-TOKEN-6). Nothing is stored: a token is a user's ID, a time and a signature.
 * The hash of the main password is part of what is signed, so a new password ends all earlier tokens.
 */
import { createHash, createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { randomHex } from '../../common/random.ts';
import type { ExpertOptions } from './options.ts';
import type { People, Person } from './people.ts';
import type { SecretLog } from './secrets.ts';

/** .NET ticks of 1970. A tick is a ten-thousandth of a millisecond, counted from the year 1. */
const TICKS_OF_1970 = 621_355_968_000_000_000n;

interface Issued {
  id: number;
  token: string;
  person: Person;
}

export class AuthTokens {
  private readonly options: ExpertOptions;
  private readonly people: People;
  private readonly secrets: SecretLog;
  private readonly now: () => number;
  private readonly salt = randomHex(16);
  private readonly issued: Issued[] = [];

  constructor(options: ExpertOptions, people: People, secrets: SecretLog, now: () => number) {
    this.options = options;
    this.people = people;
    this.secrets = secrets;
    this.now = now;
  }

  issue(person: Person): string {
    // Random ticks within the millisecond, so that no two tokens are equal.
    const ticks = BigInt(this.now()) * 10_000n + TICKS_OF_1970 + BigInt(randomInt(10_000));
    const token = this.token(person, String(ticks));
    this.issued.push({ id: this.issued.length + 1, token, person });
    this.secrets.record('authtoken', token);
    return token;
  }

  /** The user of a token, if it is valid. Whether they may still sign in is checked elsewhere. */
  userOf(token: string): Person | undefined {
    const [, id = '', ticks = ''] = /^(\d+)_(\d{18})_/.exec(this.readable(token)) ?? [];
    const person = this.people.get(Number(id));
    if (person === undefined || ticks === '') return undefined;
    const issuedAt = Number((BigInt(ticks) - TICKS_OF_1970) / 10_000n);
    if (this.now() >= issuedAt + this.options.tokenSeconds * 1000) return undefined;
    return equal(this.token(person, ticks), token) ? person : undefined;
  }

  /** The tokens issued since the start that are valid. */
  valid(): Issued[] {
    return this.issued.filter(({ token }) => this.userOf(token) !== undefined);
  }

  private token(person: Person, ticks: string): string {
    const { tokenFormat, tokensSurviveChange } = this.options;
    const head = `${person.id}_${ticks}`;
    const signed = `${head}.${tokensSurviveChange ? '' : (person.passwords.main ?? '')}.${this.salt}`;
    if (tokenFormat === 'classic') return `${head}_${createHash('md5').update(signed).digest('hex')}`;
    const signature = createHmac('sha512', this.salt).update(signed).digest('base64url');
    return `${Buffer.from(`${head}_`).toString('base64url')}.${signature}`;
  }

  /** The readable head of a token, whatever its format. */
  private readable(token: string): string {
    if (this.options.tokenFormat === 'classic') return token;
    return Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  }
}

/** Compares in constant time. */
function equal(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
