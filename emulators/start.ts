/** Starts an emulator manually: `npm run emulator -- zendesk [--port N] [--set option=value ...]`. */
import { chmod, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { distance } from 'fastest-levenshtein';
import type { EmulatedSystem, ManualEmulator } from './common/system.ts';
import { systemNamed, SYSTEMS } from './index.ts';

const names = Object.keys(SYSTEMS).join(', ');

const FLAGS = {
  port: { type: 'string' },
  set: { type: 'string', multiple: true },
  'write-env': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The command line. The flag is --write-env because Node reads --env-file as its own flag, wherever it is. */
interface Arguments {
  system: EmulatedSystem;
  help: boolean;
  port: number | undefined;
  settings: string[];
  envFile: string | undefined;
}

try {
  await main();
} catch (error) {
  console.error(messageFor(error));
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const request = readArguments(process.argv.slice(2));
  if (request === null || request.help) {
    console.log(help(request));
    return;
  }
  const running = await request.system.startManually({ port: request.port, settings: request.settings });
  const stopped = untilStopped();
  const lines = [`# An emulated ${nameOf(request.system)}; valid until it stops.`, ...running.environment];
  try {
    if (request.envFile !== undefined) await writePrivately(request.envFile, `${lines.join('\n')}\n`);
  } catch (error) {
    await running.stop();
    throw error;
  }
  console.log(greeting(request, running, lines));
  await stopped;
  console.log(await running.stop());
}

/** Returns null if only help is requested, without a system. */
function readArguments(args: string[]): Arguments | null {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: FLAGS,
  });
  const [name, ...more] = positionals;
  if (name === undefined) {
    if (values.help === true) return null;
    throw new Error(`Name a system: ${names} (see --help).`);
  }
  const system = systemNamed(name);
  if (more.length > 0) throw new Error(`Unexpected argument "${more.join(' ')}"; see --help.`);
  return {
    system,
    help: values.help === true,
    port: values.port === undefined ? undefined : readPort(values.port),
    settings: values.set ?? [],
    envFile: values['write-env'],
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new Error(`--port takes a number from 0 to 65535, not "${text}".`);
  return port;
}

/** Writes a file that only its owner can read, even while it is written. */
async function writePrivately(path: string, text: string): Promise<void> {
  await writeFile(path, '', { mode: 0o600 });
  // The file may already exist with another mode.
  await chmod(path, 0o600);
  await writeFile(path, text);
}

function greeting(request: Arguments, running: ManualEmulator, lines: string[]): string {
  const written = request.envFile === undefined ? '' : ` (also written to ${request.envFile})`;
  return `An emulated ${nameOf(request.system)} is listening on ${running.baseUrl}. It forgets everything when it stops.
Put these lines into .env${written}:

${lines.join('\n')}

Stop it with Ctrl+C.`;
}

function help(request: Arguments | null): string {
  const usage = `Usage: npm run emulator -- SYSTEM [--port N] [--set option=value ...] [--write-env PATH] [--help]

  SYSTEM           ${names}
  --port N         TCP port on 127.0.0.1 (default: a free one)
  --set NAME=VALUE sets an option of the tenant; can be repeated
  --write-env PATH writes the lines for .env into a file that only you can read
  --help           shows this help; with a SYSTEM, all of its options`;
  if (request === null) return usage;
  const options = request.system
    .options()
    .map(
      ({ name, defaultValue: standard, values, meaning }) =>
        `  ${name}=${standard}\n      ${meaning} Takes ${values}.`,
    );
  return `${usage}\n\nOptions of the ${nameOf(request.system)}, with their defaults:\n\n${options.join('\n')}`;
}

/** For example `Zendesk tenant`. */
function nameOf({ title, noun }: EmulatedSystem): string {
  return `${title} ${noun}`;
}

/** Resolves at the first signal to stop. A second signal kills the process. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Returns a one-line message for a person, without a stack. */
function messageFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'That port is in use: choose another one with --port.';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return unknownFlag(error.message);
  if (code === 'EACCES') return `Not permitted: ${error.message.split('\n')[0] ?? ''}.`;
  return error.message.split(/\n|\. To specify/)[0] ?? error.message;
}

/** @param message Node's: `Unknown option '--prot'. …` */
function unknownFlag(message: string): string {
  const [, flag = ''] = /'(-[^']*)'/.exec(message) ?? [];
  const similar = Object.keys(FLAGS)
    .map((name) => `--${name}`)
    .find((name) => distance(name, flag) <= 2);
  return `Unknown flag ${flag}. ${similar === undefined ? '' : `Did you mean ${similar}? `}See: npm run emulator -- --help`;
}
