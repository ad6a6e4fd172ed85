/** Writes one report. */
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Shows `bin/keyturn.mjs`, in the same process, that the reports belong to this run. */
const REPORTED_VARIABLE = 'KEYTURN_REPORTED';

/** Writes a report atomically: until it is complete, readers see the previous one. */
export function writeReport(path: string, content: string): void {
  process.env[REPORTED_VARIABLE] = '1';
  mkdirSync(join(path, '..'), { recursive: true });
  const draft = `${path}.${String(process.pid)}`;
  try {
    writeFileSync(draft, content);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Returns a value as the text of a report. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
