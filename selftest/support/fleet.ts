/** A fleet of emulated tenants, which it treats as live ones. */
import type { TestInfo } from './test.ts';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ExpertEmulator } from '../../emulators/expert/index.ts';
import type { FleetReport } from '../../helpers/fleet/report.ts';
import { type Running, startIn } from './keyturn.ts';

/** A tenant of the fleet file. */
interface Entry {
  name: string;
  /** Without one, nothing listens on the tenant's port. */
  site?: Pick<ExpertEmulator, 'baseUrl' | 'admin'>;
  /** Other keys of the file. */
  keys?: Record<string, unknown>;
}

/** Where the password of a tenant is. */
const variableOf = (name: string) => `PASSWORD_OF_${name.toUpperCase()}`;

/** Nothing listens there. */
const CLOSED = {
  baseUrl: 'http://127.0.0.1:9',
  admin: { id: 1, username: 'Admin', password: 'pa55-of-nobody' },
};

/** A fleet whose file, settings, ledger and results are in the test's own folder. */
export function fleetOf(testInfo: TestInfo, entries: readonly Entry[], folder = 'fleet') {
  const own = testInfo.outputPath(folder);
  const file = join(own, 'fleet.yaml');
  mkdirSync(own, { recursive: true });
  writeFileSync(
    file,
    stringify({
      tenants: entries.map(({ name, site = CLOSED, keys }) => ({
        name,
        ...keys,
        env: {
          EXPERT_BASE_URL: site.baseUrl,
          EXPERT_ADMIN_USERNAME: site.admin.username,
          EXPERT_ADMIN_PASSWORD: `\${${variableOf(name)}}`,
        },
      })),
    }),
  );
  const passwords = Object.fromEntries(
    entries.map(({ name, site = CLOSED }) => [variableOf(name), site.admin.password]),
  );
  const results = join(own, 'results');
  return {
    results: join(results, 'fleet'),
    state: join(own, 'state'),
    /** Starts the command. */
    start: (flags: string[] = [], environment: Record<string, string> = {}): Running =>
      startIn(own, {
        command: 'fleet',
        flags,
        environment: {
          KEYTURN_RESULTS: results,
          KEYTURN_STATE: join(own, 'state'),
          KEYTURN_FLEET_FILE: file,
          ...passwords,
          ...environment,
        },
      }),
    /** Returns `fleet.json`, with the tenants by name. */
    report: () => {
      const report = JSON.parse(readFileSync(join(results, 'fleet', 'fleet.json'), 'utf8')) as FleetReport;
      return { ...report, tenants: Object.fromEntries(report.tenants.map((each) => [each.name, each])) };
    },
  };
}
