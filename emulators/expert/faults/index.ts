/** The faults of the emulated site: one file for each subject, combined here. */
import { falsifiedFields } from '../../common/overlays.ts';
import { FIELDS } from '../fields/index.ts';
import type { ExpertFault } from '../overlays/types.ts';
import { authenticationFaults } from './authentication.ts';
import { crashFaults } from './crashes.ts';
import { formatFaults } from './formats.ts';
import { nameFaults } from './names.ts';
import { passwordFaults } from './passwords.ts';
import { refusalFaults } from './refusals.ts';
import { rightsFaults } from './rights.ts';
import { roleFaults } from './roles.ts';
import { sampleFaults } from './samples.ts';
import { serverTokenFaults } from './server-tokens.ts';
import { sessionFaults } from './sessions.ts';
import { statusFaults } from './statuses.ts';
import { tokenFaults } from './tokens.ts';
import { unusableFaults } from './unusable.ts';
import { useridFaults } from './userids.ts';
import { userFaults } from './users.ts';

export const FAULTS: readonly ExpertFault[] = [
  ...passwordFaults,
  ...refusalFaults,
  ...rightsFaults,
  ...statusFaults,
  ...useridFaults,
  ...tokenFaults,
  ...authenticationFaults,
  ...userFaults,
  ...formatFaults,
  ...sampleFaults,
  ...nameFaults,
  ...unusableFaults,
  ...crashFaults,
  ...roleFaults,
  ...sessionFaults,
  ...serverTokenFaults,
  ...falsifiedFields(FIELDS),
];
