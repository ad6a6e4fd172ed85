import { quoted } from '../../http/quoted.ts';
import { poolName } from './marker.ts';
import type { User } from './schemas.ts';

/** Returns the plan of the notebook: on which site, as whom, and what it will do. A person reads it before the first write. */
export function describePlan(host: string, me: User, prefix: string): string {
  return [
    `On ${host}, as ${quoted(me.fullname || me.username)} (${quoted(me.role ?? 'no role')}, user ${String(me.id)}):`,
    `This run will lease a test user from the pool (${poolName(prefix, 1)}, ${poolName(prefix, 2)} …) or create one, set and`,
    'change their password, and deactivate them. If the pool has no second user, one is created and deactivated, to prove that',
    'a user cannot set someone else’s password. It also removes what earlier Keyturn runs left. Nothing else is changed.',
  ].join('\n');
}
