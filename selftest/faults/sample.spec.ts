/** A sample of the faults, a variation, and the plain emulator of each system; `npm run faults` holds all of them. */
import { declareSubjects } from './declare.ts';
import { honest, subjectNamed } from './subjects.ts';

const ZENDESK_FAULTS = [
  'set-password-without-effect',
  'old-password-works-after-change',
  'set-password-echoed',
  'code-works-twice',
  'revocation-without-effect',
  'deletion-without-effect',
  'agents-set-passwords',
  'wrong-client-secret-500',
];
const ZENDESK_VARIATIONS = ['without-token-user-id'];

const EXPERT_FAULTS = [
  'set-without-effect',
  'old-password-still-works',
  'wrong-current-accepted',
  'alternate-ends-main',
  'decodes-percent-in-body',
  'token-works-once',
  'any-password-signs-in',
  'stranger-answered-502',
  'stale-server-token-taken',
];
const EXPERT_VARIATIONS = ['today'];

declareSubjects([
  honest('zendesk'),
  ...ZENDESK_FAULTS.map((name) => subjectNamed('zendesk', 'fault', name)),
  ...ZENDESK_VARIATIONS.map((name) => subjectNamed('zendesk', 'variation', name)),
  honest('expert'),
  ...EXPERT_FAULTS.map((name) => subjectNamed('expert', 'fault', name)),
  ...EXPERT_VARIATIONS.map((name) => subjectNamed('expert', 'variation', name)),
]);
