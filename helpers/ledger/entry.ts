/** What a run records in the ledger about something that it creates. */
import { z } from 'zod';

/** A user, with the marker that identifies them on the tenant. For a leased user, also the role to restore. */
export const user = z.object({
  kind: z.literal('user'),
  address: z.string(),
  marker: z.string(),
  role: z.string().optional(),
});

/**
 * A token. Its ID is known only after the call that creates it. Until then, its requested lifetime identifies it, because
 * each token gets a different one.
 */
export const token = z.object({
  kind: z.literal('token'),
  identity: z.string(),
  lifetimeS: z.int().positive(),
});

export type LedgerUser = z.infer<typeof user>;

export type LedgerToken = z.infer<typeof token>;

/** Something that a run creates on a tenant. */
export type LedgerThing = LedgerUser | LedgerToken;

/** An open entry: it was recorded and not yet removed. */
export interface Entry<Thing extends LedgerThing = LedgerThing> {
  readonly key: string;
  readonly thing: Thing;
  readonly run: string;
  readonly tenant: string;
  /** When it was recorded, in ISO 8601. */
  readonly at: string;
  /** Its ID on the tenant, once that is known. */
  id: number | undefined;
  /** Whether an answer confirmed that it was created. Then it exists, even if its ID is unknown. */
  answered: boolean;
  /** Whether the process that recorded it may still be running. */
  readonly alive: boolean;
  /** Its creation got no answer, and a search did not find it. It was probably never created. */
  readonly notFound: boolean;
  /** The clean-up of its own run could not remove it. */
  readonly left: boolean;
}

/** Whether an entry is about a user. */
export const isUser = (entry: Entry): entry is Entry<LedgerUser> => entry.thing.kind === 'user';

/** Whether an entry is about a token. */
export const isToken = (entry: Entry): entry is Entry<LedgerToken> => entry.thing.kind === 'token';
