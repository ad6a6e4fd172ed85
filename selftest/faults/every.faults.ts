/** Every named fault and every honest variation: `npm run faults`. */
import { TENANTS } from './tenants.ts';
import { makeTests } from './tests.ts';

makeTests(spread(TENANTS), { strict: false });

/**
 * Those that need a browser wait for it most of the time. They stand next to each other in the lists of the emulators, so that
 * without this, all workers would wait at the same time.
 */
function spread<Each extends { pages: boolean }>(all: readonly Each[]): Each[] {
  const others = all.filter(({ pages }) => !pages);
  const waiting = all.filter(({ pages }) => pages);
  const every = Math.ceil(all.length / Math.max(1, waiting.length));
  return others
    .flatMap((each, index) => [...(index % (every - 1) === 0 ? waiting.splice(0, 1) : []), each])
    .concat(waiting);
}
