/** A reporter that puts a folder in the place of the record, so that the record cannot be written. For a sweep, which has a folder of its own. */
import type { Reporter } from '@playwright/test/reporter';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export default class ObstructingReporter implements Reporter {
  printsToStdio(): boolean {
    return false;
  }

  onEnd(): Promise<void> {
    const record = join(process.env['KEYTURN_RESULTS'] ?? '', 'sweep', 'run.json');
    rmSync(record, { force: true });
    mkdirSync(record);
    writeFileSync(join(record, 'file'), '');
    return Promise.resolve();
  }
}
