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
  /** Whatever is created is noted here first. */
  ledger: Ledger;
  tokens: TokenRegister;
  /** Started when it is first needed. */
  browser: (options: { headless: boolean }) => Promise<Browser>;
  /** Per address, the cookies by which the tenant knows that person's device. */
  devices: Map<string, Cookie[]>;
  usedPasscodes: Set<string>;
  /** Per address, sign-ins that were refused: accounts lock after five. */
  failedSignIns: FailedSignIns;
  /** How long a revocation may take to be felt everywhere, in milliseconds; ten seconds, if nothing is said. */
  revocationDeadlineMs?: number;
  /** How long the search may take to learn of a user, in milliseconds; two minutes, if nothing is said. */
  indexDeadlineMs?: number;
  /** Walks through the pages of a sign-in; in Chromium, if nothing is said. */
  walk?: WalkThrough;
}

/** Zendesk locks an account after five attempts at the strictest level: stay below. */
export const newFailedSignIns = () => new FailedSignIns({ limit: 3 });

/** The session of a token that is held already, as it is: without renewing it. */
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
