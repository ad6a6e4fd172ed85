/** The command `npm run setup`: asks for the settings of one system, checks them on its tenant, and writes them. */
import { displayPath } from '../machine/project.ts';
import { runAgainTrusting } from '../machine/trusting.ts';
import { isUnattended } from '../machine/unattended.ts';
import { secrets } from '../secrets/registry.ts';
import { guardStream } from '../secrets/worker-output.ts';
import { readPath } from '../settings/fields.ts';
import type { Values } from '../settings/values.ts';
import { SYSTEMS } from '../systems/index.ts';
import { VARIABLES } from '../systems/settings.ts';
import { messageOf, VerdictError } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { changesOf } from './changes.ts';
import { chooseSystem } from './choose-system.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { type ReadFile, readFile } from './file.ts';
import { flagsOf, type SystemWithSetup } from './flags.ts';
import { askAll } from './flow.ts';
import { helpOf } from './help.ts';
import { handleInterrupts } from './interrupt.ts';
import { missing, withoutTerminal } from './missing.ts';
import { LeftAlive } from './on-tenant.ts';
import { plainPrompter, plainScreen } from './prompts/plain.ts';
import { Cancelled, type Prompter, type Screen } from './prompts/prompter.ts';
import { answersOf, isVariable } from '../questions/question.ts';
import { type Known, usableFor } from './resolve.ts';
import { readGiven } from './sources.ts';
import { Stopped } from './stopped.ts';
import { nextSteps, write } from './write.ts';

/**
 * Runs the command.
 *
 * @param words the command line
 * @returns the exit code
 */
export async function setup(words: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) {
    guardStream(stream, secrets);
    // A terminal that was closed must not end the clean-up.
    stream.on('error', () => {});
  }
  const systems = SYSTEMS.map((system): SystemWithSetup => ({ system, setup: system.setup() }));
  const commandLine = readCommandLine(
    words,
    systems.flatMap((each) => flagsOf(each, VARIABLES)),
  );
  if (commandLine.help) {
    console.log(helpOf(systems, VARIABLES));
    return EXIT.conformant;
  }
  if (commandLine.problems.length > 0) return complain(commandLine.problems);
  let file: ReadFile;
  try {
    file = readFile(commandLine.file);
  } catch (error) {
    if (error instanceof Stopped || error instanceof VerdictError) return complain([error.message]);
    throw error;
  }
  const again = await runAgainTrusting(certificatesIn(file));
  if (again !== undefined) return again;
  const interrupts = handleInterrupts();
  const screen = plainScreen(process.stderr);
  let prompter: Prompter | undefined;
  try {
    prompter = prompterFor(interrupts);
    await setUp(file, commandLine, systems, prompter ?? screen, prompter, interrupts.signal);
    return EXIT.conformant;
  } catch (error) {
    if (error instanceof LeftAlive) {
      complain([error.message]);
      return EXIT.failed;
    }
    if (error instanceof Cancelled || interrupts.signal.aborted) {
      const tokens = error instanceof Cancelled && error.tokens !== undefined ? ` ${error.tokens}` : '';
      console.error(`\nCancelled. Nothing was written.${tokens}`);
      return EXIT.interrupted;
    }
    if (error instanceof Stopped || error instanceof VerdictError) return complain([error.message]);
    const details = error instanceof Error ? `\n\n${error.stack ?? ''}` : '';
    return complain([`Setup ended because of a defect of Keyturn: ${messageOf(error)}${details}`]);
  } finally {
    prompter?.close();
    interrupts.stop();
  }
}

/** Returns the values without those of some variables, which are used only once they were asked for. */
function without(values: Values, names: readonly string[]): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

/** Returns the file of certificates that the settings name, in the form in which the environment would. */
function certificatesIn({ runValues }: ReadFile): string | undefined {
  const read = readPath(runValues['NODE_EXTRA_CA_CERTS'] ?? '');
  return runValues['NODE_EXTRA_CA_CERTS'] !== undefined && read.ok ? read.path : undefined;
}

function complain(sentences: readonly string[]): number {
  for (const sentence of sentences) console.error(`\n  ${sentence.replaceAll('\n', '\n  ')}`);
  console.error('');
  return EXIT.notJudged;
}

/** Returns who asks a person. `undefined` if no person can answer: @clack/prompts would wait forever. */
function prompterFor({
  signal,
  interrupt,
}: {
  signal: AbortSignal;
  interrupt: () => void;
}): Prompter | undefined {
  const { stdin, stdout, env } = process;
  // Node's types claim that it is always true.
  const isTerminal =
    (stdin.isTTY as boolean | undefined) === true && (stdout.isTTY as boolean | undefined) === true;
  if (!isTerminal || isUnattended()) return undefined;
  const isPlain = !['', '0', 'false'].includes(env['ACCESSIBLE'] ?? '') || env['TERM'] === 'dumb';
  if (isPlain) return plainPrompter(stdin, stdout, signal, interrupt);
  const { clackPrompter } = require('./prompts/clack.ts') as typeof import('./prompts/clack.ts');
  return clackPrompter(stdin, stdout, signal, interrupt);
}

async function setUp(
  file: ReadFile,
  commandLine: CommandLine,
  systems: readonly SystemWithSetup[],
  screen: Screen,
  prompter: Prompter | undefined,
  signal: AbortSignal,
): Promise<void> {
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
  const { stored } = file;
  const tenant = Object.fromEntries(
    system.settings.tenant.flatMap((name) => {
      const given = read.answers.get(name);
      return given === undefined ? [] : [[name, given.value]];
    }),
  );
  const usable = usableFor(system, stored, tenant, VARIABLES);
  const known: Known & { stored: Values } = { given: read.answers, stored, usable };
  for (const [name, { value }] of read.answers) {
    const kind = VARIABLES.get(name)?.secret;
    if (kind !== undefined) secrets.learn(value, kind, name);
  }
  const questions = own.questions.filter(
    ({ name, sets }) => sets !== undefined || !isVariable(name) || VARIABLES.has(name),
  );
  const setup = { ...own, questions };
  const problems = [...read.problems];
  if (prompter === undefined) problems.push(...missing({ system, setup }, known, commandLine));
  if (problems.length > 0) throw new Stopped(withoutTerminal(problems, prompter));
  const { answers, removed, writeHosts } = await askAll({
    system,
    setup,
    variables: VARIABLES,
    runValues: without(file.runValues, questions.flatMap(answersOf)),
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
