/** The contract and the notebook of Zendesk, held against one emulated tenant. */
import type { Browser } from 'playwright';
import { startZendesk, type ZendeskEmulator } from '../../emulators/zendesk/index.ts';
import { Notes } from '../../helpers/contract/notes.ts';
import type { Prove } from '../../helpers/contract/prove.ts';
import { runId } from '../../helpers/run-id.ts';
import type { ZendeskBench } from '../../helpers/systems/zendesk/bench.ts';
import type { ZendeskCell, ZendeskNotes } from '../../helpers/systems/zendesk/cell.ts';
import { cleanUp } from '../../helpers/systems/zendesk/clean-up.ts';
import { testUserNames } from '../../helpers/systems/zendesk/marker.ts';
import type { TestUserSettings } from '../../helpers/systems/zendesk/settings.ts';
import { attemptSignIn, signInAsAdmin } from '../../helpers/systems/zendesk/sign-in.ts';
import { TEST_USER, zendeskBench, zendeskConnection } from '../support/benches.ts';
import { cellsOf, checksOf } from './specs-of.ts';
import { likelyFirst } from './caught-before.ts';
import { holdCells, holdChecks, type Held } from './hold.ts';
import { overlayOf, type Subject } from './subjects.ts';
import { lookAtSignIn } from '../../helpers/systems/zendesk/authorization.ts';

const CHECKS = await checksOf<ZendeskBench>('zendesk');
const CELLS = await cellsOf<ZendeskCell>('zendesk');

/** Where pages are the subject, the checks that are not about them would take minutes in a browser. */
function checksFor({ pages }: Subject): typeof CHECKS {
  return pages ? CHECKS.filter((check) => check.pages === true) : CHECKS;
}

/** Without a browser, the checks make their calls of several minutes in a few seconds: nobody shall wait for a limit. */
const SETTINGS = { adminsCanSetUserPasswords: true, rateLimitPerMinute: 1_000_000 };

/** How a tenant is held. */
export interface Holding {
  browser: () => Promise<Browser>;
  /** After the first thing that was not as the contract says, the rest says nothing more. */
  untilCaught: boolean;
}

export async function holdZendeskChecks(subject: Subject, { browser, untilCaught }: Holding): Promise<Held> {
  const emulator = await startZendesk({ ...SETTINGS, ...overlayOf(subject) });
  const bench = zendeskBench(emulator, subject.pages ? { browser } : {});
  try {
    return await holdChecks(likelyFirst(checksFor(subject), subject), bench, {
      untilCaught,
      close: () => bench.close(),
      leftBehind: () => leftOn(emulator),
    });
  } finally {
    await bench.connection.transport.dispose();
    await emulator.close();
  }
}

export async function holdZendeskCells(subject: Subject, { browser, untilCaught }: Holding): Promise<Held> {
  const emulator = await startZendesk({ ...SETTINGS, ...overlayOf(subject) });
  try {
    return await holdZendeskCellsOn(emulator, { untilCaught, ...(subject.pages ? { browser } : {}) });
  } finally {
    await emulator.close();
  }
}

/** The same, on a tenant that is there; `testUser` is what is configured of the test user otherwise than usual. */
export async function holdZendeskCellsOn(
  emulator: ZendeskEmulator,
  {
    untilCaught,
    browser,
    testUser = {},
  }: Pick<Holding, 'untilCaught'> & Partial<Holding> & { testUser?: Partial<TestUserSettings> },
): Promise<Held> {
  const connection = zendeskConnection(emulator, browser === undefined ? {} : { browser });
  const { email } = TEST_USER;
  const configured = { ...TEST_USER, ...testUser };
  const names = testUserNames(configured, runId());
  const notes = new Notes<ZendeskNotes>();
  const contextFor = (proof: Prove): ZendeskCell => ({
    connection,
    target: connection.target,
    testUser: { ...configured, names },
    leftoverHours: 24,
    signIn: {
      asAdmin: () => signInAsAdmin(connection),
      look: () => lookAtSignIn(connection, names.email),
      asTestUser: (password) => attemptSignIn(connection, 'test user', { email: names.email, password }),
    },
    notes,
    proof,
    say: () => undefined,
    fingerprint: () => undefined,
  });
  try {
    return await holdCells(CELLS, contextFor, {
      untilCaught,
      close: async () => {
        await cleanUp(connection, email);
      },
      leftBehind: () => leftOn(emulator),
    });
  } finally {
    await connection.transport.dispose();
  }
}

function leftOn({ witness }: ZendeskEmulator): string[] {
  return [
    ...witness
      .users()
      .flatMap(({ active, preexisting, email }) => (active && !preexisting ? [`user ${email ?? ''}`] : [])),
    ...witness.liveTokens().map(({ id }) => `token ${String(id)}`),
    ...witness.touched().map((id) => `user ${String(id)} was touched`),
  ];
}
