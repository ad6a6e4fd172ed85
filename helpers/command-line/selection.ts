/**
 * Finds everything on the command line that does not exist. A misspelled check, file or system must produce a message
 * before the first call, and never a run of the rest.
 */
import { settingsPlace } from '../settings-place.ts';
import type { ReportedTest } from '../results/json-report.ts';
import { joinWithOr } from '../settings/variables.ts';
import { SYSTEMS } from '../systems/index.ts';
import type { Target } from '../systems/targets.ts';
import { addressOf } from '../verdict/cell.ts';
import { describe } from '../verdict/errors.ts';
import type { Selection } from './arguments.ts';
import { type Command, preflightIsProject } from './command.ts';
import { similarNames } from '../similar.ts';

/** The run that the command line belongs to. */
interface Run {
  command: Command;
  targets: readonly Target[];
  /** All tests, selected or not. */
  tests: readonly ReportedTest[];
}

/** Returns the names that match no project of the run. They may contain `*`. */
export function unknownProjects(
  requested: readonly string[],
  targets: readonly Target[],
  command: Command,
): string[] {
  const known = targets.flatMap(({ system: { name } }) =>
    preflightIsProject(command) ? [name, `${name}-preflight`] : [name],
  );
  return [...new Set(requested)].filter((name) => !known.some((project) => projectMatcher(name)(project)));
}

/** Whether a project matches one of these names. Without names, all projects are requested. */
export function isRequested(project: string, names: readonly string[]): boolean {
  return names.length === 0 || names.some((name) => projectMatcher(name)(project));
}

/** What the command line requests. */
type Requested = Readonly<
  Record<'addresses' | 'files' | 'projects', readonly string[]> & Pick<Selection, 'grep'>
>;

/** Returns a message for everything requested that does not exist, or an empty list if all of it exists. */
export function selectionMistakes({ addresses, files, projects, grep }: Requested, run: Run): string[] {
  const unknown = unknownProjects(projects, run.targets, run.command);
  if (unknown.length > 0) return unknown.map((name) => noSuchProject(name, run));
  const chosen = run.tests.filter(({ projectName }) => isRequested(projectName, projects));
  const wrongAddresses = addresses.flatMap((address) => unknownAddress(address, chosen, run) ?? []);
  const wrongFiles = files.flatMap((file) => unknownFile(file, chosen, run) ?? []);
  const wrong = [...wrongAddresses, ...wrongFiles];
  if (wrong.length > 0) return wrong;
  if (addresses.length > 0 && files.length > 0) return ['Use either an address or a file, not both.'];
  // bin/keyturn.mjs turns an address into a --grep pattern, which is not the user's.
  if (addresses.length > 0 || grep === undefined) return [];
  const pattern = parsePattern(grep);
  if (pattern === undefined || chosen.some(({ searched }) => pattern.test(searched))) return [];
  return [`No test has a title or tag that matches --grep ${grep}. To list all tests: --list`];
}

function noSuchProject(name: string, { targets }: Run): string {
  const system = SYSTEMS.find((each) => projectMatcher(name)(each.name));
  if (system !== undefined) return notInThisRun(`The project ${name}`, targets);
  const names = targets.map((target) => target.system.name);
  return `Unknown project ${name}. ${didYouMean(similarNames(name, names))}${names.length === 1 ? 'Project' : 'Projects'}: ${names.join(', ')}.`;
}

function notInThisRun(what: string, targets: readonly Target[]): string {
  const about = targets.map(({ system, tenant }) => `${system.title} on ${tenant ?? 'the emulator'}`);
  return describe(`${what} is not part of this run, which tests ${about.join(' and ')}.`, {
    remedy: 'configure a tenant for it; if any tenant is configured, only the configured ones run',
    where: `${settingsPlace()}; .env.example explains each setting`,
    help: 'no-tenant',
  });
}

function unknownAddress(
  requested: string,
  chosen: readonly ReportedTest[],
  { command, targets, tests }: Run,
): string | undefined {
  const [address = ''] = requested.split('#');
  const matches = (each: string) => each === address || each.startsWith(`${address}/`);
  if (checksIn(chosen).some(matches)) return undefined;
  const all = checksIn(tests);
  if (all.some(matches)) return `${requested} is not in the projects selected with --project.`;
  const [system = '', , name] = address.split('/');
  if (
    SYSTEMS.some((each) => each.name === system) &&
    !targets.some((target) => target.system.name === system)
  )
    return notInThisRun(requested, targets);
  if (all.length === 0 && command !== 'contract' && command !== 'playwright')
    return `npm ${command === 'start' ? '' : 'run '}${command} runs no contract checks. To run ${requested}: npm run contract -- ${requested}`;
  const known = name === undefined ? all.map(subjectOf) : all;
  return `Unknown check ${requested}. ${didYouMean(similarNames(address, known))}To list all checks: npm run contract -- --list`;
}

function unknownFile(
  requested: string,
  chosen: readonly ReportedTest[],
  { command, tests }: Run,
): string | undefined {
  const [, path = requested] = /^(.*?)(?::\d+){1,2}$/.exec(requested) ?? [];
  const pattern = parsePattern(path);
  const matches = ({ file }: ReportedTest) =>
    pattern === undefined || pattern.test(`/specs/${file}`) || pattern.test(file);
  if (chosen.some(matches)) return undefined;
  if (tests.some(matches)) return `${requested} is not in the projects selected with --project.`;
  const checks = checksIn(tests);
  // A plain `npx playwright test` treats an address as the path of a file.
  if (
    checks.includes(requested.toLowerCase().replace(/#.*/, '')) ||
    checks.map(subjectOf).includes(requested.toLowerCase())
  )
    return `${requested} is the address of a check, not a file. Run it with: npm run contract -- ${requested}`;
  const files = [...new Set(tests.map(({ file }) => file))];
  return /^[\w-]+\/[\w-]+(?:\/[\w-]+)?(?:#[\w-]*)?$/.test(requested)
    ? `No check and no spec file is called ${requested}. ${didYouMean(similarNames(requested, [...checks, ...checks.map(subjectOf)]))}To list them: ${listing(command)}`
    : `No spec file matches ${requested}. ${didYouMean(similarFiles(requested, files))}To list them: ${listing(command)}`;
}

function listing(command: Command): string {
  if (command === 'playwright') return 'npx playwright test --list';
  return command === 'start' ? 'npm start -- --list' : `npm run ${command} -- --list`;
}

/** Returns the addresses of the contract checks. Cells cannot be selected on their own. */
function checksIn(tests: readonly ReportedTest[]): string[] {
  return tests
    .flatMap(({ annotations }) => addressOf(annotations) ?? [])
    .filter((each) => !/\/notebook\//.test(each));
}

function subjectOf(address: string): string {
  return address.split('/').slice(0, 2).join('/');
}

function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : `Did you mean ${joinWithOr(names)}? `;
}

/** Compares file names only, without their common endings. */
function similarFiles(requested: string, files: readonly string[]): string[] {
  const short = (path: string) =>
    (path.split(/[\\/]/).at(-1) ?? path)
      .replace(/(?:\.\w+)*\.ts$/, '')
      .replace(/\.(?:notebook|spec|setup)$/g, '');
  const names = similarNames(short(requested), files.map(short));
  return names.flatMap((name) => files.filter((file) => short(file) === name));
}

/** Matches names the way Playwright's `--project` does. */
function projectMatcher(requested: string): (project: string) => boolean {
  const pattern = requested
    .toLowerCase()
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return (project) => new RegExp(`^${pattern}$`).test(project.toLowerCase());
}

/** Parses a pattern the way Playwright's command line does. Returns `undefined` if it is not a regular expression. */
function parsePattern(pattern: string): RegExp | undefined {
  const [, inner = pattern, flags = 'i'] = /^\/(.*)\/([gi]*)$/.exec(pattern) ?? [];
  try {
    return new RegExp(inner, flags.replace('g', ''));
  } catch {
    return undefined;
  }
}
