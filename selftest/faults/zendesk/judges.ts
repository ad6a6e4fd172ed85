/** Judges an emulated tenant of Zendesk, by the contract checks and by the cells of the notebook. */
import { startZendesk, type ZendeskEmulator } from '../../../emulators/zendesk/index.ts';
import { describeRemains } from '../../../emulators/common/witness.ts';
import { Notes } from '../../../helpers/contract/notes.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { runId } from '../../../helpers/run-id.ts';
import type { ZendeskCell, ZendeskNotes } from '../../../helpers/systems/zendesk/cell.ts';
import { cleanUp } from '../../../helpers/systems/zendesk/clean-up.ts';
import { testUserNames } from '../../../helpers/systems/zendesk/marker.ts';
import type { TestUserSettings } from '../../../helpers/systems/zendesk/settings.ts';
import { attemptSignIn, signInAsAdmin } from '../../../helpers/systems/zendesk/sign-in.ts';
import { TEST_USER, zendeskBench, zendeskConnection } from '../../support/zendesk-bench.ts';
import { preflight } from '../../../specs/zendesk/cells/preflight.ts';
import { setUserPassword } from '../../../specs/zendesk/cells/set-user-password.ts';
import { CHECKS } from '../../../specs/zendesk/checks/index.ts';
import { likelyFirst } from '../caught-before.ts';
import { judgeByCells, judgeByChecks, type Judgement } from '../judge.ts';
import type { HowToJudge } from '../system.ts';
import { type EmulatedTenant, overlayOf } from '../tenant.ts';
import { probeSignIn } from '../../../helpers/systems/zendesk/authorization.ts';

const CELLS = [...preflight.cells, ...setUserPassword.cells];

/** If the tenant is about pages, the checks that are not about pages would take minutes in a browser. */
function checksFor({ pages }: EmulatedTenant): typeof CHECKS {
  return pages ? CHECKS.filter((check) => check.pages === true) : CHECKS;
}

/**
 * Without a browser, the checks make the calls of several minutes in a few seconds, so they must not have to wait for a
 * rate limit.
 */
const SETTINGS = { adminsCanSetUserPasswords: true, rateLimitPerMinute: 1_000_000 };

export async function byChecks(
  tenant: EmulatedTenant,
  { browser, stopWhenCaught }: HowToJudge,
): Promise<Judgement> {
  const emulator = await startZendesk({ ...SETTINGS, ...overlayOf(tenant) });
  const bench = zendeskBench(emulator, tenant.pages ? { browser } : {});
  try {
    return await judgeByChecks(likelyFirst(checksFor(tenant), tenant), bench, {
      stopWhenCaught,
      close: () => bench.close(),
      leftBehind: () => describeRemains(emulator.witness.remains()),
    });
  } finally {
    await bench.connection.transport.dispose();
    await emulator.close();
  }
}

export async function byCells(
  tenant: EmulatedTenant,
  { browser, stopWhenCaught }: HowToJudge,
): Promise<Judgement> {
  const emulator = await startZendesk({ ...SETTINGS, ...overlayOf(tenant) });
  try {
    return await judgeByCellsOn(emulator, { stopWhenCaught, ...(tenant.pages ? { browser } : {}) });
  } finally {
    await emulator.close();
  }
}

/** The same, on a running tenant; `testUser` contains settings of the test user that differ from the defaults. */
export async function judgeByCellsOn(
  emulator: ZendeskEmulator,
  {
    stopWhenCaught,
    browser,
    testUser = {},
  }: Pick<HowToJudge, 'stopWhenCaught'> & Partial<HowToJudge> & { testUser?: Partial<TestUserSettings> },
): Promise<Judgement> {
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
      look: () => probeSignIn(connection, names.email),
      asTestUser: (password) => attemptSignIn(connection, 'test user', { email: names.email, password }),
    },
    notes,
    proof,
    say: () => undefined,
    fingerprint: () => undefined,
  });
  try {
    return await judgeByCells(CELLS, contextFor, {
      stopWhenCaught,
      close: async () => {
        await cleanUp(connection, email);
      },
      leftBehind: () => describeRemains(emulator.witness.remains()),
    });
  } finally {
    await connection.transport.dispose();
  }
}
