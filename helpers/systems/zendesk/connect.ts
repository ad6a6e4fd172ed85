/** Connects to a tenant: what a connection begins with, whoever opens it. */
import type { Cookie } from 'playwright';
import { secrets } from '../../secrets/registry.ts';
import type { ConnectionParts } from '../system.ts';
import { newFailedSignIns, type ZendeskConnection } from './connection.ts';
import type { ZendeskTarget } from './settings.ts';
import { TokenRegister } from './tokens.ts';

/** Returns a connection on which nothing has happened yet. */
export function connectTo(
  target: ZendeskTarget,
  parts: ConnectionParts,
  tools: Pick<ZendeskConnection, 'passcodes' | 'browser' | 'onSignIn'>,
): ZendeskConnection {
  return {
    ...parts,
    ...tools,
    target,
    secrets,
    tokens: new TokenRegister(parts.ledger),
    devices: new Map<string, Cookie[]>(),
    usedPasscodes: new Set(),
    failedSignIns: newFailedSignIns(),
  };
}
