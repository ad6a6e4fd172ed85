import { poolName } from './marker.ts';
import type { User } from './schemas.ts';

/** What the notebook is about to do, on which site and as whom: for a person to read before the first write. */
export function describePlan(host: string, me: User, prefix: string): string {
  return [
    `On ${host}, as ${me.fullname || me.username} (${me.role ?? 'no role'}, user ${String(me.id)}):`,
    `will take a test user from the pool ${poolName(prefix, 1)}, ${poolName(prefix, 2)} …, or create one where none is free;`,
    'set and change its password, and deactivate it. Where the pool has no second one, one is created and deactivated, to see',
    'that a user cannot set somebody else’s password. Nothing else is changed, but for what earlier runs of Keyturn left.',
  ].join('\n');
}
