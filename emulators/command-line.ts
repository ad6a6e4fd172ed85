/** The command line of `npm run emulator`, and its help. */
import { parseArgs } from 'node:util';
import { distance } from 'fastest-levenshtein';
import type { EmulatedSystem } from './common/system.ts';
import { systemNamed, SYSTEMS } from './index.ts';
import { USAGE } from './usage.mjs';

const NAMES = Object.keys(SYSTEMS).join(', ');

const FLAGS = {
  port: { type: 'string' },
  set: { type: 'string', multiple: true },
  'write-env': { type: 'string' },
  tls: { type: 'string' },
  proxy: { type: 'boolean' },
  'proxy-port': { type: 'string' },
  'proxy-user': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The flag is --write-env because Node reads --env-file as its own flag, wherever it is. */
export interface Arguments {
  system: EmulatedSystem;
  help: boolean;
  port: number | undefined;
  settings: string[];
  envFile: string | undefined;
  /** The host name under which the emulator is reached over HTTPS; undefined for plain HTTP. */
  tls: string | undefined;
  /** undefined if no proxy was requested. */
  proxy: { port: number; credentials: string | undefined } | undefined;
}

/**
 * Returns null if only help is requested, without a system.
 * @throws {Error} with a one-line message if an argument is wrong
 */
export function readArguments(args: string[]): Arguments | null {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: FLAGS,
  });
  const [name, ...more] = positionals;
  if (name === undefined) {
    if (values.help === true) return null;
    throw new Error(`Name a system: ${NAMES} (see --help).`);
  }
  const system = systemNamed(name);
  if (more.length > 0) throw new Error(`Unexpected argument "${more.join(' ')}"; see --help.`);
  return {
    system,
    help: values.help === true,
    port: values.port === undefined ? undefined : readPort('--port', values.port),
    settings: values.set ?? [],
    envFile: values['write-env'],
    tls: values.tls === undefined ? undefined : readHost(values.tls),
    proxy: readProxy(values.proxy === true, values['proxy-port'], values['proxy-user']),
  };
}

function readPort(flag: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65535)
    throw new Error(`${flag} takes a number from 0 to 65535, not "${text}".`);
  return port;
}

/** A host name in lower case, as clients send it to a proxy. */
function readHost(text: string): string {
  const host = text.toLowerCase();
  const isName = /^(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(host) && !/^[\d.]+$/.test(host);
  if (!isName)
    throw new Error(`--tls takes a host name without "https://", such as acme.zendesk.com, not "${text}".`);
  return host;
}

function readProxy(
  requested: boolean,
  port: string | undefined,
  credentials: string | undefined,
): Arguments['proxy'] {
  if (credentials !== undefined && !/^[^:]+:./s.test(credentials))
    throw new Error('--proxy-user takes a user name and a password, as name:password.');
  if (!requested) {
    if (port === undefined && credentials === undefined) return undefined;
    throw new Error('--proxy-port and --proxy-user belong to a proxy: add --proxy.');
  }
  return { port: port === undefined ? 0 : readPort('--proxy-port', port), credentials };
}

/** The help; with a request, including all options of its system. */
export function help(request: Arguments | null): string {
  if (request === null) return USAGE;
  const options = request.system
    .options()
    .map(
      ({ name, defaultValue: standard, values, meaning }) =>
        `  ${name}=${standard}\n      ${meaning} Takes ${values}.`,
    );
  return `${USAGE}\n\nOptions of the ${nameOf(request.system)}, with their defaults:\n\n${options.join('\n')}`;
}

/** For example `Zendesk tenant`. */
export function nameOf({ title, noun }: EmulatedSystem): string {
  return `${title} ${noun}`;
}

/**
 * Returns the message about a flag that does not exist.
 *
 * @param message Node's: `Unknown option '--prot'. …`
 */
function unknownFlag(message: string): string {
  const [, flag = ''] = /'(-[^']*)'/.exec(message) ?? [];
  const similar = Object.keys(FLAGS)
    .map((name) => `--${name}`)
    .find((name) => distance(name, flag) <= 2);
  return `Unknown flag ${flag}. ${similar === undefined ? '' : `Did you mean ${similar}? `}See: npm run emulator -- --help`;
}

/** Returns a one-line message for a person, without a stack. */
export function messageFor(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'That port is in use: choose another one with --port or --proxy-port.';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return unknownFlag(error.message);
  if (code === 'EACCES') return `Not permitted: ${error.message.split('\n')[0] ?? ''}.`;
  return error.message.split(/\n|\. To specify/)[0] ?? error.message;
}
