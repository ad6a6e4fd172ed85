/** The faults of the emulated tenant, with one file for each subject. */
import { falsifiedFields } from '../../common/overlays.ts';
import { FIELDS } from '../fields/index.ts';
import type { ZendeskFault } from '../overlays/types.ts';
import { browserSessionFaults } from './browser-sessions.ts';
import { creationFaults } from './creation.ts';
import { deletionFaults } from './deletion.ts';
import { errorFaults } from './errors.ts';
import { leakFaults } from './leaks.ts';
import { oauthFaults } from './oauth.ts';
import { passwordChangingFaults } from './password-changing.ts';
import { passwordHandlingFaults } from './password-handling.ts';
import { passwordSettingFaults } from './password-setting.ts';
import { refreshFaults } from './refresh.ts';
import { requirementFaults } from './requirements.ts';
import { revocationFaults } from './revocation.ts';
import { roleFaults } from './roles.ts';
import { sampleFaults } from './samples.ts';
import { signInFaults } from './sign-in.ts';
import { tokenFaults } from './tokens.ts';
import { unusableFaults } from './unusable.ts';
import { userFaults } from './users.ts';

export const FAULTS: readonly ZendeskFault[] = [
  ...passwordSettingFaults,
  ...passwordChangingFaults,
  ...passwordHandlingFaults,
  ...requirementFaults,
  ...leakFaults,
  ...tokenFaults,
  ...revocationFaults,
  ...refreshFaults,
  ...oauthFaults,
  ...signInFaults,
  ...creationFaults,
  ...userFaults,
  ...deletionFaults,
  ...browserSessionFaults,
  ...roleFaults,
  ...errorFaults,
  ...sampleFaults,
  ...unusableFaults,
  ...falsifiedFields(FIELDS),
];
