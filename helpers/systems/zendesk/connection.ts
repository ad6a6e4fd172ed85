import { FailedSignIns } from '../../contract/failed-sign-ins.ts';
import type { Browser, Cookie } from 'playwright';
import type { ZendeskTarget } from './settings.ts';
import type { Transport } from '../../http/transport.ts';
import type { HostGuard } from '../../http/hosts.ts';
import type { SecretRegistry } from '../../secrets/registry.ts';
import type { PasscodeSource } from '../../passcode/index.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { TokenRegister, HeldToken, Session } from './tokens.ts';
import type { WalkThrough } from '../../sign-in/outcome.ts';
import { ZendeskApi } from './api.ts';
import type { Credential } from '../../http/call.ts';

/** Everything a sign-in to one tenant needs. */
export interface ZendeskConnection {
  target: ZendeskTarget;
  transport: Transport;
  guard: HostGuard;
  secrets: SecretRegistry;
  passcodes: PasscodeSource | undefined;
  /** Everything that is created is recorded here first. */
  ledger: Ledger;
  tokens: TokenRegister;
  /** Returns the browser, which starts when it is first needed. */
  browser: (options: { headless: boolean }) => Promise<Browser>;
  /** The cookies by which the tenant recognizes a user's device, by email address. */
  devices: Map<string, Cookie[]>;
  usedPasscodes: Set<string>;
  /** Refused sign-ins, by email address. Accounts lock after five. */
  failedSignIns: FailedSignIns;
  /** How long a revocation may take to have effect everywhere, in ms. Ten seconds if not given. */
  revocationDeadlineMs?: number;
  /** How long the search may take to find a new user, in ms. Two and a half minutes if not given. */
  indexDeadlineMs?: number;
  /** Walks through the pages of a sign-in. In Chromium if not given. */
  walk?: WalkThrough;
}

/** At the strictest level, Zendesk locks an account after five failed sign-ins. Keyturn stays below that. */
export const newFailedSignIns = () => new FailedSignIns({ limit: 3 });

/** Returns a session with a token that the run already holds, without renewing it. */
export function sessionOf(connection: ZendeskConnection, token: HeldToken): Session {
  const credential = credentialOf(token);
  return {
    identity: token.identity,
    token,
    api: new ZendeskApi(connection.transport, () => Promise.resolve(credential)),
  };
}

export function credentialOf({ identity, value }: HeldToken): Credential {
  return { as: identity, bearer: value };
}
