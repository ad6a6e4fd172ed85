/** All contract checks of Zendesk, in order. A unit test proves that no module of this folder is missing. */
import { changeChecks } from './change.ts';
import { observedChecks } from './observed.ts';
import { passwordChecks } from './password.ts';
import { refreshChecks } from './refresh.ts';
import { requirementsChecks } from './requirements.ts';
import { roleChecks } from './roles.ts';
import { signInChecks } from './sign-in.ts';
import { tokenChecks } from './tokens.ts';
import { deletedUserChecks } from './users-deleted.ts';
import { foundUserChecks } from './users-found.ts';
import { writtenUserChecks } from './users-written.ts';

export const CHECKS = [
  ...changeChecks,
  ...observedChecks,
  ...passwordChecks,
  ...refreshChecks,
  ...requirementsChecks,
  ...roleChecks,
  ...signInChecks,
  ...tokenChecks,
  ...writtenUserChecks,
  ...foundUserChecks,
  ...deletedUserChecks,
];
