import { FAULTS } from '../../../emulators/zendesk/faults/index.ts';
import { VARIATIONS } from '../../../emulators/zendesk/variations/index.ts';
import type { System } from '../system.ts';

export const zendesk: System = {
  name: 'zendesk',
  title: 'Zendesk',
  faults: FAULTS,
  variations: VARIATIONS,
  sample: {
    faults: [
      'set-password-without-effect',
      'old-password-works-after-change',
      'set-password-echoed',
      'code-works-twice',
      'revocation-without-effect',
      'deletion-without-effect',
      'agents-set-passwords',
      'wrong-client-secret-500',
    ],
    variations: ['without-token-user-id'],
  },
  judges: () => require('./judges.ts') as typeof import('./judges.ts'),
};
