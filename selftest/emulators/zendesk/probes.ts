/** Shows what a fault does: one probe, on an honest tenant and on one with the fault. */
import type { ZendeskOptions } from '../../../emulators/zendesk/index.ts';
import type { ZendeskFault } from '../../../emulators/zendesk/overlays/types.ts';
import { expect, GOOD_PASSWORD, test, type Answer, type Tenant } from './tools.ts';

/** The results of a probe on an honest tenant, and on one with the fault. */
export interface Row {
  fault: string;
  probe: (tenant: Tenant) => Promise<unknown>;
  honest: unknown;
  faulty: unknown;
  options?: Partial<ZendeskOptions>;
}

/** A sign-in on one page, because the pages after the password do not matter here. */
export const QUICK: Partial<ZendeskOptions> = { twoStepVerification: false, consent: 'never' };

/** Declares one test for each row. Every fault must have a row. */
export function showFaults(faults: readonly ZendeskFault[], rows: readonly Row[]): void {
  test('every fault has a row', () => {
    expect(rows.map(({ fault }) => fault).sort()).toEqual(faults.map(({ name }) => name).sort());
  });
  for (const { fault, probe, honest, faulty, options } of rows) {
    test(`${fault}: ${faults.find(({ name }) => name === fault)?.sentence ?? ''}`, async ({ start }) => {
      expect(await probe(await start({ ...QUICK, ...options }))).toEqual(honest);
      const tenant = await start({ ...QUICK, ...options, fault });
      expect(await probe(tenant)).toEqual(faulty);
      expect(tenant.emulator.witness.touched()).toEqual([]);
    });
  }
}

/** A new user, with a token that was obtained through the pages. */
export interface SignedIn {
  id: number;
  email: string;
  token: string;
  refreshToken: string;
}

export async function someone(tenant: Tenant, role = 'agent', scope = 'read write'): Promise<SignedIn> {
  const { id, email } = await tenant.person({ role });
  const { body } = await tenant.signIn(email, GOOD_PASSWORD, scope);
  return { id, email, token: String(body['access_token']), refreshToken: String(body['refresh_token']) };
}

/** Exchanges a new code of an agent, with additional parameters. */
export async function exchange(tenant: Tenant, parameters: Record<string, unknown> = {}): Promise<Answer> {
  const { email } = await tenant.person({});
  const code = await tenant.code(email, GOOD_PASSWORD);
  return exchangeCode(tenant, code, parameters);
}

export function exchangeCode(
  tenant: Tenant,
  code: string,
  parameters: Record<string, unknown> = {},
): Promise<Answer> {
  const { redirectUri } = tenant.emulator;
  return tenant.token({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    ...parameters,
  });
}

export function refresh(
  tenant: Tenant,
  refreshToken: unknown,
  parameters: Record<string, unknown> = {},
): Promise<Answer> {
  return tenant.token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...parameters });
}

/** The user in an answer. */
export function userIn({ body }: Answer): Record<string, unknown> {
  return (body['user'] ?? {}) as Record<string, unknown>;
}

/** A call as the admin. */
export async function asAdmin(
  tenant: Tenant,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
): Promise<Answer> {
  return tenant.call(method, path, await tenant.adminToken(), body, headers);
}
