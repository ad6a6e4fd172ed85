import { bodyIfUsable } from '../../http/exchange.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';

/** Headers that show the version and the site. */
const VERSIONS = /^(?:server|x-deki-site|via)$/;

/**
 * Returns the fingerprint of a site by name, to compare first when the site behaves differently from the previous run: what the
 * admin may do, and versions.
 */
export async function fingerprintOf(
  connection: Pick<ExpertConnection, 'transport' | 'target'>,
): Promise<Record<string, string>> {
  const me = await asAdmin(connection).showSelf();
  const shown = bodyIfUsable(me);
  const versions = Object.entries(me.headers).filter(([name]) => VERSIONS.test(name));
  return {
    ...Object.fromEntries(versions.map(([name, value]) => [`header ${name}`, value])),
    'signs in by': connection.target.admin.by,
    ...(shown === undefined
      ? {}
      : {
          'admin.role': shown.role ?? '',
          'admin.operations': [...new Set(shown.operations)].sort().join(','),
        }),
  };
}
