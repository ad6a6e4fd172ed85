/** What the code here proves, to compare a record with it. */
import { join } from 'node:path';
import type { Command } from '../command-line/command.ts';
import { listTests } from '../command-line/listing.ts';
import { commitHere, hasChanges } from '../machine/clone.ts';
import { PROJECT } from '../machine/project.ts';
import { version } from '../run-id.ts';
import { secrets } from '../secrets/registry.ts';
import { redactMessage } from '../secrets/worker-output.ts';
import { addressOf, detailsOf } from '../verdict/cell.ts';

/** The code of this project folder. */
export interface ThisCode {
  /** The version of Keyturn. */
  keyturn: string;
  /** The commit, if the folder is a clone without changes. */
  commit: string | undefined;
  /** The cells and checks of all systems, by address, with their code as a record contains it. `undefined` if they could not be listed. */
  tests: ReadonlyMap<string, string | undefined> | undefined;
}

/** @param command whose cells and checks */
export async function codeHere(command: Command): Promise<ThisCode> {
  // Otherwise, only the systems of the configured tenants would be listed.
  const environment = { KEYTURN_TARGET: 'emulator' };
  const listed = await listTests(join(PROJECT, 'playwright.config.ts'), command, environment);
  const tests = listed?.flatMap(({ annotations }): [string, string | undefined][] => {
    const address = addressOf(annotations);
    if (address === undefined) return [];
    // A record was redacted, and some code looks like a secret: `// With a cookie: …`
    const redacted = redactMessage({ text: detailsOf(annotations)?.source?.text }, secrets);
    return [[address, (redacted as { text?: string }).text]];
  });
  // Nothing proves everything, so an empty list is not a list.
  const known = tests === undefined || tests.length === 0 ? undefined : new Map(tests);
  const commit = hasChanges() === false ? commitHere() : undefined;
  return { keyturn: version, commit, tests: known };
}
