/**
 * What a command line asks for and there is not: a check, a file or a system that is misspelt must be a sentence before
 * anything is called, and never a run of the rest.
 */
import { distance } from 'fastest-levenshtein';
import type { ReportedTest } from '../results/json-report.ts';
import { SYSTEMS } from '../systems/index.ts';
import type { Target } from '../systems/targets.ts';
import { addressOf } from '../verdict/cell.ts';
import { describe } from '../verdict/errors.ts';
import type { Selection } from './arguments.ts';
import type { Command } from './command.ts';

/** What the run is, that it was asked of. */
interface Run {
  command: Command;
  targets: readonly Target[];
  /** All tests that there are. */
  tests: readonly ReportedTest[];
}

/** As many of the nearest names as are worth reading. */
const MAX_SUGGESTIONS = 3;

/** The names among these that no project of the run has. They may contain `*`. */
export function unknownProjects(asked: readonly string[], targets: readonly Target[]): string[] {
  const known = targets.flatMap(({ system: { name } }) => [name, `${name}-preflight`]);
  return [...new Set(asked)].filter((name) => !known.some((project) => projectMatcher(name)(project)));
}

/** Whether a project is among those that were asked for by these names: all are, where there are none. */
export function isRequested(project: string, names: readonly string[]): boolean {
  return names.length === 0 || names.some((name) => projectMatcher(name)(project));
}

/** What was asked for. */
type Asked = Readonly<
  Record<'addresses' | 'files' | 'projects', readonly string[]> & Pick<Selection, 'grep'>
>;

/** The sentences about what was asked for in vain; none where all of it is there. */
export function selectionMistakes({ addresses, files, projects, grep }: Asked, run: Run): string[] {
  const unknown = unknownProjects(projects, run.targets);
  if (unknown.length > 0) return unknown.map((name) => noSuchProject(name, run));
  const chosen = run.tests.filter(({ projectName }) => isRequested(projectName, projects));
  const wrongAddresses = addresses.flatMap((address) => unknownAddress(address, chosen, run) ?? []);
  const wrongFiles = files.flatMap((file) => unknownFile(file, chosen, run) ?? []);
  const wrong = [...wrongAddresses, ...wrongFiles];
  if (wrong.length > 0) return wrong;
  if (addresses.length > 0 && files.length > 0)
    return ['An address and a file cannot go together: either says which checks to run.'];
  // An address is a pattern for Playwright, too.
  if (addresses.length > 0 || grep === undefined) return [];
  const pattern = parsePattern(grep);
  if (pattern === undefined || chosen.some(({ searched }) => pattern.test(searched))) return [];
  return [`There is no test whose title or tag matches --grep ${grep}. All there are: --list`];
}

function noSuchProject(name: string, { targets }: Run): string {
  const system = SYSTEMS.find((each) => projectMatcher(name)(each.name));
  if (system !== undefined) return notInThisRun(`the project ${name}`, targets);
  const names = targets.map((target) => target.system.name);
  return `There is no project ${name}. ${didYouMean(near(name, names))}There ${names.length === 1 ? 'is' : 'are'}: ${names.join(', ')}.`;
}

function notInThisRun(what: string, targets: readonly Target[]): string {
  const about = targets.map(({ system, tenant }) => `${system.title} on ${tenant ?? 'the emulator'}`);
  return describe(`There is no place for ${what} in this run, which is about ${about.join(' and ')}.`, {
    remedy: 'configure a tenant of it: where one is configured, only those that are configured run',
    where: '.env; .env.example explains each setting',
  });
}

function unknownAddress(
  asked: string,
  chosen: readonly ReportedTest[],
  { command, targets, tests }: Run,
): string | undefined {
  const [address = ''] = asked.split('#');
  const isAsked = (each: string) => each === address || each.startsWith(`${address}/`);
  if (checksIn(chosen).some(isAsked)) return undefined;
  const all = checksIn(tests);
  if (all.some(isAsked)) return `${asked} is not in the projects that --project names.`;
  const [system = '', , name] = address.split('/');
  if (
    SYSTEMS.some((each) => each.name === system) &&
    !targets.some((target) => target.system.name === system)
  )
    return notInThisRun(asked, targets);
  if (all.length === 0 && command !== 'contract' && command !== 'playwright')
    return `There is no check ${asked} here: contract checks run by npm run contract -- ${asked}`;
  const known = name === undefined ? all.map(subjectOf) : all;
  return `There is no check ${asked}. ${didYouMean(near(address, known))}All there are: npm run contract -- --list`;
}

function unknownFile(
  asked: string,
  chosen: readonly ReportedTest[],
  { command, tests }: Run,
): string | undefined {
  const [, path = asked] = /^(.*?)(?::\d+){1,2}$/.exec(asked) ?? [];
  const pattern = parsePattern(path);
  const isAsked = ({ file }: ReportedTest) =>
    pattern === undefined || pattern.test(`/specs/${file}`) || pattern.test(file);
  if (chosen.some(isAsked)) return undefined;
  if (tests.some(isAsked)) return `${asked} is not in the projects that --project names.`;
  const checks = checksIn(tests);
  // By Playwright itself, an address is taken for the path of a file.
  if (
    checks.includes(asked.toLowerCase().replace(/#.*/, '')) ||
    checks.map(subjectOf).includes(asked.toLowerCase())
  )
    return `${asked} is the address of checks, and not a file: npm run contract -- ${asked}`;
  const files = [...new Set(tests.map(({ file }) => file))];
  return /^[\w-]+\/[\w-]+(?:\/[\w-]+)?(?:#[\w-]*)?$/.test(asked)
    ? `There is no check and no spec file ${asked}. ${didYouMean(near(asked, [...checks, ...checks.map(subjectOf)]))}All there are: ${listing(command)}`
    : `There is no spec file whose path matches ${asked}. ${didYouMean(nearestFiles(asked, files))}All there are: ${listing(command)}`;
}

function listing(command: Command): string {
  if (command === 'playwright') return 'npx playwright test --list';
  return command === 'start' ? 'npm start -- --list' : `npm run ${command} -- --list`;
}

/** The addresses of contract checks; cells of notebooks are not selected alone. */
function checksIn(tests: readonly ReportedTest[]): string[] {
  return tests
    .flatMap(({ annotations }) => addressOf(annotations) ?? [])
    .filter((each) => !/\/notebook\//.test(each));
}

function subjectOf(address: string): string {
  return address.split('/').slice(0, 2).join('/');
}

function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : `Perhaps: ${names.join(', ')}. `;
}

/** The names that are like this one, the nearest first: half of its end may be wrong, since its beginning is mostly right. */
function near(name: string, known: readonly string[]): string[] {
  const asked = name.toLowerCase().replace(/#.*/, '');
  return [...new Set(known)]
    .map((each) => ({ each, far: distance(asked, each) }))
    .filter(({ far }) => far <= Math.max(2, (asked.split('/').at(-1) ?? '').length / 2))
    .sort((a, b) => a.far - b.far)
    .slice(0, MAX_SUGGESTIONS)
    .map(({ each }) => each);
}

/** By the end of the path alone, and without what all of them end in. */
function nearestFiles(asked: string, files: readonly string[]): string[] {
  const short = (path: string) =>
    (path.split(/[\\/]/).at(-1) ?? path)
      .replace(/(?:\.\w+)*\.ts$/, '')
      .replace(/\.(?:notebook|spec|setup)$/g, '');
  const names = near(short(asked), files.map(short));
  return names.flatMap((name) => files.filter((file) => short(file) === name)).slice(0, MAX_SUGGESTIONS);
}

/** As Playwright understands `--project`. */
function projectMatcher(asked: string): (project: string) => boolean {
  const pattern = asked
    .toLowerCase()
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return (project) => new RegExp(`^${pattern}$`).test(project.toLowerCase());
}

/** As Playwright understands a pattern on its command line; nothing for what is none. */
function parsePattern(pattern: string): RegExp | undefined {
  const [, inner = pattern, flags = 'i'] = /^\/(.*)\/([gi]*)$/.exec(pattern) ?? [];
  try {
    return new RegExp(inner, flags.replace('g', ''));
  } catch {
    return undefined;
  }
}
