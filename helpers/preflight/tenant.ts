/** What is examined in the same way on the tenants of every system. */
import type { Exchange } from '../http/exchange.ts';
import type { HostGuard } from '../http/hosts.ts';
import { describeProxy, type Proxy, proxyForCall } from '../http/proxy.ts';
import { rateLimit } from '../http/retry-after.ts';
import type { Finding } from './requirements.ts';

/**
 * Checks that Keyturn may act on a host.
 *
 * @throws {Blocked} if it may not
 */
export function hostFinding(guard: HostGuard, baseUrl: string): Finding {
  const url = new URL(baseUrl);
  guard.check(url);
  return { is: 'met', seen: guard.lists(url) ? 'listed in KEYTURN_WRITE_HOSTS' : 'it is this machine' };
}

/** Returns how a tenant was reached, in a few words. */
export function answeredBy({ proxy }: { proxy: Proxy | undefined }, baseUrl: string): string {
  return proxy === undefined || proxyForCall(proxy, new URL(baseUrl)) === undefined
    ? 'directly'
    : `through ${describeProxy(proxy)}`;
}

/** A difference that is not worth a word, in ms. `Date` is in whole seconds, and an answer takes a while. */
const MAX_UNNOTICED_SKEW_MS = 30_000;

/** Compares the clock of this machine, as it was when an answer came, with the `Date` of that answer. */
export function clockFinding({ headers, record }: Pick<Exchange<unknown>, 'headers' | 'record'>): Finding {
  const cameAt = Date.parse(record.startedAt) + record.durationMs;
  const skewMs = cameAt - Date.parse(headers['date'] ?? '');
  if (Number.isNaN(skewMs)) return { is: 'unknown', why: 'the answer contains no time' };
  const amount =
    Math.abs(skewMs) < 120_000
      ? `${String(Math.round(Math.abs(skewMs) / 1000))} s`
      : `${String(Math.round(Math.abs(skewMs) / 60_000))} minutes`;
  if (Math.abs(skewMs) <= MAX_UNNOTICED_SKEW_MS) return { is: 'met', seen: `they differ by ${amount}` };
  return {
    is: 'met, but',
    problem: {
      message:
        `This machine’s clock is ${amount} ${skewMs > 0 ? 'ahead of' : 'behind'} the tenant’s. Emailed passcodes may look too old, ` +
        'and signed tokens may be refused.',
      remedy: 'synchronize the clock of this machine (NTP)',
      where: 'the operating system',
      who: 'the administrator of this machine',
    },
  };
}

/** Compares what is left of a rate limit with what a run costs. */
export function rateLimitFinding(headers: Readonly<Record<string, string>>, calls: number): Finding {
  const state = rateLimit(headers);
  const cost = `the notebook makes some ${String(calls)}`;
  if (state === undefined) return { is: 'unknown', why: `the tenant shows no rate limit (${cost})` };
  const { limit, remaining } = state;
  const seen = `${String(remaining)} of ${String(limit)} calls a minute are left; ${cost}`;
  if (limit >= calls) return { is: 'met', seen };
  return {
    is: 'met, but',
    problem: {
      message: `The tenant allows ${String(limit)} calls a minute, and ${cost}, so a run waits for most of its time, and others on the tenant may notice.`,
      remedy: 'run it when the tenant is quiet, or on a plan with a higher limit',
    },
  };
}
