/** Starts an emulator manually: `npm run emulator -- zendesk [--port N] [--set option=value ...]`. */
import { chmod, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { EmulatedSystem, StartedByHand } from './common/system.ts';
import { systemNamed, SYSTEMS } from './index.ts';

const names = Object.keys(SYSTEMS).join(', ');

/** The flag is --write-env because Node claims --env-file for itself, wherever it is on the command line. */
interface Order {
  system: EmulatedSystem;
  name: string;
  help: boolean;
  port: number | undefined;
  settings: string[];
  envFile: string | undefined;
}

try {
  await main();
} catch (error) {
  console.error(sentence(error));
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const order = readArguments(process.argv.slice(2));
  if (order === null || order.help) {
    console.log(help(order));
    return;
  }
  const running = await order.system.startByHand({ port: order.port, settings: order.settings });
  const stopped = untilStopped();
  const lines = [`# An emulated ${called(order.system)}; valid until it stops.`, ...running.environment];
  try {
    if (order.envFile !== undefined) await writeSecretly(order.envFile, `${lines.join('\n')}\n`);
  } catch (error) {
    await running.stop();
    throw error;
  }
  console.log(greeting(order, running, lines));
  await stopped;
  console.log(await running.stop());
}

/** null if only help is requested, without a system. */
function readArguments(args: string[]): Order | null {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      set: { type: 'string', multiple: true },
      'write-env': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
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
    name,
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

/** Writes a file that only its owner can read, from the first byte on. */
async function writeSecretly(path: string, text: string): Promise<void> {
  await writeFile(path, '', { mode: 0o600 });
  // The file may already exist with another mode.
  await chmod(path, 0o600);
  await writeFile(path, text);
}

function greeting(order: Order, running: StartedByHand, lines: string[]): string {
  const written = order.envFile === undefined ? '' : ` (also written to ${order.envFile})`;
  return `An emulated ${called(order.system)} is listening on ${running.baseUrl}. It forgets everything when it stops.
Put these lines into .env${written}:

${lines.join('\n')}

Stop it with Ctrl+C.`;
}

function help(order: Order | null): string {
  const usage = `Usage: npm run emulator -- SYSTEM [--port N] [--set option=value ...] [--write-env PATH] [--help]

  SYSTEM           ${names}
  --port N         TCP port on 127.0.0.1 (default: a free one)
  --set NAME=VALUE sets an option of the tenant; can be repeated
  --write-env PATH writes the lines for .env into a file that only you can read
  --help           shows this help; with a SYSTEM, all of its options`;
  if (order === null) return usage;
  const options = order.system
    .options()
    .map(({ name, standard, values, meaning }) => `  ${name}=${standard}\n      ${meaning} Takes ${values}.`);
  return `${usage}\n\nOptions of the ${called(order.system)}, with their defaults:\n\n${options.join('\n')}`;
}

/** `Zendesk tenant` */
function called({ title, noun }: EmulatedSystem): string {
  return `${title} ${noun}`;
}

/** Resolves at the first signal to stop. A second signal kills the process. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Returns one sentence for a person, without a stack or a second line. */
function sentence(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'That port is in use: choose another one with --port.';
  if (code === 'EACCES') return `Not permitted: ${error.message.split('\n')[0] ?? ''}.`;
  return error.message.split(/\n|\. To specify/)[0] ?? error.message;
}
