/** The newest result of each tenant: a file in its folder of results, so that folders of several machines can be put together. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { parseJson } from '../json.ts';
import { json, writeReport } from '../results/write-report.ts';
import { version } from '../run-id.ts';
import { VERDICTS } from '../verdict/verdict.ts';

/** The folder in the results in which each tenant has a folder. */
export const FLEET_FOLDER = 'fleet';

/** Files of a tenant's folder. */
const RESULT = 'tenant.json';
export const CONSOLE = 'console.txt';

/** Files of the whole fleet. */
export const FLEET_JSON = 'fleet.json';
export const FLEET_PAGE = 'index.html';

export const RESULT_VERSION = 1;

/** What changed on one tenant since its previous run. */
const changes = z.object({
  /** The tenant's URL, or `emulator of zendesk`. */
  tenant: z.string(),
  /** The previous run. `null` if there is none to compare with. */
  previous: z.object({ run: z.string(), startedAt: z.string() }).nullable(),
  /** How much ended in both runs, if that is not everything: `3 of 12 cells and checks`. Nothing is known of the rest. */
  part: z.string().optional(),
  /** The most important changes, a line for each. */
  lines: z.array(z.string()),
  /** How many more there are. */
  more: z.int(),
});

/** Some thirty years. With more, the end of a run may be no date. */
const MAX_DURATION_MS = 1e12;

const tenantResult = z.object({
  version: z.literal(RESULT_VERSION),
  /** The version of Keyturn. */
  keyturn: z.string(),
  name: z.string(),
  command: z.enum(['start', 'contract']),
  workers: z.int(),
  severity: z.enum(['release', 'watch']),
  /** `waiting` and `running` also remain if the fleet was killed. */
  state: z.enum(['waiting', 'running', 'ended']),
  /** `null` if its run has not ended. */
  verdict: z.enum(VERDICTS).nullable(),
  emulated: z.boolean(),
  /** How it counts: also red after a leak or with leftovers. `null` if its run has not ended. */
  outcome: z.enum(['green', 'red', 'not judged', 'interrupted']).nullable(),
  /** The reason, in one line. */
  sentence: z.string(),
  /** The run ID. `null` if there was no run. */
  run: z.string().nullable(),
  /** Of the run. `null` if it has none, because its process was killed or never started. */
  exitCode: z.int().nullable(),
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime().nullable(),
  durationMs: z.number().min(-MAX_DURATION_MS).max(MAX_DURATION_MS).nullable(),
  targets: z.array(z.object({ system: z.string(), title: z.string(), tenant: z.string() })),
  /** A sentence for each thing that is certainly left. */
  left: z.array(z.string()),
  /** A sentence for each leak. */
  leaks: z.array(z.string()),
  changes: z.array(changes),
});

/** The newest result of a tenant. */
export type TenantResult = z.infer<typeof tenantResult>;
export type Changes = z.infer<typeof changes>;

/** Returns the newest result of a tenant. `undefined` if there is none, or if it is damaged or of another version. */
export function readResult(folder: string, name: string): TenantResult | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, name, RESULT), 'utf8');
  } catch {
    return undefined;
  }
  const read = tenantResult.safeParse(parseJson(text));
  return read.success && read.data.name === name ? read.data : undefined;
}

/** Returns the result of a tenant that has not run yet. */
export function withoutResult({
  name,
  command,
  workers,
  severity,
}: Pick<TenantResult, 'name' | 'command' | 'workers' | 'severity'>): TenantResult {
  return {
    version: RESULT_VERSION,
    keyturn: version,
    ...{ name, command, workers, severity },
    state: 'waiting',
    verdict: null,
    emulated: false,
    outcome: null,
    sentence: 'It has not run yet.',
    run: null,
    exitCode: null,
    startedAt: null,
    durationMs: null,
    targets: [],
    left: [],
    leaks: [],
    changes: [],
  };
}

/** Returns what a run tests, as its result contains it. */
export function targetsOfResult(
  targets: readonly { system: string; title: string; tenant: string | undefined }[],
): TenantResult['targets'] {
  return targets.map((target) => ({ ...target, tenant: target.tenant ?? 'emulator' }));
}

/** Returns when the run of a result ended, or `undefined` if there was none. */
export function endOf({ startedAt, durationMs }: TenantResult): number | undefined {
  return startedAt === null ? undefined : Date.parse(startedAt) + (durationMs ?? 0);
}

/** Writes the newest result of a tenant. */
export function writeResult(folder: string, result: TenantResult): void {
  writeReport(join(folder, result.name, RESULT), json(result));
}

/** Removes what an earlier fleet has written about a tenant, without its reports. */
export function clearResult(folder: string, name: string): void {
  for (const file of [RESULT, CONSOLE]) rmSync(join(folder, name, file), { force: true });
}
