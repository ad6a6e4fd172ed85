/** The contract and the notebook of Expert, held against one emulated site. */
import { type ExpertEmulator, startExpert } from '../../emulators/expert/index.ts';
import { Notes } from '../../helpers/contract/notes.ts';
import type { ExpertBench } from '../../helpers/systems/expert/bench.ts';
import type { ExpertCell, ExpertNotes } from '../../helpers/systems/expert/cell.ts';
import { cleanUp } from '../../helpers/systems/expert/clean-up.ts';
import { expertBench, expertConnection } from '../support/benches.ts';
import { cellsOf, checksOf } from './specs-of.ts';
import { likelyFirst } from './caught-before.ts';
import { holdCells, holdChecks, type Held } from './hold.ts';
import { overlayOf, type Subject } from './subjects.ts';
import type { Holding } from './zendesk.ts';

const CHECKS = await checksOf<ExpertBench>('expert');
const CELLS = await cellsOf<ExpertCell>('expert');

const PREFIX = 'keyturn';

export async function holdExpertChecks(
  subject: Subject,
  { untilCaught }: Pick<Holding, 'untilCaught'>,
): Promise<Held> {
  const emulator = await startExpert(overlayOf(subject));
  const bench = expertBench(emulator, { by: subject.needs ?? 'password' });
  try {
    return await holdChecks(likelyFirst(CHECKS, subject), bench, {
      untilCaught,
      close: () => bench.close(),
      leftBehind: () => leftOn(emulator),
    });
  } finally {
    await bench.connection.transport.dispose();
    await emulator.close();
  }
}

export async function holdExpertCells(
  subject: Subject,
  { untilCaught }: Pick<Holding, 'untilCaught'>,
): Promise<Held> {
  const emulator = await startExpert(overlayOf(subject));
  const connection = expertConnection(emulator, subject.needs);
  const notes = new Notes<ExpertNotes>();
  try {
    return await holdCells(
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
        untilCaught,
        close: async () => {
          await cleanUp(connection, PREFIX);
        },
        leftBehind: () => leftOn(emulator),
      },
    );
  } finally {
    await connection.transport.dispose();
    await emulator.close();
  }
}

function leftOn({ witness }: ExpertEmulator): string[] {
  const isOurs = (userId: number) =>
    witness.users().some(({ id, preexisting }) => id === userId && !preexisting);
  return [
    ...witness.users().flatMap((user) => (user.active && !user.preexisting ? [`user ${user.username}`] : [])),
    ...witness
      .liveTokens()
      .flatMap(({ userId }) => (isOurs(userId) ? [`token of user ${String(userId)}`] : [])),
    ...witness.touched().map((id) => `user ${String(id)} was touched`),
  ];
}
