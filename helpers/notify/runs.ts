/** Reads the recorded runs that messages are about: one run, or the newest one of each tenant of a fleet. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { readStoredRecord } from '../executed-notebook/stored-record.ts';
import { FLEET_FOLDER, FLEET_JSON } from '../fleet/result.ts';
import { parseJson } from '../json.ts';
import { displayPath } from '../machine/project.ts';
import type { RunRecord } from '../record/schema.ts';
import { RECORD } from '../results/files.ts';
import { describe } from '../verdict/errors.ts';

/** A run, and the name of its tenant in the fleet file. */
export interface NotifiedRun {
  record: RunRecord;
  name: string | undefined;
}

/** The runs, or the problem as a message for a person. */
export type NotifiedRuns =
  | {
      ok: true;
      runs: NotifiedRun[];
      /** Tenants of the fleet that have not run. */
      withoutRun: string[];
    }
  | { ok: false; problem: string };

/** A name is also that of a folder, so nothing else may be in its place. */
const fleetReport = z.looseObject({
  tenants: z.array(z.looseObject({ name: z.string().regex(/^[a-z\d][a-z\d-]*$/) })),
});

/** @param path a record, a folder of results, or the folder of a fleet's results (or its `fleet.json`) */
export function readRuns(path: string): NotifiedRuns {
  const given = resolve(path);
  const fleet = basename(given) === FLEET_JSON ? given : join(given, FLEET_JSON);
  if (existsSync(fleet) && !existsSync(join(given, RECORD))) return readFleet(fleet);
  const stored = readStoredRecord(given);
  if (stored.ok) return { ok: true, runs: [{ record: stored.record, name: undefined }], withoutRun: [] };
  const fleetHere = join(given, FLEET_FOLDER);
  const hint = existsSync(join(fleetHere, FLEET_JSON))
    ? `\nThe results of a fleet are there: npm run notify -- ${displayPath(fleetHere)}`
    : '';
  return { ok: false, problem: `${stored.problem}${hint}` };
}

function readFleet(file: string): NotifiedRuns {
  const read = fleetReport.safeParse(parseJson(textOf(file)));
  if (!read.success)
    return {
      ok: false,
      problem: describe(`${file} is not the report of a fleet, or is damaged.`, {
        remedy: 'draw it again: npm run fleet -- --page',
        help: 'fleet',
      }),
    };
  const runs: NotifiedRun[] = [];
  const withoutRun: string[] = [];
  for (const { name } of read.data.tenants) {
    const folder = join(dirname(file), name);
    if (!existsSync(join(folder, RECORD))) {
      withoutRun.push(name);
      continue;
    }
    const stored = readStoredRecord(folder);
    if (!stored.ok) return stored;
    runs.push({ record: stored.record, name });
  }
  return { ok: true, runs, withoutRun };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
