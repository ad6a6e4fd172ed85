/**
 * An interceptor refuses calls that the tenant itself would accept. This is not the tenant's refusal: it proves nothing,
 * and the tenant is not called non-conformant.
 */
import { expect } from '../support/test.ts';
import type { CallHook, SubstituteReply } from '../../emulators/common/call-hook.ts';
import type { Check } from '../../helpers/contract/check.ts';
import { type ClosableBench, judgeWithBench, type Judgment } from './judge.ts';

const PAGE = '<!doctype html><html><head><title>Checking</title></head><body>Checking</body></html>';
const HTML = { 'content-type': 'text/html; charset=UTF-8' };

export const REPLIES: [title: string, reply: SubstituteReply][] = [
  ['a web page', { status: 403, headers: HTML, body: PAGE }],
  ['a “not found” page', { status: 404, headers: HTML, body: PAGE }],
  ['a challenge', { status: 403, headers: { ...HTML, 'cf-mitigated': 'challenge' }, body: PAGE }],
  [
    'a challenge in JSON',
    { status: 401, headers: { 'cf-mitigated': 'block' }, body: { error: 'invalid_token' } },
  ],
  ['a proxy', { status: 407, headers: { 'proxy-authenticate': 'Basic realm="corp"' }, body: '' }],
  ['a network’s sign-in page', { status: 302, headers: { location: 'https://login.example/' }, body: '' }],
  [
    'a redirect to another page of the tenant',
    { status: 302, headers: { location: '/login.html' }, body: '' },
  ],
  [
    'a firewall in plain text',
    { status: 403, headers: { 'content-type': 'text/plain' }, body: 'RBAC: access denied' },
  ],
  ['a gateway in JSON', { status: 403, body: { message: 'Forbidden' } }],
  ['a gateway without a body', { status: 403, headers: { server: 'gateway', via: '1.1 gw' }, body: '' }],
  ['a web server without a body', { status: 431, body: '' }],
  ['a request timeout', { status: 408, body: { error: 'RequestTimeout' } }],
];

export const CONFLICT: SubstituteReply = {
  status: 409,
  body: { error: 'DatabaseConflict', description: 'Database collision' },
};

/** Replaces the answer to every call that sets a password, except the admin's calls. */
export function passwordCallsGet(reply: SubstituteReply): { callHook: CallHook; count: () => number } {
  let first: string | undefined;
  let count = 0;
  return {
    count: () => count,
    callHook: ({ method, path, headers: { authorization } }) => {
      // The first caller is the admin.
      first ??= authorization;
      if (method === 'GET' || !path.endsWith('/password') || authorization === first) return undefined;
      count++;
      return reply;
    },
  };
}

function expectNothingProved({ findings, proved }: Judgment, addresses: readonly string[]): void {
  expect(findings.filter(({ isBreach }) => isBreach)).toEqual([]);
  expect(findings.map(({ address }) => address.replace(/#.*/, ''))).toEqual(
    expect.arrayContaining([...addresses]),
  );
  for (const address of addresses) expect(proved).not.toContain(address);
}

/** Judges a tenant that accepts what it must refuse, by the checks with these addresses, and closes it. */
export async function expectUnproved<Bench extends ClosableBench>(
  all: readonly Check<Bench>[],
  addresses: readonly string[],
  { emulator, bench, count }: { emulator: { close: () => Promise<void> }; bench: Bench; count: () => number },
): Promise<void> {
  try {
    const checks = all.filter(({ address }) => addresses.includes(address));
    const judgment = await judgeWithBench(checks, bench, { stopWhenCaught: false, remains: () => [] });
    expect(count()).toBeGreaterThan(0);
    expectNothingProved(judgment, addresses);
  } finally {
    await emulator.close();
  }
}
