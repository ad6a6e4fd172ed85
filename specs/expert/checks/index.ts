/** All contract checks of Expert, in order. A unit test proves that no module of this folder is missing. */
import { alternativeChecks } from './alternative.ts';
import { changeChecks } from './change.ts';
import { encodingChecks } from './encodings.ts';
import { formatChecks } from './formats.ts';
import { observedChecks } from './observed.ts';
import { orderChecks } from './order.ts';
import { passwordChecks } from './password.ts';
import { sampleChecks } from './samples.ts';
import { serverTokenChecks } from './server-tokens.ts';
import { sessionChecks } from './sessions.ts';
import { signInChecks } from './sign-in.ts';
import { tokenChecks } from './tokens.ts';
import { useridChecks } from './userid.ts';
import { reservedUserChecks } from './users-reserved.ts';
import { shownUserChecks } from './users-shown.ts';
import { writtenUserChecks } from './users-written.ts';

export const CHECKS = [
  ...alternativeChecks,
  ...changeChecks,
  ...encodingChecks,
  ...formatChecks,
  ...observedChecks,
  ...orderChecks,
  ...passwordChecks,
  ...sampleChecks,
  ...serverTokenChecks,
  ...sessionChecks,
  ...signInChecks,
  ...tokenChecks,
  ...useridChecks,
  ...writtenUserChecks,
  ...reservedUserChecks,
  ...shownUserChecks,
];
