/** Judges an emulated Zendesk tenant by the contract checks, and by the cells of the notebook. */
import { describeRemains } from '../../../emulators/common/witness.ts';
import { startZendesk, type ZendeskEmulator } from '../../../emulators/zendesk/index.ts';
import { Notes } from '../../../helpers/contract/notes.ts';
import type { Prove } from '../../../helpers/contract/prove.ts';
import { runId } from '../../../helpers/run-id.ts';
import { probeSignIn } from '../../../helpers/systems/zendesk/authorization.ts';
import type { ZendeskCell, ZendeskNotes } from '../../../helpers/systems/zendesk/cell.ts';
import { cleanUp } from '../../../helpers/systems/zendesk/clean-up.ts';
import { changeExplainer } from '../../../helpers/systems/zendesk/meanwhile.ts';
import { testUserNames } from '../../../helpers/systems/zendesk/marker.ts';
import type { TestUserSettings } from '../../../helpers/systems/zendesk/settings.ts';
import { attemptSignIn, signInAsAdmin } from '../../../helpers/systems/zendesk/sign-in.ts';
import { preflight } from '../../../specs/zendesk/cells/preflight.ts';
import { setUserPassword } from '../../../specs/zendesk/cells/set-user-password.ts';
import { CHECKS } from '../../../specs/zendesk/checks/index.ts';
import { TEST_USER, zendeskBench, zendeskConnection } from '../../support/zendesk-bench.ts';
import { likelyFirst } from '../caught-before.ts';
import { judgeByCells, judgeWithBench, type Judgment } from '../judge.ts';
import type { HowToJudge } from '../system.ts';
import { type EmulatedTenant, overlayOf } from '../tenant.ts';

const CELLS = [...preflight.cells, ...setUserPassword.cells];

/** On a tenant whose pages differ, only the checks about pages: in a browser, the others would take minutes. */
function checksFor({ pages }: EmulatedTenant): typeof CHECKS {
  return pages ? CHECKS.filter((check) => check.pages === true) : CHECKS;
}

type HowToJudgeRunning = Pick<HowToJudge, 'stopWhenCaught'> & Partial<HowToJudge>;

/** Without a browser, the checks make in seconds as many calls as a run makes in minutes. No rate limit may stop them. */
const SETTINGS = { adminsCanSetUserPasswords: true, rateLimitPerMinute: 1_000_000 };

export async function byChecks(
  tenant: EmulatedTenant,
  { browser, stopWhenCaught }: HowToJudge,
): Promise<Judgment> {
  const emulator = await startZendesk({ ...SETTINGS, ...overlayOf(tenant) });
  const checks = likelyFirst(checksFor(tenant), tenant);
  try {
    return await judgeByChecksOn(emulator, checks, { stopWhenCaught, ...(tenant.pages ? { browser } : {}) });
  } finally {
    await emulator.close();
  }
}

/** The same on a running tenant. */
export async function judgeByChecksOn(
  emulator: ZendeskEmulator,
  checks: typeof CHECKS,
  { stopWhenCaught, browser }: HowToJudgeRunning,
): Promise<Judgment> {
  return judgeWithBench(checks, zendeskBench(emulator, browser === undefined ? {} : { browser }), {
    stopWhenCaught,
    remains: () => describeRemains(emulator.witness.remains()),
  });
}

export async function byCells(
  tenant: EmulatedTenant,
  { browser, stopWhenCaught }: HowToJudge,
): Promise<Judgment> {
  const emulator = await startZendesk({ ...SETTINGS, ...overlayOf(tenant) });
  try {
    return await judgeByCellsOn(emulator, { stopWhenCaught, ...(tenant.pages ? { browser } : {}) });
  } finally {
    await emulator.close();
  }
}

/** The same on a running tenant; `testUser` contains the settings of the test user that differ from the defaults. */
export async function judgeByCellsOn(
  emulator: ZendeskEmulator,
  { stopWhenCaught, browser, testUser = {} }: HowToJudgeRunning & { testUser?: Partial<TestUserSettings> },
): Promise<Judgment> {
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
      explain: changeExplainer(connection),
      close: async () => {
        await cleanUp(connection, email);
      },
      remains: () => describeRemains(emulator.witness.remains()),
    });
  } finally {
    await connection.transport.dispose();
  }
}
