/** Finds a tenant by what a person types: `acme`, `acme.zendesk.com`, or its URL. */
import { similarNames } from '../similar.ts';

/** The tenant, or why it is not clear which one is meant, as a sentence. */
export type TenantFound = { ok: true; tenant: string } | { ok: false; problem: string };

/**
 * @param typed a URL, a host, or the first label of a host
 * @param tenants URLs, or `emulator of zendesk`
 */
export function findTenant(typed: string, tenants: readonly string[]): TenantFound {
  const wanted = hostOf(typed.trim().toLowerCase());
  const all = [...new Set(tenants)];
  const named = (matches: (host: string) => boolean) => all.filter((each) => matches(hostOf(each)));
  const exact = named((host) => host === wanted);
  // `acme` is a subdomain of Zendesk, or the beginning of a site's host.
  const found = exact.length > 0 ? exact : named((host) => host.split('.')[0] === wanted);
  const [tenant] = found;
  if (tenant !== undefined && found.length === 1) return { ok: true, tenant };
  if (found.length > 1)
    return {
      ok: false,
      problem: `“${typed}” could be ${found.map(hostOf).join(' or ')}. Use the whole host name.`,
    };
  if (all.length === 0) return { ok: false, problem: `No run of a tenant “${typed}” is recorded.` };
  const near = similarNames(wanted, all.map(hostOf));
  const known =
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `Recorded: ${all.map(hostOf).join(', ')}.`;
  // Whoever has a fleet may have typed the name in its file, which the runs do not know.
  return {
    ok: false,
    problem: `No run of a tenant “${typed}” is recorded. ${known} A tenant is named by its host or the first part of it.`,
  };
}

/** Returns the host of a tenant, with its port if it has one. The name of an emulator is returned unchanged. */
export function hostOf(tenant: string): string {
  return URL.canParse(tenant) && tenant.includes('://') ? new URL(tenant).host : tenant.replace(/\/+$/, '');
}
