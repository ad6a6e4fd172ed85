/** What a browser makes of a cookie that an answer sets. */
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

/** So long a cookie lives at least: less, and it is over before anybody has used it. In milliseconds, as all of these. */
const MIN_COOKIE_LIFETIME_MS = 10 * 60_000;

const A_DAY = 24 * 3_600_000;

/** What a browser does with the cookie of this answer: it keeps it, and sends it back to the site until it ends. */
export async function expectKeptByBrowsers(
  { connection }: ExpertBench,
  proof: Prove,
  user: BenchUser,
  answer: Exchange<unknown>,
): Promise<void> {
  const { hostname } = new URL(connection.target.baseUrl);
  const cookies = tokenCookies(answer.headers);
  const setBy = new URL(answer.record.url).pathname;
  // By the clock of the site, where it says what time it is.
  const now = Date.parse(answer.headers['date'] ?? '') || Date.now();
  const lifetimes = cookies.flatMap((cookie) => lifetimeOf(cookie, now) ?? []);
  await proof('path', 'It is for all calls about users, and not for one of them.', () => {
    expect(cookies.length, 'how many cookies there are').toBeGreaterThan(0);
    for (const cookie of cookies)
      for (const userid of [String(user.id), 'current']) {
        const path = pathOf(cookie, setBy);
        const called = `/@api/deki/users/${userid}/password`;
        expect(pathMatches(path, called), `whether “${path}” leads to ${called}`).toBe(true);
      }
  });
  // It need not name one: then it is for the host that has set it.
  for (const domain of cookies.flatMap((cookie) => domainOf(cookie) ?? []))
    await proof('domain', 'The domain that it names is that of the site.', () => {
      expect(isWithin(hostname, domain), `whether ${hostname} is within “${domain}”`).toBe(true);
    });
  // Nor say when it ends: then that is when the browser is closed.
  for (const lifetime of lifetimes)
    await proof('lifetime', 'It is not over at once.', () => {
      expect(lifetime, 'milliseconds until it ends').toBeGreaterThan(MIN_COOKIE_LIFETIME_MS);
    });
  await proof.should('seven-days', 'It ends in about seven days, as is promised.', () => {
    const [lifetime] = lifetimes;
    const days =
      given(lifetime, 'The cookie does not say when it ends: it is over with the browser.') / A_DAY;
    expect(days, 'days until it ends').toBeGreaterThan(6);
    expect(days, 'days until it ends').toBeLessThan(8);
  });
}
