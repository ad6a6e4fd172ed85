import { bodyIfUsable, type Exchange } from '../../http/exchange.ts';
import type { User } from './schemas.ts';
import type { ExpertTarget } from './settings.ts';

/** Headers that show the version and the site. */
const VERSIONS = /^(?:server|x-deki-site|via)$/;

/**
 * Returns the fingerprint of a site by name, to compare first when the site behaves differently from the previous run: what the
 * admin may do, and versions.
 *
 * @param me the admin, as the site shows them
 */
export function fingerprintOf({ admin }: ExpertTarget, me: Exchange<User>): Record<string, string> {
  const shown = bodyIfUsable(me);
  const versions = Object.entries(me.headers).filter(([name]) => VERSIONS.test(name));
  return {
    ...Object.fromEntries(versions.map(([name, value]) => [`header ${name}`, value])),
    'signs in by': admin.by,
    ...(shown === undefined
      ? {}
      : {
          'admin.role': shown.role ?? '',
          'admin.operations': [...new Set(shown.operations)].sort().join(','),
        }),
  };
}
