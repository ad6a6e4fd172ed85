import type { Browser, Cookie } from 'playwright';
import { FailedSignIns } from '../../contract/failed-sign-ins.ts';
import type { Credential } from '../../http/call.ts';
import type { HostGuard } from '../../http/hosts.ts';
import type { Transport } from '../../http/transport.ts';
import type { Ledger } from '../../ledger/ledger.ts';
import type { PasscodeSource } from '../../passcode/index.ts';
import type { SecretRegistry } from '../../secrets/registry.ts';
import type { WalkThrough } from '../../sign-in/outcome.ts';
import type { SignInRecord } from '../../verdict/cell.ts';
import { ZendeskApi } from './api.ts';
import type { ZendeskTarget } from './settings.ts';
import type { HeldToken, Session, TokenRegister } from './tokens.ts';

/** Everything that is needed to call one tenant, and to sign in to it. */
export interface ZendeskConnection {
  target: ZendeskTarget;
  transport: Transport;
  guard: HostGuard;
  secrets: SecretRegistry;
  passcodes: PasscodeSource | undefined;
  /** Everything that the run creates is recorded here first. */
  ledger: Ledger;
  tokens: TokenRegister;
  /** Returns the browser, which starts when it is first needed. */
  browser: (options: { headless: boolean }) => Promise<Browser>;
  /** The cookies by which the tenant recognizes a user's device, by email address. */
  devices: Map<string, Cookie[]>;
  /** Passcodes that the run has used. */
  usedPasscodes: Set<string>;
  /** Refused sign-ins, by email address. */
  failedSignIns: FailedSignIns;
  /** How long a revocation may take to have effect everywhere, in ms. Ten seconds if not given. */
  revocationDeadlineMs?: number;
  /** How long the search may take to find a new user, in ms. Two and a half minutes if not given. */
  indexDeadlineMs?: number;
  /** Called for each walk through a sign-in, when it is over. */
  onSignIn?: (record: Omit<SignInRecord, 'after'>) => void;
  /** Walks through the pages of a sign-in. If not given, in the browser. */
  walk?: WalkThrough;
}

/** At the strictest security level, Zendesk locks an account after five failed sign-ins. Keyturn stays below that limit. */
export const newFailedSignIns = () => new FailedSignIns({ limit: 3 });

/** Returns a session with a token that the run already holds, without renewing it. */
export function sessionOf(connection: ZendeskConnection, token: HeldToken): Session {
  const credential = credentialOf(token);
  return {
    identity: token.identity,
    token,
    api: new ZendeskApi(connection.transport, () => Promise.resolve(credential), connection.tokens),
  };
}

/** Returns the credential that sends a token. */
export function credentialOf({ identity, value }: HeldToken): Credential {
  return { as: identity, bearer: value };
}
