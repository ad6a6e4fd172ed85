import { expert } from './expert/index.ts';
import type { System } from './system.ts';
import { zendesk } from './zendesk/index.ts';

/** The systems that Keyturn has a notebook for, in the order in which they run: a further one is a line here. */
export const SYSTEMS: readonly System[] = [zendesk, expert];
