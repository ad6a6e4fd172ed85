/** Judges an emulated Expert site by the contract checks, and by the cells of the notebook. */
import { describeRemains } from '../../../emulators/common/witness.ts';
import { type ExpertEmulator, startExpert } from '../../../emulators/expert/index.ts';
import { Notes } from '../../../helpers/contract/notes.ts';
import type { ExpertCell, ExpertNotes } from '../../../helpers/systems/expert/cell.ts';
import { cleanUp } from '../../../helpers/systems/expert/clean-up.ts';
import { explainByChange } from '../../../helpers/systems/expert/meanwhile.ts';
import { preflight } from '../../../specs/expert/cells/preflight.ts';
import { setUserPassword } from '../../../specs/expert/cells/set-user-password.ts';
import { CHECKS } from '../../../specs/expert/checks/index.ts';
import { expertBench, expertConnection } from '../../support/expert-bench.ts';
import { likelyFirst } from '../caught-before.ts';
import { judgeByCells, judgeWithBench, type Judgment } from '../judge.ts';
import type { HowToJudge } from '../system.ts';
import { type EmulatedTenant, overlayOf } from '../tenant.ts';

const CELLS = [...preflight.cells, ...setUserPassword.cells];

const PREFIX = 'keyturn';

type HowToJudgeRunning = Pick<HowToJudge, 'stopWhenCaught'> & { needs?: EmulatedTenant['needs'] };

export async function byChecks(
  tenant: EmulatedTenant,
  { stopWhenCaught }: Pick<HowToJudge, 'stopWhenCaught'>,
): Promise<Judgment> {
  const emulator = await startExpert(overlayOf(tenant));
  try {
    return await judgeByChecksOn(emulator, likelyFirst(CHECKS, tenant), {
      stopWhenCaught,
      needs: tenant.needs,
    });
  } finally {
    await emulator.close();
  }
}

/** The same on a running site. */
export async function judgeByChecksOn(
  emulator: ExpertEmulator,
  checks: typeof CHECKS,
  { stopWhenCaught, needs }: HowToJudgeRunning,
): Promise<Judgment> {
  return judgeWithBench(checks, expertBench(emulator, { by: needs ?? 'password' }), {
    stopWhenCaught,
    remains: () => describeRemains(emulator.witness.remains()),
  });
}

export async function byCells(
  tenant: EmulatedTenant,
  { stopWhenCaught }: Pick<HowToJudge, 'stopWhenCaught'>,
): Promise<Judgment> {
  const emulator = await startExpert(overlayOf(tenant));
  try {
    return await judgeByCellsOn(emulator, { stopWhenCaught, needs: tenant.needs });
  } finally {
    await emulator.close();
  }
}

/** The same on a running site. */
export async function judgeByCellsOn(
  emulator: ExpertEmulator,
  { stopWhenCaught, needs }: HowToJudgeRunning,
): Promise<Judgment> {
  const connection = expertConnection(emulator, needs);
  const notes = new Notes<ExpertNotes>();
  try {
    return await judgeByCells(
      CELLS,
      (proof): ExpertCell => ({
        connection,
        target: connection.target,
        prefix: PREFIX,
        settleMs: 0,
        leftoverHours: 24,
        notes,
        proof,
        say: () => undefined,
        fingerprint: () => undefined,
      }),
      {
        explain: (error) => explainByChange(connection, error),
        stopWhenCaught,
        close: async () => {
          await cleanUp(connection, PREFIX);
        },
        remains: () => describeRemains(emulator.witness.remains()),
      },
    );
  } finally {
    await connection.transport.dispose();
  }
}
