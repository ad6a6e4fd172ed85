/**
 * All systems that can be emulated. Each needs an entry here with what the injection of failures must know in addition to
 * its emulator. A missing entry is an error.
 */
import type { Secret } from '../../emulators/common/secrets.ts';
import type { EmulatedTenant, TestOptions } from '../../emulators/common/system.ts';
import { SYSTEMS as EMULATED, systemNamed as emulatedSystem } from '../../emulators/index.ts';
import { SAMPLE_PASSWORD } from '../../helpers/systems/expert/odd-passwords.ts';

/** A request that reached the tenant, before it is routed. `path` has no query. */
export interface TenantRequest {
  method: string;
  path: string;
}

/** What only the injection of failures needs to know about a system. */
interface Injectable {
  /** An API call, a sign-in page, or `undefined` if no failure is injected into such a request. */
  kindOf: (request: TenantRequest) => 'call' | 'page' | undefined;
  /** Kinds of secrets that only the browser sees, so that no run can print them. */
  unseen: readonly string[];
  /** Whether a secret is public. */
  isPublic: (secret: Secret) => boolean;
  /** A refusal in the service's format that repeats all these words. */
  refusal: (status: number, words: readonly string[]) => { headers?: Record<string, string>; body: unknown };
  /** Whether each run creates its own user, or leases one of a pool. */
  users: 'one per run' | 'a pool';
}

/** A system on its emulator. */
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
    users: 'one per run',
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

/** @throws {Error} if there is no such system, or if it has no entry here */
export function systemNamed(name: string): SafetySystem {
  const system = emulatedSystem(name);
  const injectable = INJECTABLE[name];
  if (injectable === undefined)
    throw new Error(
      `selftest/safety/systems.ts has no entry that describes how failures are injected into ${name}.`,
    );
  return { name, title: system.title, start: (options) => system.start(options), ...injectable };
}

export const SYSTEMS: readonly SafetySystem[] = Object.keys(EMULATED).map(systemNamed);

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
