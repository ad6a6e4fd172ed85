/** What a run needs of the machine on which it runs. */
import { onOneLine } from '../lines.ts';
import { candidateBrowsers, choose } from '../browser/find.ts';
import { configuredBrowserError } from '../browser/install.ts';
import { findWorkingBrowser } from '../browser/try.ts';
import { type Deviation, hasExpired } from '../contract/deviations.ts';
import { historyError } from '../history/history.ts';
import { describeProxy } from '../http/proxy.ts';
import { ledgerError } from '../ledger/files.ts';
import { displayPath } from '../machine/project.ts';
import { checkWritable } from '../machine/writable.ts';
import type { Finding, Requirement } from '../preflight/requirements.ts';
import { describeLeakingVariables } from '../runner/leaking-variables.ts';
import type { Loaded } from '../settings/load.ts';
import type { Settings } from '../settings/settings.ts';
import type { Target } from '../systems/targets.ts';
import type { Blocked } from '../verdict/errors.ts';

/** What the requirements of a machine are checked on. */
export interface MachineSubject {
  loaded: Loaded;
  /** The tenants that are configured. */
  tenants: readonly (Target & { tenant: string })[];
  environment: NodeJS.ProcessEnv;
}

/** A deviation that expires this soon is worth a warning, in ms. */
const SOON_MS = 14 * 24 * 3_600_000;

export const machine: readonly Requirement<MachineSubject>[] = [
  {
    name: 'node',
    sentence: 'Keyturn runs on this Node.',
    // bin/keyturn.mjs has ended if it does not.
    check: () => ({ is: 'met', seen: process.versions.node }),
  },
  {
    name: 'environment',
    sentence: 'No variable of the environment would leak secrets.',
    check: ({ environment }) => {
      const leaking = describeLeakingVariables(environment);
      if (leaking.length === 0) return { is: 'met' };
      return {
        is: 'missing',
        problem: {
          message: leaking.join('\n'),
          remedy: 'unset it, and run again',
          where: 'the environment',
          help: 'leaking-variables',
        },
      };
    },
  },
  {
    name: 'browser',
    sentence: 'A browser starts, and opens a page.',
    check: ({ loaded, tenants }) => {
      const needed = tenants.some(({ system }) => system.testUserNeedsBrowser);
      if (!needed)
        return {
          is: 'unknown',
          why: loaded.ok ? 'no configured system needs one' : 'the settings have mistakes',
        };
      return checkBrowser(loaded.ok ? loaded.settings.browser : undefined);
    },
  },
  {
    name: 'proxy',
    sentence: 'The route to the network is clear.',
    check: ({ loaded }) =>
      loaded.ok
        ? { is: 'met', seen: routeOf(loaded.settings) }
        : { is: 'unknown', why: 'the settings have mistakes' },
  },
  {
    name: 'folders',
    sentence: 'Keyturn can write to its folders.',
    check: ({ loaded, tenants }) => {
      const { results, state, history } = loaded;
      const problems: (Blocked | undefined)[] = [
        checkWritable({ path: results, purpose: 'the reports', variable: 'KEYTURN_RESULTS' }),
        ...tenants.map(({ tenant }) => ledgerError(tenant, state)),
        ...tenants.map(({ system, tenant }) => historyError(system.name, tenant, history)),
      ];
      const problem = problems.find((each) => each !== undefined);
      if (problem !== undefined) throw problem;
      return { is: 'met', seen: [results, state, history].map((path) => displayPath(path)).join(', ') };
    },
  },
  {
    name: 'deviations',
    sentence: 'No known deviation expires soon.',
    check: ({ loaded, tenants }) =>
      loaded.ok
        ? checkDeviations(loaded.settings.deviations, tenants)
        : { is: 'unknown', why: 'the settings have mistakes' },
  },
];

/** The browser that starts is the one that the rest of the examination uses. Nothing is installed. */
async function checkBrowser(configured: string | undefined): Promise<Finding> {
  const { good, failures } = await findWorkingBrowser(candidateBrowsers(configured), { headless: true });
  if (good !== undefined) {
    choose(configured, good);
    return { is: 'met', seen: good.title };
  }
  if (configured !== undefined) throw configuredBrowserError(failures);
  return {
    is: 'met, but',
    problem: {
      message:
        failures.length === 0
          ? 'No browser was found. The first run installs one.'
          : `None of the installed browsers starts. The first run installs one.\n${failures.join('\n')}`,
      remedy: 'npx playwright install chromium does it now, so that the sign-in page can be checked as well',
      help: 'browser',
    },
  };
}

function routeOf({ proxy, extraCertificates }: Settings): string {
  const route = proxy === undefined ? 'directly, without a proxy' : `through ${describeProxy(proxy)}`;
  const but = proxy === undefined || proxy.noProxy === '' ? '' : `, except for ${proxy.noProxy}`;
  const certificates =
    extraCertificates === undefined
      ? ''
      : `; API calls also trust ${displayPath(extraCertificates)}, the browser trusts what the system trusts`;
  return `${route}${but}${certificates}`;
}

function checkDeviations(deviations: readonly Deviation[], tenants: MachineSubject['tenants']): Finding {
  const hosts = new Set(tenants.map(({ tenant }) => new URL(tenant).host));
  const ours = deviations.filter(({ tenant }) => hosts.has(tenant.toLowerCase()));
  const soon = new Date(Date.now() + SOON_MS);
  const ending = ours.filter((each) => hasExpired(each, soon));
  if (ending.length === 0) return { is: 'met', seen: `${String(ours.length)} are known` };
  const lines = ending.map((each) =>
    hasExpired(each)
      ? `${each.check} expired on ${each.expires}, so it blocks runs (${onOneLine(each.reason)})`
      : `${each.check} expires on ${each.expires} (${onOneLine(each.reason)})`,
  );
  return {
    is: ending.some((each) => hasExpired(each)) ? 'missing' : 'met, but',
    problem: {
      message: lines.join('\n'),
      remedy: 'ask whether the tenant still deviates, then remove the entry or give it a later day',
      where: 'the file of known deviations (KEYTURN_DEVIATIONS)',
      help: 'deviations',
    },
  };
}
