/**
 * An interceptor refuses what the tenant itself would do. This is not the tenant's refusal: it proves nothing, and the
 * tenant is not called non-conformant.
 */
import { expect } from '@playwright/test';
import type { CallHook, SubstituteReply } from '../../emulators/common/call-hook.ts';
import type { Check, ResettingBench } from '../../helpers/contract/check.ts';
import type { Transport } from '../../helpers/http/transport.ts';
import { judgeByChecks, type Judgement } from './judge.ts';

/** A bench whose clean-up and whose connection can be ended. */
interface ClosableBench extends ResettingBench {
  close: () => Promise<unknown>;
  connection: { transport: Transport };
}

const PAGE = '<!doctype html><html><head><title>Checking</title></head><body>Checking</body></html>';
const HTML = { 'content-type': 'text/html; charset=UTF-8' };

export const REPLIES: [title: string, reply: SubstituteReply][] = [
  ['a page', { status: 403, headers: HTML, body: PAGE }],
  ['a page of something that is not there', { status: 404, headers: HTML, body: PAGE }],
  ['a challenge', { status: 403, headers: { ...HTML, 'cf-mitigated': 'challenge' }, body: PAGE }],
  [
    'a challenge in JSON',
    { status: 401, headers: { 'cf-mitigated': 'block' }, body: { error: 'invalid_token' } },
  ],
  ['a proxy', { status: 407, headers: { 'proxy-authenticate': 'Basic realm="corp"' }, body: '' }],
  ['a sign-in page of a network', { status: 302, headers: { location: 'https://login.example/' }, body: '' }],
  ['a page at another place of the tenant', { status: 302, headers: { location: '/login.html' }, body: '' }],
  [
    'a firewall in words',
    { status: 403, headers: { 'content-type': 'text/plain' }, body: 'RBAC: access denied' },
  ],
  ['a gateway in JSON', { status: 403, body: { message: 'Forbidden' } }],
  ['a gateway without a word', { status: 403, headers: { server: 'gateway', via: '1.1 gw' }, body: '' }],
  ['a web server of its own', { status: 431, body: '' }],
  ['a request that took too long', { status: 408, body: { error: 'RequestTimeout' } }],
];

export const COLLISION: SubstituteReply = {
  status: 409,
  body: { error: 'DatabaseConflict', description: 'Database collision' },
};

/** Answers every call that sets a password, unless the admin makes it. */
export function before(reply: SubstituteReply): { callHook: CallHook; count: () => number } {
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

function expectNothingProved({ findings, proved }: Judgement, addresses: readonly string[]): void {
  expect(findings.filter(({ isBreach }) => isBreach)).toEqual([]);
  expect(findings.map(({ address }) => address.replace(/#.*/, ''))).toEqual(
    expect.arrayContaining([...addresses]),
  );
  for (const address of addresses) expect(proved).not.toContain(address);
}

/** Judges a tenant that does what it must refuse, by the checks with these addresses, and closes it. */
export async function expectUnproved<Bench extends ClosableBench>(
  all: readonly Check<Bench>[],
  addresses: readonly string[],
  { emulator, bench, count }: { emulator: { close: () => Promise<void> }; bench: Bench; count: () => number },
): Promise<void> {
  try {
    const checks = all.filter(({ address }) => addresses.includes(address));
    const judgement = await judgeByChecks(checks, bench, {
      stopWhenCaught: false,
      close: async () => {
        await bench.close();
      },
      leftBehind: () => [],
    });
    expect(count()).toBeGreaterThan(0);
    expectNothingProved(judgement, addresses);
  } finally {
    await bench.connection.transport.dispose();
    await emulator.close();
  }
}
