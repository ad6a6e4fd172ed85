import { bodyIfUsable } from '../../http/exchange.ts';
import { asAdmin, type ExpertConnection } from './connection.ts';

/** What says which version has answered, and which site. */
const VERSIONS = /^(?:server|x-deki-site|via)$/;

/** What a site is like, by name: what to compare first when it answers otherwise than yesterday. */
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
