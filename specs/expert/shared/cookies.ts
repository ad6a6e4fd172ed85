/** Assertions about what a browser does with the cookie of an answer. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import {
  domainOf,
  isWithin,
  lifetimeOf,
  pathMatches,
  pathOf,
} from '../../../helpers/systems/expert/cookies.ts';
import { tokenCookies } from '../../../helpers/systems/expert/sessions.ts';

/** The shortest lifetime of a usable cookie, in ms. A shorter one could expire before its first use. */
const MIN_COOKIE_LIFETIME_MS = 10 * 60_000;

export const DAY_MS = 24 * 3_600_000;

/** Expects that a browser keeps the cookie of this answer, and sends it back to the site until it expires. */
export async function expectKeptByBrowsers(
  { connection }: ExpertBench,
  proof: Prove,
  user: BenchUser,
  answer: Exchange<unknown>,
): Promise<void> {
  const { hostname } = new URL(connection.target.baseUrl);
  const cookies = tokenCookies(answer.headers);
  const setByPath = new URL(answer.record.url).pathname;
  // By the site's clock, if the answer shows the time.
  const now = Date.parse(answer.headers['date'] ?? '') || Date.now();
  const lifetimes = cookies.flatMap((cookie) => lifetimeOf(cookie, now) ?? []);
  await proof('path', 'The path of the cookie includes calls about this user and about “current”.', () => {
    expect(cookies.length, 'number of cookies').toBeGreaterThan(0);
    for (const cookie of cookies)
      for (const userid of [String(user.id), 'current']) {
        const path = pathOf(cookie, setByPath);
        const called = `/@api/deki/users/${userid}/password`;
        expect(pathMatches(path, called), `whether “${path}” includes ${called}`).toBe(true);
      }
  });
  // A cookie without a domain is for the host that set it.
  for (const domain of cookies.flatMap((cookie) => domainOf(cookie) ?? []))
    await proof('domain', 'The domain of the cookie includes the site’s host.', () => {
      expect(isWithin(hostname, domain), `whether ${hostname} is within “${domain}”`).toBe(true);
    });
  // A cookie without an expiration lasts until the browser is closed.
  for (const lifetime of lifetimes)
    await proof('lifetime', 'The cookie lasts longer than ten minutes.', () => {
      expect(lifetime, 'milliseconds until it expires').toBeGreaterThan(MIN_COOKIE_LIFETIME_MS);
    });
  await proof.should('seven-days', 'The cookie expires in about seven days, as documented.', () => {
    const [lifetime] = lifetimes;
    const days =
      given(lifetime, 'The cookie has no expiration: it lasts until the browser is closed.') / DAY_MS;
    expect(days, 'days until it expires').toBeGreaterThan(6);
    expect(days, 'days until it expires').toBeLessThan(8);
  });
}
