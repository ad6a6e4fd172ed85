import { fileURLToPath } from 'node:url';

/** The folder of the project: where the ledger and the emulators are. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
