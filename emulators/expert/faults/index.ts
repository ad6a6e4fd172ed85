/** The lies that the emulated site can tell: one file a subject, put together here. */
import type { NamedFault } from '../../common/faults.ts';
import type { Site } from '../site/site.ts';
import { passwordFaults } from './passwords.ts';

export type ExpertFault = NamedFault<Site>;

export const FAULTS: readonly ExpertFault[] = [...passwordFaults];
