import { expect, test } from '../../support/test.ts';
import { TenantClock } from '../../../helpers/http/tenant-clock.ts';

/** The `Date` of an answer of a tenant whose clock is ahead by so many minutes. */
const ahead = (minutes: number) => new Date(Date.now() + minutes * 60_000).toUTCString();

/** The first line of the error after answers with these clocks. */
function after(...dates: (string | undefined)[]): string | undefined {
  const clock = new TenantClock();
  for (const date of dates) clock.see(date);
  return clock.jumpError('acme.zendesk.com')?.message.split('\n')[0];
}

test('a clock that is wrong all the time, or only a little, was not set', () => {
  expect(after()).toBeUndefined();
  expect(after(ahead(300))).toBeUndefined();
  expect(after(ahead(300), ahead(300), ahead(301))).toBeUndefined();
  expect(after(ahead(0), undefined, 'yesterday')).toBeUndefined();
});

test('a clock that was set is named, with how far', () => {
  expect(after(ahead(0), ahead(180))).toContain('now 180 minutes further ahead than at the first answer');
  expect(after(ahead(0), ahead(1), ahead(-60))).toContain('now 60 minutes further behind than');
  // It was set back again, so nothing that failed now is due to it.
  expect(after(ahead(0), ahead(180), ahead(0))).toBeUndefined();
});
