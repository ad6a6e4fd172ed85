/** Judges an emulated site of Expert, by the contract checks and by the cells of the notebook. */
import { startExpert } from '../../../emulators/expert/index.ts';
import { describeRemains } from '../../../emulators/common/witness.ts';
import { Notes } from '../../../helpers/contract/notes.ts';
import type { ExpertCell, ExpertNotes } from '../../../helpers/systems/expert/cell.ts';
import { cleanUp } from '../../../helpers/systems/expert/clean-up.ts';
import { expertBench, expertConnection } from '../../support/expert-bench.ts';
import { preflight } from '../../../specs/expert/cells/preflight.ts';
import { setUserPassword } from '../../../specs/expert/cells/set-user-password.ts';
import { CHECKS } from '../../../specs/expert/checks/index.ts';
import { likelyFirst } from '../caught-before.ts';
import { judgeByCells, judgeByChecks, type Judgement } from '../judge.ts';
import type { HowToJudge } from '../system.ts';
import { type EmulatedTenant, overlayOf } from '../tenant.ts';

const CELLS = [...preflight.cells, ...setUserPassword.cells];

const PREFIX = 'keyturn';

export async function byChecks(
  tenant: EmulatedTenant,
  { stopWhenCaught }: Pick<HowToJudge, 'stopWhenCaught'>,
): Promise<Judgement> {
  const emulator = await startExpert(overlayOf(tenant));
  const bench = expertBench(emulator, { by: tenant.needs ?? 'password' });
  try {
    return await judgeByChecks(likelyFirst(CHECKS, tenant), bench, {
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
  { stopWhenCaught }: Pick<HowToJudge, 'stopWhenCaught'>,
): Promise<Judgement> {
  const emulator = await startExpert(overlayOf(tenant));
  const connection = expertConnection(emulator, tenant.needs);
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
        stopWhenCaught,
        close: async () => {
          await cleanUp(connection, PREFIX);
        },
        leftBehind: () => describeRemains(emulator.witness.remains()),
      },
    );
  } finally {
    await connection.transport.dispose();
    await emulator.close();
  }
}
