/** The systems whose runs are put to the test: a further one is an entry in this list. */
import { startExpert } from '../../emulators/expert/index.ts';
import { startZendesk, type WitnessedUser } from '../../emulators/zendesk/index.ts';
import { SPOCKS_PASSWORD } from '../../helpers/systems/expert/odd-passwords.ts';
import { expertSettingsFor, settingsFor } from '../support/settings-for.ts';

/** A request that reached the tenant, before it is routed. `path` has no query. */
export interface TenantRequest {
  method: string;
  path: string;
}

/**
 * What is done to a request: let through, cut off before or after its effect, never answered, or answered so (after
 * its effect, with `act`).
 */
export type Order =
  | undefined
  | 'drop'
  | 'act-then-drop'
  | 'hang'
  | { status: number; headers?: Record<string, string>; body?: unknown; act?: true };

/** Decides about every request, as it arrives. */
type Interceptor = (request: TenantRequest) => Order | Promise<Order>;

/** Something that must stay secret, and what it is. */
export interface Secret {
  kind: string;
  value: string;
}

/** What the tenant itself knows about the runs, whatever they say. */
export interface Witnessed {
  /** What runs created and that can still sign in. */
  left: string[];
  /** Tokens that runs got and that are still alive. */
  liveTokens: string[];
  /** Who was there before, and was changed or removed. */
  touched: string[];
  /** Everything that runs created, removed or not. */
  created: string[];
  secrets: Secret[];
}

/** A tenant that was started. */
export interface Tenant {
  baseUrl: string;
  /** The settings that point a run at it, as at a live tenant. */
  settings: Record<string, string>;
  witness: () => Witnessed;
  close: () => Promise<void>;
}

/** A system under its emulator. */
export interface SafetySystem {
  /** As in the addresses of its cells. */
  name: string;
  title: string;
  /** Where a request belongs: a call of the API, a page of the sign-in, or nothing that a fault is tried at. */
  kindOf: (request: TenantRequest) => 'call' | 'page' | undefined;
  /** Kinds of secrets that only the browser sees: no run can have them to say them. */
  unseen: readonly string[];
  /** How the service refuses something, in an answer that repeats all of this. */
  refusal: (status: number, words: readonly string[]) => { headers?: Record<string, string>; body: unknown };
  /** Whether each run has a user of its own, or reuses those of earlier runs. */
  users: 'one a run' | 'a pool';
  start: (intercept: Interceptor) => Promise<Tenant>;
}

export const SYSTEMS: readonly SafetySystem[] = [
  {
    name: 'zendesk',
    title: 'Zendesk',
    kindOf: ({ path }) => {
      if (path.startsWith('/api/') || path.startsWith('/oauth/tokens')) return 'call';
      return path.startsWith('/access/') || path.startsWith('/oauth/') ? 'page' : undefined;
    },
    unseen: ['csrf_token'],
    refusal: (_, words) => ({
      body: { error: 'Injected', description: words.join(' '), known: words },
    }),
    users: 'one a run',
    start: async (intercept) => {
      const emulator = await startZendesk({ adminsCanSetUserPasswords: true, intercept });
      const { witness } = emulator;
      return {
        baseUrl: emulator.baseUrl,
        settings: settingsFor(emulator),
        witness: () => {
          const created = witness.users().filter(({ preexisting }) => !preexisting);
          const who = ({ id, name }: WitnessedUser) => `user ${id} (${name})`;
          return {
            left: created.filter(({ active }) => active).map(who),
            liveTokens: witness.liveTokens().map(({ id, userId }) => `token ${id} of user ${userId}`),
            touched: witness.touched().map((id) => `user ${id}`),
            created: created.map(who),
            secrets: witness.secrets(),
          };
        },
        close: () => emulator.close(),
      };
    },
  },
  {
    name: 'expert',
    title: 'CXone Expert',
    kindOf: ({ path }) => (path.startsWith('/@api/') ? 'call' : undefined),
    unseen: [],
    // Its error documents repeat the address of the call, with every password in its query.
    refusal: (status, words) => {
      const text = words.map(escapeXml).join(' ');
      const uri = words.map((word) => `currentpassword=${encodeURIComponent(word)}`).join('&amp;');
      return {
        headers: { 'content-type': 'application/xml; charset=utf-8' },
        body:
          `<error><status>${status}</status><title>Injected</title><message>${text}</message>` +
          `<uri>http://site.example/@api/deki/users/1/password?${uri}</uri></error>`,
      };
    },
    users: 'a pool',
    start: async (intercept) => {
      const emulator = await startExpert({ intercept });
      const { witness } = emulator;
      return {
        baseUrl: emulator.baseUrl,
        settings: expertSettingsFor(emulator),
        witness: () => {
          const created = witness.users().filter(({ preexisting }) => !preexisting);
          const who = ({ id, username, fullname }: (typeof created)[number]) =>
            `user ${id} (${username}, ${fullname})`;
          return {
            left: created.filter(({ active }) => active).map(who),
            // The admin's own sign-ins stay: the service has no way to take one back.
            liveTokens: witness
              .liveTokens()
              .filter(({ preexistingUser }) => !preexistingUser)
              .map(({ id, userId }) => `token ${id} of user ${userId}`),
            touched: witness.touched().map((id) => `user ${id}`),
            created: created.map(who),
            // One is the vendor's own sample of a weak password: in its documentation, and short enough to stand by chance.
            secrets: witness.secrets().filter(({ value }) => value !== SPOCKS_PASSWORD),
          };
        },
        close: () => emulator.close(),
      };
    },
  },
];

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** @throws {Error} that lists the systems there are. */
export function systemOf(name: string): SafetySystem {
  const system = SYSTEMS.find((each) => each.name === name);
  if (system !== undefined) return system;
  throw new Error(`There is no system "${name}"; there is: ${SYSTEMS.map((each) => each.name).join(', ')}.`);
}
