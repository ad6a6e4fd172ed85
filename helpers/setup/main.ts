/** The command `npm run setup`: asks for the settings of one system, checks them on its tenant, and writes them. */
import { dirname } from 'node:path';
import { existsSync } from 'node:fs';
import { isUnattended } from '../machine/unattended.ts';
import { displayPath } from '../machine/project.ts';
import { secrets } from '../secrets/registry.ts';
import { guardStream } from '../secrets/worker-output.ts';
import { parseEnvFile } from '../settings/env-file.ts';
import { editEnvFile } from '../settings/env-file-edit.ts';
import { readEnvFileToEdit, type StoredEnvFile, writeEnvFile } from '../settings/env-file-write.ts';
import { readPath } from '../settings/fields.ts';
import { describeMistakes, type Mistake } from '../settings/mistake.ts';
import { secretsIn, teach } from '../settings/secrets.ts';
import { ENV_FILE, envFilePath } from '../settings/settings-file.ts';
import { collect, type Values } from '../settings/values.ts';
import { publicSettings } from '../settings/public-secrets.ts';
import { SYSTEMS } from '../systems/index.ts';
import { loadSettingsWith, VARIABLES } from '../systems/settings.ts';
import { VerdictError } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { changesOf, describeChanges, groupsOf, overwriting } from './changes.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { flagsOf, type SystemWithSetup } from './flags.ts';
import { askAll } from './flow.ts';
import { helpOf } from './help.ts';
import { isUnignored } from './ignored.ts';
import { handleInterrupts } from './interrupt.ts';
import { LeftAlive } from './on-tenant.ts';
import { plainPrompter, plainScreen } from './prompts/plain.ts';
import { Cancelled, type Prompter, type Screen } from './prompts/prompter.ts';
import { describeMissing, type Known, resolveAll } from './resolve.ts';
import { readGiven, storedValues } from './sources.ts';
import { Stopped } from './stopped.ts';

/**
 * @param words the command line
 * @returns the exit code
 */
export async function setup(words: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) {
    guardStream(stream, secrets);
    // A terminal that was closed must not end the clean-up.
    stream.on('error', () => {});
  }
  const systems = await Promise.all(
    SYSTEMS.map(async (system): Promise<SystemWithSetup> => ({ system, setup: await system.setup() })),
  );
  const commandLine = readCommandLine(
    words,
    systems.flatMap((each) => flagsOf(each, VARIABLES)),
  );
  if (commandLine.help) {
    console.log(helpOf(systems, VARIABLES));
    return EXIT.conformant;
  }
  if (commandLine.problems.length > 0) return complain(commandLine.problems);
  const interrupts = handleInterrupts();
  const screen = plainScreen(process.stderr);
  let prompter: Prompter | undefined;
  try {
    prompter = await prompterFor(interrupts);
    await setUp(commandLine, systems, prompter ?? screen, prompter, interrupts.signal);
    return EXIT.conformant;
  } catch (error) {
    if (error instanceof LeftAlive) console.error(`\n${error.message}`);
    if (error instanceof Cancelled || interrupts.signal.aborted) {
      console.error('\nCancelled. Nothing was written.');
      return EXIT.interrupted;
    }
    if (error instanceof Stopped || error instanceof VerdictError) return complain([error.message]);
    if (error instanceof LeftAlive) return EXIT.failed;
    throw error;
  } finally {
    prompter?.close();
    interrupts.stop();
  }
}

function complain(sentences: readonly string[]): number {
  for (const sentence of sentences) console.error(`\n  ${sentence.replaceAll('\n', '\n  ')}`);
  console.error('');
  return EXIT.notJudged;
}

/** Returns who asks a person. `undefined` if no person can answer: @clack/prompts would wait forever. */
async function prompterFor({
  signal,
  interrupt,
}: {
  signal: AbortSignal;
  interrupt: () => void;
}): Promise<Prompter | undefined> {
  const { stdin, stdout, env } = process;
  // Node's types claim that it is always true.
  const isTerminal =
    (stdin.isTTY as boolean | undefined) === true && (stdout.isTTY as boolean | undefined) === true;
  if (!isTerminal || isUnattended()) return undefined;
  const isPlain = !['', '0', 'false'].includes(env['ACCESSIBLE'] ?? '') || env['TERM'] === 'dumb';
  if (isPlain) return plainPrompter(stdin, stdout, signal, interrupt);
  const { clackPrompter } = await import('./prompts/clack.ts');
  return clackPrompter(stdin, stdout, signal, interrupt);
}

async function setUp(
  commandLine: CommandLine,
  systems: readonly SystemWithSetup[],
  screen: Screen,
  prompter: Prompter | undefined,
  signal: AbortSignal,
): Promise<void> {
  const file = readFile(commandLine.file);
  screen.intro(
    `Keyturn setup. The settings go to ${displayPath(file.path)}. Ctrl-C quits without writing anything.`,
  );
  const chosen = await chooseSystem(commandLine, systems, file, prompter);
  const { system, setup: own } = chosen;
  const flags = flagsOf(chosen, VARIABLES);
  const stray = [...commandLine.answers.keys()].filter((name) => !flags.some(({ flag }) => flag === name));
  if (stray.length > 0)
    throw new Stopped(`${stray.map((flag) => `--${flag}`).join(', ')}: not a flag of ${system.title}.`);
  const read = await readGiven(flags, commandLine.answers, {
    environment: process.env,
    input: process.stdin,
    variables: VARIABLES,
  });
  const known: Known = { given: read.answers, stored: file.stored };
  for (const [name, { value }] of read.answers) {
    const kind = VARIABLES.get(name)?.secret;
    if (kind !== undefined) secrets.learn(value, kind, name);
  }
  const questions = own.questions.filter(
    ({ name, sets }) => sets !== undefined || !/^[A-Z]/.test(name) || VARIABLES.has(name),
  );
  const setup = { ...own, questions };
  const problems = [...read.problems];
  if (prompter === undefined) problems.push(...missing({ system, setup }, known, commandLine));
  if (problems.length > 0) throw new Stopped(withoutTerminal(problems, prompter));
  const { answers, removed, writeHosts } = await askAll({
    system,
    setup,
    variables: VARIABLES,
    runValues: file.runValues,
    ...known,
    screen,
    prompter,
    confirmHost: commandLine.confirmHost,
    secrets,
    signal,
  });
  const all = { ...answers, KEYTURN_WRITE_HOSTS: writeHosts };
  const changes = changesOf(system, all, removed, file.stored);
  await write(file, { system, changes, all }, screen, prompter, commandLine.overwrite);
  screen.outro(nextSteps(file));
}

/** The settings file, and what it sets. */
interface ReadFile extends StoredEnvFile {
  /** Its values. Empty ones count as missing. */
  stored: Values;
  /** The settings of the run, from the file and the environment. */
  runValues: Values;
}

function readFile(named: string | undefined): ReadFile {
  const at = named === undefined ? envFilePath() : readPath(named);
  if (!at.ok) throw new Stopped(`The path of the settings file ${at.problem}.`);
  const file = readEnvFileToEdit(at.path);
  const parsed = parseEnvFile(file.text.replace(/^\ufeff/, ''), VARIABLES);
  const mistakes: Mistake[] = [...parsed.mistakes];
  const { values, given } = collect(VARIABLES, process.env, parsed.values, mistakes);
  teach(
    {
      secrets: secretsIn({ ...given, ...parsed.values }, VARIABLES),
      publicValues: publicSettings(given, VARIABLES),
    },
    secrets,
  );
  // What is empty is what setup asks for.
  const wrong = mistakes.filter(({ problem }) => !problem.startsWith('is set but empty'));
  if (wrong.length > 0)
    throw new Stopped(
      describeMistakes(wrong, file.path).replace('Keyturn cannot start', 'Correct these first'),
    );
  const isOfSystem = (name: string) => SYSTEMS.some(({ settings }) => name.startsWith(`${settings.prefix}_`));
  const runValues = Object.fromEntries(
    Object.entries(values).filter(([name]) => !isOfSystem(name) && name !== 'KEYTURN_PASSCODE_COMMAND'),
  );
  return { ...file, stored: storedValues(parsed.values), runValues };
}

async function chooseSystem(
  { system: named, answers }: CommandLine,
  systems: readonly SystemWithSetup[],
  { stored }: ReadFile,
  prompter: Prompter | undefined,
): Promise<SystemWithSetup> {
  const names = systems.map(({ system }) => system.name);
  const byName = (name: string) => systems.find(({ system }) => system.name === name);
  if (named !== undefined) {
    const found = byName(named);
    if (found === undefined) throw new Stopped(`--system must be ${names.join(' or ')}.`);
    return found;
  }
  // A flag that only one system has shows which one is meant.
  const fitting = systems.filter((each) => {
    const own = flagsOf(each, VARIABLES).map(({ flag }) => flag);
    return [...answers.keys()].every((flag) => own.includes(flag));
  });
  if (answers.size > 0 && fitting.length === 1 && fitting[0] !== undefined) return fitting[0];
  const isStored = ({ system }: SystemWithSetup) =>
    system.settings.tenant.some((name) => stored[name] !== undefined);
  if (prompter === undefined) {
    const inPlace = systems.filter(
      (each) => isStored(each) || each.system.settings.tenant.some((name) => Boolean(process.env[name])),
    );
    if (inPlace.length === 1 && inPlace[0] !== undefined) return inPlace[0];
    const ofEach = systems.flatMap((each) => [
      `for ${each.system.title}:`,
      ...resolveAll(each.setup, { given: new Map(), stored }).missing.map(
        (question) => `  ${describeMissing(question, each.system, VARIABLES)}`,
      ),
    ]);
    throw new Stopped(
      withoutTerminal([`--system: ${names.join(' or ')}`, CONFIRM_HOST, ...ofEach], prompter),
    );
  }
  const chosen = await prompter.select({
    message: 'Which system do you set up?',
    options: systems.map((each) => ({
      value: each.system.name,
      label: each.system.title,
      ...(isStored(each) ? { hint: 'set up in this file already' } : {}),
    })),
  });
  const found = byName(chosen);
  if (found === undefined) throw new Cancelled();
  return found;
}

const CONFIRM_HOST =
  '--confirm-host HOST: the host of your tenant, spelled out, so that nothing is sent to a stranger';

/** Everything that is missing without a person, one line each. */
function missing(
  { system, setup }: SystemWithSetup,
  known: Known,
  { confirmHost, overwrite }: CommandLine,
): string[] {
  const resolved = resolveAll(setup, known);
  const lines = resolved.missing.map((question) => describeMissing(question, system, VARIABLES));
  if (confirmHost === undefined)
    lines.push(
      '--confirm-host HOST: the host of your tenant, spelled out, so that nothing is sent to a stranger',
    );
  const changes = changesOf(
    system,
    resolved.answers,
    setup.contradicting(resolved.answers).filter((name) => known.stored[name] !== undefined),
    known.stored,
  );
  const replaced = overwriting(changes).map(({ name }) => name);
  if (!overwrite && replaced.length > 0)
    lines.push(`--overwrite: because the file already has another value for ${replaced.join(', ')}`);
  return lines;
}

function withoutTerminal(problems: readonly string[], prompter: Prompter | undefined): string {
  const list = problems.map((problem) => `  - ${problem}`).join('\n');
  if (prompter !== undefined) return `Something is wrong:\n${list}`;
  const why = isUnattended()
    ? 'CI is set (if a person is here, set CI=false)'
    : 'there is no terminal to ask at';
  return `Something is missing, and ${why}:\n${list}\n  See npm run setup -- --help. Nothing was sent, and nothing was written.`;
}

async function write(
  file: ReadFile,
  {
    system,
    changes,
    all,
  }: { system: SystemWithSetup['system']; changes: ReturnType<typeof changesOf>; all: Values },
  screen: Screen,
  prompter: Prompter | undefined,
  mayOverwrite: boolean,
): Promise<void> {
  const path = displayPath(file.path);
  screen.say(describeChanges(changes, VARIABLES), `${path}:`);
  if (changes.every(({ kind }) => kind === 'unchanged')) {
    screen.say(`${path} has all of this already, so it stays as it is.`);
    return;
  }
  const replaced = overwriting(changes);
  if (prompter === undefined && replaced.length > 0 && !mayOverwrite)
    throw new Stopped(
      `${replaced.map(({ name }) => name).join(', ')} would be overwritten. Give --overwrite to allow that.`,
    );
  const edited = editEnvFile(file.text, groupsOf(system, changes), VARIABLES);
  if (!edited.ok)
    throw new Stopped(
      `The value of ${edited.variable} cannot be written so that it would be read back unchanged. Use another one (without quotation marks or a backslash at its end).`,
    );
  if (prompter !== undefined && file.bytes !== undefined) {
    const what =
      replaced.length === 0 ? 'Add this to' : `Change ${replaced.map(({ name }) => name).join(', ')} in`;
    const isWanted = await prompter.confirm({ message: `${what} ${path}?`, initial: replaced.length === 0 });
    if (!isWanted) throw new Cancelled();
  }
  const { tightened } = writeEnvFile(file, edited.text);
  screen.say(
    `Wrote ${path}${process.platform === 'win32' ? '' : ', which only you can read'}` +
      (tightened === undefined ? '.' : ` (until now, its mode was ${tightened}).`),
  );
  warnAbout(file, edited.text, all, screen);
}

/** Warns about what could keep the file from doing what it is for. */
function warnAbout(file: ReadFile, text: string, all: Values, screen: Screen): void {
  if (existsSync(dirname(file.path)) && isUnignored(file.path))
    screen.warn(
      `${displayPath(file.path)} is in a Git repository that does not ignore it. It contains secrets: add it to .gitignore.`,
    );
  const differing = Object.entries(all).filter(
    ([name, value]) => VARIABLES.has(name) && process.env[name] !== undefined && process.env[name] !== value,
  );
  for (const [name] of differing)
    screen.warn(`The environment sets ${name} to another value, which overrides the file. Remove it there.`);
  const { values, mistakes } = parseEnvFile(text.replace(/^\ufeff/, ''), VARIABLES);
  const loaded = loadSettingsWith({ path: file.path, isRead: true, values, mistakes, why: '' }, process.env);
  if (!loaded.ok) screen.warn(describeMistakes(loaded.mistakes, file.path));
  else if (loaded.settings.emulatorOnly)
    screen.warn('KEYTURN_TARGET=emulator is set, so runs use the emulators and not this tenant.');
}

function nextSteps({ path }: ReadFile): string {
  const standard = envFilePath({});
  const isStandard = standard.ok && standard.path === path;
  const shown = displayPath(path);
  const before = isStandard ? '' : `${ENV_FILE}=${/^[\w./-]+$/.test(shown) ? shown : `'${shown}'`} `;
  return `Next: ${before}npm run doctor (can this tenant be tested?), and then ${before}npm start`;
}
