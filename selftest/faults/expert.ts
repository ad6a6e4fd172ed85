/** The Expert contract, held against one emulated site. */
import { startExpert } from '../../emulators/expert/index.ts';
import type { ExpertBench } from '../../helpers/expert/bench.ts';
import { expertBench } from '../support/benches.ts';
import { checksOf } from './checks-of.ts';
import { hold, type Held } from './hold.ts';
import { overlayOf, type Subject } from './subjects.ts';

const CHECKS = await checksOf<ExpertBench>('expert');

export async function holdExpert(subject: Subject): Promise<Held> {
  const emulator = await startExpert(overlayOf(subject));
  const { witness } = emulator;
  const bench = expertBench(emulator);
  const isOurs = (userId: number) =>
    witness.users().some(({ id, preexisting }) => id === userId && !preexisting);
  try {
    return await hold(CHECKS, bench, {
      untilCaught: subject.kind === 'fault',
      leftBehind: () => [
        ...witness
          .users()
          .flatMap((user) => (user.active && !user.preexisting ? [`user ${user.username}`] : [])),
        ...witness
          .liveTokens()
          .flatMap(({ userId }) => (isOurs(userId) ? [`token of user ${String(userId)}`] : [])),
        ...witness.touched().map((id) => `user ${String(id)} was touched`),
      ],
    });
  } finally {
    await bench.connection.transport.dispose();
    await emulator.close();
  }
}
