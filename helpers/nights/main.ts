/** The command `npm run nights`: the last nights of each tenant, whether one is missing, and the issues about them. */
import { CONSOLE, type Output } from '../command-line/output.ts';
import { damagedNamesIn, tenantsIn } from '../history/files.ts';
import { findTenant } from '../history/find-tenant.ts';
import { isLoopback } from '../http/loopback.ts';
import { loggable } from '../http/printable.ts';
import { displayPath } from '../machine/project.ts';
import { runAgainTrusting } from '../machine/trusting.ts';
import { linkToJob } from '../notify/job-link.ts';
import { secrets } from '../secrets/registry.ts';
import type { Loaded } from '../settings/load.ts';
import { mistakesError } from '../settings/mistake.ts';
import { teach } from '../settings/secrets.ts';
import { loadSettings } from '../systems/settings.ts';
import { Blocked, describe, endingMessage } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { waitLine } from '../waiting.ts';
import { staleBecause } from './age.ts';
import { type Asked, readArguments, REPOSITORY } from './arguments.ts';
import { GitHub, type Repository } from './github.ts';
import { handleIssues, issueLines, type IssueReport } from './issues.ts';
import { inARow, type Nights, nightsOf } from './nights.ts';
import { nightLines } from './table.ts';

/** What was found. */
interface Report {
  tenants: Nights[];
  /** Why a tenant does not count as judged recently, as sentences. */
  stale: string[];
  issues: IssueReport[] | undefined;
}

/**
 * Runs the command.
 *
 * @param words the command line
 * @param environment for tests
 * @param now for tests
 * @returns the exit code. It is 2 if a night is missing, or if something could not be done. A red night alone does not change it.
 */
export async function nights(
  words: readonly string[],
  { print, complain }: Output = CONSOLE,
  environment: NodeJS.ProcessEnv = process.env,
  now = Date.now(),
): Promise<number> {
  const safe = (text: string) => loggable(secrets.redact(text));
  const loaded = loadSettings(environment);
  // A mistake in the command line repeats what was typed, which may be a secret.
  teach(loaded, secrets);
  secrets.learn(tokenIn(environment), 'access token', 'GITHUB_TOKEN');
  const asked = readArguments(words);
  const isJson = asked.ok ? asked.asked.json : asked.json;
  const fail = (message: string) => {
    complain(safe(`\n  ${message.replaceAll('\n', '\n  ')}\n`));
    // Whoever reads the JSON finds the problem there.
    if (isJson) print(safe(JSON.stringify({ exitCode: EXIT.notJudged, problem: message }, undefined, 2)));
    return EXIT.notJudged;
  };
  if (!asked.ok) return fail(asked.mistake);
  const output: Output = {
    print: isJson ? () => undefined : (line) => print(safe(line)),
    complain: (line) => complain(safe(line)),
  };
  try {
    const report = await examine(asked.asked, { loaded, output, environment, now });
    if (typeof report === 'number') return report;
    const exitCode = exitCodeOf(report);
    if (isJson) print(safe(JSON.stringify(forJson(report, exitCode, asked.asked.last), undefined, 2)));
    return exitCode;
  } catch (error) {
    return fail(endingMessage(error));
  }
}

interface Examining {
  loaded: Loaded;
  output: Output;
  environment: NodeJS.ProcessEnv;
  now: number;
}

/** @returns the exit code of another process, if that did everything */
async function examine(
  asked: Asked,
  { loaded, output, environment, now }: Examining,
): Promise<Report | number> {
  const mistakes = loaded.outside.mistakes.filter(({ variable }) => !variable.startsWith('KEYTURN_NOTIFY'));
  if (mistakes.length > 0) throw mistakesError({ ...loaded, mistakes });
  const repository = asked.issues ? repositoryFor(asked, environment) : undefined;
  if (repository !== undefined) {
    const again = await runAgainTrusting(loaded.outside.extraCertificates);
    if (again !== undefined) return again;
  }
  const tenants = chosen(asked, loaded).map((tenant) => nightsOf(loaded.history, tenant, asked.command));
  for (const each of tenants) output.print(`${nightLines(each, asked.last).join('\n')}\n`);
  const { maxAge } = asked;
  const stale = maxAge === undefined ? [] : tenants.flatMap((each) => staleBecause(each, maxAge, now) ?? []);
  for (const sentence of stale) output.complain(`  ${describe(sentence, STALE).replaceAll('\n', '\n  ')}\n`);
  const issues = asked.issues
    ? await issuesAbout(tenants, repository, { asked, loaded, output, environment })
    : undefined;
  return { tenants, stale, issues };
}

const STALE = {
  remedy: 'see whether the job still starts, and what stopped its runs',
  help: 'nights',
} as const;

/**
 * Returns the tenants that are asked about. An emulator is not a tenant that has nights, unless it is named or nothing else is
 * asked than to see them.
 */
function chosen({ tenant, maxAge, issues }: Asked, { history }: Loaded): string[] {
  const all = tenantsIn(history);
  const remedy = 'keep this folder from one night to the next, or name another one with KEYTURN_HISTORY';
  if (all.length === 0)
    throw new Blocked(`No run is recorded in ${displayPath(history)}.`, { remedy, help: 'nights' });
  if (tenant !== undefined) {
    const found = findTenant(tenant, all);
    if (!found.ok) throw new Blocked(found.problem, { remedy, where: displayPath(history), help: 'nights' });
    return [found.tenant];
  }
  if (maxAge === undefined && !issues) return all;
  const [damaged] = damagedNamesIn(history);
  if (damaged !== undefined)
    throw new Blocked(`${displayPath(damaged)} is damaged, so the nights of a tenant are missing here.`, {
      remedy:
        'run Keyturn on that tenant, which writes the file again, or remove its folder from the history',
      help: 'nights',
    });
  const live = all.filter((each) => !each.startsWith('emulator of '));
  if (live.length === 0)
    throw new Blocked(`Only runs on emulators are recorded in ${displayPath(history)}.`, {
      remedy: `name one: --tenant "${all[0] ?? ''}"; or ${remedy}`,
      help: 'nights',
    });
  return live;
}

/**
 * Returns where the issues are, or `undefined` if there is no token: then nothing is read and nothing is done.
 *
 * @throws {Blocked} if they are to be written, or there is a token, and something is missing
 */
function repositoryFor({ apply, repository }: Asked, environment: NodeJS.ProcessEnv): Repository | undefined {
  const token = tokenIn(environment);
  const { GITHUB_REPOSITORY: given = '', GITHUB_API_URL: apiUrl = 'https://api.github.com' } = environment;
  const wrong = (sentence: string, remedy: string) =>
    new Blocked(sentence, { remedy, help: 'github-issues' });
  if (token === '') {
    if (!apply) return undefined;
    throw wrong(
      `GITHUB_TOKEN is ${environment['GITHUB_TOKEN'] === undefined ? 'not set' : 'empty'}, so no issue can be opened, updated or closed.`,
      'in a workflow, set it in “env” to ${{ github.token }}, with “permissions: { issues: write }” for this job; without --apply, no token is needed',
    );
  }
  const name = repository ?? given;
  if (!REPOSITORY.test(name))
    throw wrong(
      name === ''
        ? 'GITHUB_REPOSITORY is not set.'
        : `GITHUB_REPOSITORY is not the name of a repository: ${name}`,
      'set it to owner/name, or use --repo owner/name',
    );
  const url = URL.canParse(apiUrl) ? new URL(apiUrl) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  if (url === undefined || !isSafe || url.username !== '' || url.password !== '')
    throw wrong(
      'GITHUB_API_URL is not the https URL of an API.',
      'remove it for github.com; for GitHub Enterprise, set it to https://HOST/api/v3',
    );
  return { apiUrl: url.href, name, token };
}

function tokenIn({ GITHUB_TOKEN: token = '' }: NodeJS.ProcessEnv): string {
  return token.trim();
}

interface AboutIssues {
  asked: Asked;
  loaded: Loaded;
  output: Output;
  environment: NodeJS.ProcessEnv;
}

async function issuesAbout(
  tenants: readonly Nights[],
  repository: Repository | undefined,
  { asked, loaded, output, environment }: AboutIssues,
): Promise<IssueReport[]> {
  const github =
    repository === undefined
      ? undefined
      : new GitHub(repository, {
          proxy: loaded.outside.proxy,
          onWait: (ms, reason) => output.print(waitLine(ms, reason)),
        });
  output.print(headOfIssues(asked, repository));
  try {
    const link = asked.link ?? linkToJob(environment);
    const reports = await handleIssues(tenants, github, { ...asked, link, history: loaded.history });
    for (const report of reports) {
      const show = report.failure === undefined ? output.print : output.complain;
      for (const line of issueLines(report)) show(`  ${line}`);
    }
    return reports;
  } finally {
    await github?.dispose();
  }
}

function headOfIssues({ apply }: Asked, repository: Repository | undefined): string {
  if (repository === undefined)
    return 'Issues (GITHUB_TOKEN is not set, so it is not known which ones are open; nothing is done):';
  return `Issues in ${repository.name}${apply ? '' : ' (nothing is done without --apply)'}:`;
}

function exitCodeOf({ stale, issues = [] }: Report): number {
  return stale.length > 0 || issues.some(({ failure }) => failure !== undefined)
    ? EXIT.notJudged
    : EXIT.conformant;
}

/** Returns the report as `--json` prints it, newest nights first. */
function forJson({ tenants, stale, issues }: Report, exitCode: number, last: number): object {
  return {
    exitCode,
    stale,
    tenants: tenants.map(({ tenant, command, points }) => ({
      tenant,
      command,
      inARow: inARow(points),
      nights: points.slice(-last).toReversed(),
    })),
    ...(issues === undefined ? {} : { issues }),
  };
}
