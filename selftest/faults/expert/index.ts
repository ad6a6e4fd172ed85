import { FAULTS } from '../../../emulators/expert/faults/index.ts';
import { VARIATIONS } from '../../../emulators/expert/variations/index.ts';
import type { System } from '../system.ts';

export const expert: System = {
  name: 'expert',
  title: 'CXone Expert',
  faults: FAULTS,
  variations: VARIATIONS,
  sample: {
    faults: [
      'set-without-effect',
      'old-password-still-works',
      'wrong-current-accepted',
      'alternate-ends-main',
      'decodes-percent-in-body',
      'token-works-once',
      'any-password-signs-in',
      'stranger-answered-502',
      'stale-server-token-taken',
    ],
    variations: ['today'],
  },
  judges: () => require('./judges.ts') as typeof import('./judges.ts'),
};
