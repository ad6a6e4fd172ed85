/** The Zendesk contract, held against one emulated tenant. */
import type { Browser } from 'playwright';
import { startZendesk } from '../../emulators/zendesk/index.ts';
import type { ZendeskBench } from '../../helpers/zendesk/bench.ts';
import { zendeskBench } from '../support/benches.ts';
import { checksOf } from './checks-of.ts';
import { hold, type Held } from './hold.ts';
import { overlayOf, type Subject } from './subjects.ts';

const CHECKS = await checksOf<ZendeskBench>('zendesk');

/** What is about pages is told by those that sign in in many ways; the others would take minutes in a browser. */
const ABOUT_PAGES =
  /^zendesk\/(?:sign-in\/.*|password\/set|change\/effect|users\/deleted|observed\/consent)$/;

/** An honest tenant is held against all of them, so they are fewer: each page is met in each, right and wrong. */
const OF_EACH_PAGE =
  /^zendesk\/(?:sign-in\/(?:token|passwords|redirect|denied)|password\/set|observed\/consent)$/;

function checksFor({ pages, kind }: Subject): typeof CHECKS {
  if (!pages) return CHECKS;
  const some = kind === 'fault' ? ABOUT_PAGES : OF_EACH_PAGE;
  return CHECKS.filter(({ address }) => some.test(address));
}

/** Without a browser, the checks make their calls of several minutes in a few seconds: nobody shall wait for a limit. */
const SETTINGS = { adminsCanSetUserPasswords: true, rateLimitPerMinute: 1_000_000 };

export async function holdZendesk(subject: Subject, browser: () => Promise<Browser>): Promise<Held> {
  const emulator = await startZendesk({ ...SETTINGS, ...overlayOf(subject) });
  const { witness } = emulator;
  const bench = zendeskBench(emulator, subject.pages ? { browser } : {});
  try {
    return await hold(checksFor(subject), bench, {
      untilCaught: subject.kind === 'fault',
      leftBehind: () => [
        ...witness
          .users()
          .flatMap(({ active, preexisting, email }) =>
            active && !preexisting ? [`user ${email ?? ''}`] : [],
          ),
        ...witness.liveTokens().map(({ id }) => `token ${String(id)}`),
        ...witness.touched().map((id) => `user ${String(id)} was touched`),
      ],
    });
  } finally {
    await bench.connection.transport.dispose();
    await emulator.close();
  }
}
