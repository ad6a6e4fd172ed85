import type { WhatToDo } from '../../helpers/verdict/errors.ts';

/** For errors of which a test looks at something else. */
export const WHAT_TO_DO: WhatToDo = { remedy: 'run again', help: 'network' };
