/** What a browser does with a cookie that an answer sets. */
import { expect } from '../../../fixtures/expect.ts';
import { given } from '../../../helpers/contract/evidence.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import type { Exchange } from '../../../helpers/http/exchange.ts';
import type { ExpertBench } from '../../../helpers/systems/expert/bench.ts';
import {
  domainOf,
  isWithin,
  pathMatches,
  lifetimeOf,
  pathOf,
} from '../../../helpers/systems/expert/cookies.ts';
import { tokenCookies } from '../../../helpers/systems/expert/sessions.ts';
import type { BenchUser } from '../../../helpers/systems/expert/bench-users.ts';

/** The shortest lifetime of a usable cookie, in ms. A shorter one could expire before its first use. */
const MIN_COOKIE_LIFETIME_MS = 10 * 60_000;

export const A_DAY = 24 * 3_600_000;

/** Expects that a browser keeps the cookie of this answer, and sends it back to the site until it expires. */
export async function expectKeptByBrowsers(
  { connection }: ExpertBench,
  proof: Prove,
  user: BenchUser,
  answer: Exchange<unknown>,
): Promise<void> {
  const { hostname } = new URL(connection.target.baseUrl);
  const cookies = tokenCookies(answer.headers);
  const setBy = new URL(answer.record.url).pathname;
  // By the site's clock, if the answer shows the time.
  const now = Date.parse(answer.headers['date'] ?? '') || Date.now();
  const lifetimes = cookies.flatMap((cookie) => lifetimeOf(cookie, now) ?? []);
  await proof('path', 'The cookie is for calls about all users, and not for one user.', () => {
    expect(cookies.length, 'number of cookies').toBeGreaterThan(0);
    for (const cookie of cookies)
      for (const userid of [String(user.id), 'current']) {
        const path = pathOf(cookie, setBy);
        const called = `/@api/deki/users/${userid}/password`;
        expect(pathMatches(path, called), `whether “${path}” includes ${called}`).toBe(true);
      }
  });
  // A cookie without a domain is for the host that set it.
  for (const domain of cookies.flatMap((cookie) => domainOf(cookie) ?? []))
    await proof('domain', 'The cookie’s domain is that of the site.', () => {
      expect(isWithin(hostname, domain), `whether ${hostname} is within “${domain}”`).toBe(true);
    });
  // A cookie without an expiration ends when the browser is closed.
  for (const lifetime of lifetimes)
    await proof('lifetime', 'The cookie does not expire at once.', () => {
      expect(lifetime, 'milliseconds until it expires').toBeGreaterThan(MIN_COOKIE_LIFETIME_MS);
    });
  await proof.should('seven-days', 'The cookie expires in about seven days, as documented.', () => {
    const [lifetime] = lifetimes;
    const days = given(lifetime, 'The cookie has no expiration: it ends with the browser.') / A_DAY;
    expect(days, 'days until it expires').toBeGreaterThan(6);
    expect(days, 'days until it expires').toBeLessThan(8);
  });
}
