/** The newest passwords that a run has set as the admin. If a site sets the admin's password instead, one of them is the admin's. */
import type { Transport } from '../../http/transport.ts';

/** Two passwords are set at once if two users are reset. */
const NEWEST = 2;

const setOn = new WeakMap<Transport, readonly string[]>();

/** Keeps a password that the admin has set for another user, and that the site has accepted. */
export function keepSetByAdmin(transport: Transport, password: string): void {
  setOn.set(
    transport,
    [...newestSetByAdmin(transport).filter((each) => each !== password), password].slice(-NEWEST),
  );
}

/** Returns the newest passwords that the admin has set for other users, in order. */
export function newestSetByAdmin(transport: Transport): readonly string[] {
  return setOn.get(transport) ?? [];
}
