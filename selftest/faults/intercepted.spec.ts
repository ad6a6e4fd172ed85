/**
 * Something before a tenant refuses what the tenant itself would do. That is no refusal of the tenant's: nothing is proved by
 * it, and nobody is accused.
 */
import { expect, test } from '@playwright/test';
import type { Interceptor, SubstituteReply } from '../../emulators/common/intercept.ts';
import { startExpert } from '../../emulators/expert/index.ts';
import { startZendesk } from '../../emulators/zendesk/index.ts';
import type { Check } from '../../helpers/contract/check.ts';
import type { ExpertBench } from '../../helpers/systems/expert/bench.ts';
import type { ZendeskBench } from '../../helpers/systems/zendesk/bench.ts';
import { expertBench, zendeskBench } from '../support/benches.ts';
import { type Held, holdChecks } from './hold.ts';
import { checksOf } from './specs-of.ts';

const PAGE = '<!doctype html><html><head><title>Checking</title></head><body>Checking</body></html>';
const HTML = { 'content-type': 'text/html; charset=UTF-8' };

const BEFORE: [title: string, reply: SubstituteReply][] = [
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

const COLLISION: SubstituteReply = {
  status: 409,
  body: { error: 'DatabaseConflict', description: 'Database collision' },
};

/** Answers whatever sets a password, unless the admin does. */
function before(reply: SubstituteReply): { intercept: Interceptor; count: () => number } {
  let first: string | undefined;
  let count = 0;
  return {
    count: () => count,
    intercept: ({ method, path, headers: { authorization } }) => {
      // Whoever comes first is the admin.
      first ??= authorization;
      if (method === 'GET' || !path.endsWith('/password') || authorization === first) return undefined;
      count++;
      return reply;
    },
  };
}

function expectNothingProved({ findings, proved }: Held, addresses: readonly string[]): void {
  expect(findings.filter(({ judged }) => judged)).toEqual([]);
  expect(findings.map(({ address }) => address.replace(/#.*/, ''))).toEqual(
    expect.arrayContaining([...addresses]),
  );
  for (const address of addresses) expect(proved).not.toContain(address);
}

/** Holds checks of refusals against a tenant that does what it should refuse, and lets it go. */
async function expectUnproved<Bench extends ZendeskBench | ExpertBench>(
  all: readonly Check<Bench>[],
  addresses: readonly string[],
  { emulator, bench, count }: { emulator: { close: () => Promise<void> }; bench: Bench; count: () => number },
): Promise<void> {
  try {
    const checks = all.filter(({ address }) => addresses.includes(address));
    const held = await holdChecks(checks, bench, {
      untilCaught: false,
      close: () => bench.close(),
      leftBehind: () => [],
    });
    expect(count()).toBeGreaterThan(0);
    expectNothingProved(held, addresses);
  } finally {
    await bench.connection.transport.dispose();
    await emulator.close();
  }
}

const ZENDESK = ['zendesk/password/of-another', 'zendesk/password/of-oneself'];

for (const [title, reply] of [...BEFORE, ['a collision', COLLISION] as const])
  test(`a tenant where agents set passwords, behind ${title}: no refusal is proved`, async () => {
    const { intercept, count } = before(reply);
    const emulator = await startZendesk({
      adminsCanSetUserPasswords: true,
      fault: 'agents-set-passwords',
      intercept,
    });
    await expectUnproved(await checksOf<ZendeskBench>('zendesk'), ZENDESK, {
      emulator,
      bench: zendeskBench(emulator),
      count,
    });
  });

const EXPERT = ['expert/change/somebody-elses'];

for (const [title, reply] of BEFORE)
  test(`a site where nobody sets passwords, behind ${title}: no refusal is proved`, async () => {
    const { intercept, count } = before(reply);
    const emulator = await startExpert({ fault: 'anonymous-sets', intercept });
    await expectUnproved(await checksOf<ExpertBench>('expert'), EXPERT, {
      emulator,
      bench: expertBench(emulator),
      count,
    });
  });
