/** The reports of a whole fleet: `fleet.json`, and the page with all tenants. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD } from '../results/files.ts';
import { json, writeReport } from '../results/write-report.ts';
import { version } from '../run-id.ts';
import { nightsOf } from './nights.ts';
import { fleetPage } from './page.ts';
import { CONSOLE, FLEET_JSON, FLEET_PAGE, RESULT_VERSION, type TenantResult } from './result.ts';

/** The fleet that the reports are about. */
export interface FleetState {
  /** The fleet file, as messages name it. */
  file: string;
  startedAt: Date;
  endedAt: Date;
  /** Whether everything that was asked for has ended. */
  ended: boolean;
  interrupted: boolean;
  /** `null` if it has not ended. */
  exitCode: number | null;
}

/** One tenant in `fleet.json`: its newest result, and where its reports are, relative to that file. */
export type ReportedTenant = TenantResult & {
  paths: { notebook?: string; record?: string; console?: string };
};

/** `fleet.json`. */
export interface FleetReport {
  version: number;
  keyturn: string;
  file: string;
  startedAt: string;
  durationMs: number;
  ended: boolean;
  interrupted: boolean;
  exitCode: number | null;
  tenants: ReportedTenant[];
}

/**
 * Writes both reports. Returns their paths.
 *
 * @param results of all tenants of the fleet file, in its order
 */
export function writeFleetReports(
  folder: string,
  results: readonly TenantResult[],
  {
    history,
    safe,
    startedAt,
    endedAt,
    ...state
  }: FleetState & { history: string; safe: (text: string) => string },
): { page: string; data: string } {
  const report: FleetReport = {
    version: RESULT_VERSION,
    keyturn: version,
    ...state,
    startedAt: startedAt.toISOString(),
    durationMs: endedAt.getTime() - startedAt.getTime(),
    tenants: results.map((result) => ({ ...result, paths: pathsOf(folder, result.name) })),
  };
  const [page, data] = [join(folder, FLEET_PAGE), join(folder, FLEET_JSON)];
  writeReport(data, safe(json(report)));
  writeReport(page, safe(fleetPage(report, nightsOf(report.tenants, history))));
  return { page, data };
}

function pathsOf(folder: string, name: string): ReportedTenant['paths'] {
  const paths = {
    notebook: `${name}/notebook.html`,
    record: `${name}/${RECORD}`,
    console: `${name}/${CONSOLE}`,
  };
  return Object.fromEntries(Object.entries(paths).filter(([, path]) => existsSync(join(folder, path))));
}
