import { expert } from './expert/index.ts';
import type { System } from './system.ts';
import { zendesk } from './zendesk/index.ts';

/** The systems that Keyturn has a notebook for, in the order in which they run. To add a system, add it here. */
export const SYSTEMS: readonly System[] = [zendesk, expert];
