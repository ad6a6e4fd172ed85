/**
 * The systems whose runs are tested: all that can be emulated. Each needs an entry here with what the injection must
 * know in addition to its emulator. A missing entry is an error.
 */
import type { EmulatedTenant, TestOptions } from '../../emulators/common/system.ts';
import type { Secret } from '../../emulators/common/secrets.ts';
import { SYSTEMS as EMULATED } from '../../emulators/index.ts';
import { SAMPLE_PASSWORD } from '../../helpers/systems/expert/odd-passwords.ts';

/** A request that reached the tenant, before it is routed. `path` has no query. */
export interface TenantRequest {
  method: string;
  path: string;
}

/** What only the injection of failures needs to know about a system. */
interface Injectable {
  /** What a request is: an API call, a page of the sign-in, or `undefined` if no failure is injected into it. */
  kindOf: (request: TenantRequest) => 'call' | 'page' | undefined;
  /** Kinds of secrets that only the browser sees, so that no run can print them. */
  unseen: readonly string[];
  /** Whether a secret is public. */
  isPublic: (secret: Secret) => boolean;
  /** A refusal in the service's format that repeats all of these words. */
  refusal: (status: number, words: readonly string[]) => { headers?: Record<string, string>; body: unknown };
  /** Whether each run has its own user, or reuses those of earlier runs. */
  users: 'one a run' | 'a pool';
}

/** A system under its emulator. */
export interface SafetySystem extends Injectable {
  /** As in the addresses of its cells. */
  name: string;
  title: string;
  start: (options: TestOptions) => Promise<EmulatedTenant>;
}

const INJECTABLE: Readonly<Record<string, Injectable>> = {
  zendesk: {
    kindOf: ({ path }) => {
      if (path.startsWith('/api/') || path.startsWith('/oauth/tokens')) return 'call';
      return path.startsWith('/access/') || path.startsWith('/oauth/') ? 'page' : undefined;
    },
    unseen: ['csrf_token'],
    isPublic: () => false,
    refusal: (_, words) => ({
      body: { error: 'Injected', description: words.join(' '), known: words },
    }),
    users: 'one a run',
  },
  expert: {
    kindOf: ({ path }) => (path.startsWith('/@api/') ? 'call' : undefined),
    unseen: [],
    // The vendor's own example of a weak password. It is in the documentation, and short enough to occur by chance.
    isPublic: ({ value }) => value === SAMPLE_PASSWORD,
    // Its error documents repeat the URL of the call, with every password in its query.
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
  },
};

export const SYSTEMS: readonly SafetySystem[] = Object.entries(EMULATED).map(([name, system]) => {
  const injectable = INJECTABLE[name];
  if (injectable === undefined)
    throw new Error(
      `selftest/safety/systems.ts has no entry that describes how failures are injected into ${name}.`,
    );
  return { name, title: system.title, start: (options) => system.start(options), ...injectable };
});

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** @throws {Error} with a list of all systems, if there is none of this name. */
export function systemOf(name: string): SafetySystem {
  const system = SYSTEMS.find((each) => each.name === name);
  if (system !== undefined) return system;
  throw new Error(`Unknown system "${name}". Systems: ${SYSTEMS.map((each) => each.name).join(', ')}.`);
}
