/** Starts an emulator manually: `npm run emulator -- zendesk [--port N] [--set option=value ...]`. */
import { chmod, writeFile } from 'node:fs/promises';
import { type Arguments, help, messageFor, nameOf, readArguments } from './command-line.ts';
import type { ManualEmulator } from './common/system.ts';
import { openWayIn, secure, type WayIn } from './network.ts';

/** What was started, for the person who reads the terminal. */
interface Started {
  running: ManualEmulator;
  wayIn: WayIn;
  /** The lines for `.env`. */
  lines: string[];
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
  // Ended in reverse, also if a later step of the start fails.
  const ends: End[] = [];
  const lastWords: string[] = [];
  try {
    const started = await start(request, ends);
    const stopped = untilStopped();
    console.log(greeting(request, started));
    await stopped;
  } finally {
    for (const end of ends.reverse()) lastWords.push(...((await end()) ?? []));
  }
  console.log(lastWords.join('\n'));
}

/** Undoes a step of the start. May return lines for the person. */
type End = () => Promise<string[] | undefined>;

/** Starts the emulator and the way to it, and writes the file for `.env`. Adds to `ends` what undoes each step. */
async function start(request: Arguments, ends: End[]): Promise<Started> {
  const secured = await secure(request);
  if (secured !== undefined) ends.push(() => secured.remove().then(() => undefined));
  const running = await request.system.startManually({
    port: request.port,
    settings: request.settings,
    secure: secured?.host,
  });
  ends.push(async () => [await running.stop()]);
  const wayIn = await openWayIn(request, running.port, secured);
  ends.push(() => wayIn.close().then(() => undefined));
  const lines = [
    `# An emulated ${nameOf(request.system)}; valid until it stops.`,
    ...running.environment,
    ...wayIn.environment,
  ];
  if (request.envFile !== undefined) await writePrivately(request.envFile, `${lines.join('\n')}\n`);
  return { running, wayIn, lines };
}

/** Writes a file that only its owner can read, even while it is written. */
async function writePrivately(path: string, text: string): Promise<void> {
  await writeFile(path, '', { mode: 0o600 });
  // The file may already exist with another mode.
  await chmod(path, 0o600);
  await writeFile(path, text);
}

function greeting(request: Arguments, { running, wayIn, lines }: Started): string {
  const written = request.envFile === undefined ? '' : ` (also written to ${request.envFile})`;
  const wide = Math.max(...running.screens.map(([what]) => what.length));
  const screens = running.screens.map(([what, value]) => `  ${`${what}:`.padEnd(wide + 1)} ${value}`);
  const hints = wayIn.hints.length === 0 ? '' : `\n${wayIn.hints.join('\n')}\n`;
  return `An emulated ${nameOf(request.system)} is listening on ${running.baseUrl}. It forgets everything when it stops.
Put these lines into .env${written}:

${lines.join('\n')}

Or type what an admin finds on the screens of the ${request.system.noun} (npm run setup):

${screens.join('\n')}
${hints}
Stop it with Ctrl+C.`;
}

/** Resolves at the first signal to stop. A second signal kills the process. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
