/** What a run notes about something that it creates, and what is known of it since. */
import { z } from 'zod';

/**
 * A user, with the mark by which the tenant knows whose it is; and, of one that is only borrowed, the role to be given back
 * with it.
 */
export const user = z.object({
  kind: z.literal('user'),
  address: z.string(),
  marker: z.string(),
  role: z.string().optional(),
});

/**
 * A token. Its id is known only after the call that creates it; until then it can be told by the lifetime that was
 * asked for, which is another one for each token.
 */
export const token = z.object({
  kind: z.literal('token'),
  identity: z.string(),
  lifetimeS: z.int().positive(),
});

export type LedgerUser = z.infer<typeof user>;

export type LedgerToken = z.infer<typeof token>;

/** Something that a run creates on a tenant. */
export type Noted = LedgerUser | LedgerToken;

/** Something that was noted and not yet removed. */
export interface Entry<Thing extends Noted = Noted> {
  readonly key: string;
  readonly thing: Thing;
  readonly run: string;
  readonly tenant: string;
  /** When it was noted, ISO 8601. */
  readonly at: string;
  /** What the tenant calls it, once that is known. */
  id: number | undefined;
  /** Whether an answer has said that it was created: then it is there, whether its id is known or not. */
  answered: boolean;
  /** Whether the process that noted it can still be at work. */
  readonly alive: boolean;
  /** Its creation got no answer, and it was looked for in vain: probably it never came to be. */
  readonly notFound: boolean;
  /** The clean-up of its own run could not remove it. */
  readonly left: boolean;
}

/** Whether an entry is about a user. */
export const isUser = (entry: Entry): entry is Entry<LedgerUser> => entry.thing.kind === 'user';

/** Whether an entry is about a token. */
export const isToken = (entry: Entry): entry is Entry<LedgerToken> => entry.thing.kind === 'token';
