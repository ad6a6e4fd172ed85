/**
 * Reads the fleet file. Everything that the file alone shows to be wrong is a mistake here: nothing starts then. What depends on
 * the environment (a variable that is not set, a file that does not exist) concerns one tenant: see `resolve.ts`.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { decode } from '../decode.ts';
import { readPath } from '../settings/fields.ts';
import { ENV_FILE } from '../settings-place.ts';
import { readSpan } from '../time-span.ts';
import { mistakesOf } from './form.ts';
import { type FleetMistake, inOrder, ofTenant } from './mistake.ts';
import { type FleetFile, fleetFile } from './schema.ts';
import { textMistake } from './secrets.ts';
import { type Path, type Place, readYaml, type Yaml } from './yaml.ts';

/** One tenant of the file, with the defaults. */
export interface FleetTenant {
  name: string;
  command: 'start' | 'contract';
  workers: number;
  severity: 'release' | 'watch';
  /** When its run is told to stop, in ms. */
  timeoutMs: number;
  /** The absolute path of its settings file. */
  envFile: string | undefined;
  /** Its settings, with references to variables (`${NAME}`). */
  env: Readonly<Record<string, string>>;
  /** Settings that the keys of the file stand for, as they are used. */
  fixed: Readonly<Record<string, string>>;
  /** Where a setting is in the file, or the tenant itself. */
  placeOf: (variable?: string) => Place;
  /** What a setting is called in the file: its variable, or the key that stands for it. */
  nameOf: (variable: string) => string;
}

/** The tenants, in the order of the file, or everything that is wrong. */
export type FleetRead = { ok: true; tenants: FleetTenant[] } | { ok: false; mistakes: FleetMistake[] };

const DEFAULT_TIMEOUT = '60m';

/** A larger file is not one that a person wrote. */
const MAX_BYTES = 1024 * 1024;

/** Reads the fleet file at an absolute path. Never throws. */
export function readFleetFile(path: string): FleetRead {
  const read = readText(path);
  if (!read.ok) return { ok: false, mistakes: [{ problem: read.problem, expected: A_FLEET_FILE }] };
  const yaml = readYaml(read.text);
  if (!yaml.ok)
    return {
      ok: false,
      mistakes: yaml.mistakes.map(({ problem, line, column }) => ({ problem, place: { line, column } })),
    };
  const parsed = fleetFile.safeParse(yaml.value);
  const values = asEntries(yaml.value);
  const mistakes = [
    ...(parsed.error?.issues.flatMap((issue) => mistakesOf(issue, yaml, values.nameAt)) ?? []),
    ...values.tenants.flatMap((entry, index) => textMistakes(entry, index, yaml)),
    ...repeatedNames(values.tenants, yaml),
  ];
  if (!parsed.success) return { ok: false, mistakes: inOrder(mistakes) };
  const tenants = parsed.data.tenants.map((entry, index) =>
    tenantOf(entry, { index, path, file: parsed.data, yaml, mistakes }),
  );
  return mistakes.length > 0 ? { ok: false, mistakes: inOrder(mistakes) } : { ok: true, tenants };
}

const A_FLEET_FILE = 'a YAML file like docs/recipes/fleet.example.yaml';

function readText(path: string): { ok: true; text: string } | { ok: false; problem: string } {
  try {
    const stat = statSync(path);
    // Reading a pipe could wait forever.
    if (!stat.isFile())
      return { ok: false, problem: `It is ${stat.isDirectory() ? 'a folder' : 'not a regular file'}` };
    if (stat.size > MAX_BYTES) return { ok: false, problem: 'It is larger than 1 MiB' };
    const bytes = readFileSync(path);
    // In UTF-16, about half of the bytes are zero.
    const zeros = bytes.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
    if (zeros > 0 && zeros * 4 < bytes.length) return { ok: false, problem: 'It contains binary data (NUL)' };
    const decoded = decode(bytes);
    return decoded.ok ? decoded : { ok: false, problem: `It ${decoded.problem}` };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { ok: false, problem: code === 'ENOENT' ? 'It does not exist' : `It cannot be read (${code})` };
  }
}

/** The entries of a file that may have mistakes, as far as they are known. */
interface Entries {
  tenants: Record<string, unknown>[];
  /** The name of the tenant that a path leads to. */
  nameAt: (path: Path) => string | undefined;
}

function asEntries(value: unknown): Entries {
  const list = (value as { tenants?: unknown } | null | undefined)?.tenants;
  const tenants = Array.isArray(list) ? list.map((entry) => asMap(entry)) : [];
  return {
    tenants,
    nameAt: ([first, index]) => {
      const name = first === 'tenants' ? tenants[Number(index)]?.['name'] : undefined;
      return typeof name === 'string' ? name : undefined;
    },
  };
}

function asMap(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** Finds mistakes in the texts of a tenant's settings. */
function textMistakes(entry: Record<string, unknown>, index: number, yaml: Yaml): FleetMistake[] {
  const { name } = entry;
  return Object.entries(asMap(entry['env'])).flatMap(([variable, text]) => {
    const wrong = typeof text === 'string' ? textMistake(variable, text) : undefined;
    if (wrong === undefined) return [];
    const place = yaml.placeOf(['tenants', index, 'env', variable]);
    return [{ ...ofTenant(typeof name === 'string' ? name : undefined), place, ...wrong }];
  });
}

function repeatedNames(tenants: readonly Record<string, unknown>[], yaml: Yaml): FleetMistake[] {
  const names = tenants.map(({ name }) => name);
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (typeof name !== 'string' || first === index) return [];
    const { line } = yaml.placeOf(['tenants', first, 'name']);
    return [
      {
        tenant: name,
        place: yaml.placeOf(['tenants', index, 'name']),
        problem: `Another tenant has the same name (line ${String(line)})`,
      },
    ];
  });
}

/** What a tenant is made of. */
interface Source {
  index: number;
  path: string;
  file: FleetFile;
  yaml: Yaml;
  /** Mistakes are added here. */
  mistakes: FleetMistake[];
}

type Entry = FleetFile['tenants'][number];

function tenantOf(entry: Entry, { index, path, file, yaml, mistakes }: Source): FleetTenant {
  const { defaults = {} } = file;
  const folder = dirname(path);
  const fail = (key: string, problem: string) =>
    mistakes.push({ tenant: entry.name, place: yaml.placeOf(['tenants', index, key]), problem });
  const absolute = (key: string, text: string | undefined) => {
    if (text === undefined) return undefined;
    const read = readPath(text, folder);
    if (!read.ok) fail(key, `“${key}” ${read.problem}`);
    return read.ok ? read.path : undefined;
  };
  const pathOf = (variable: string) => pathOfSetting(variable, { entry, index, defaults });
  const failOn = entry.failOn ?? defaults.failOn;
  const deviations = absolute('deviations', entry.deviations ?? defaults.deviations);
  const fixed: Record<string, string> = {
    ...(failOn === undefined ? {} : { KEYTURN_FAIL_ON: failOn }),
    ...(deviations === undefined ? {} : { KEYTURN_DEVIATIONS: deviations }),
  };
  const env = Object.fromEntries(
    Object.entries(entry.env ?? {}).filter((each): each is [string, string] => each[1] !== undefined),
  );
  for (const [key, variable] of KEYS_OF_SETTINGS)
    if (entry[key] !== undefined && env[variable] !== undefined)
      fail(key, `“${key}” and ${variable} are the same setting; keep one of them`);
  return {
    name: entry.name,
    command: entry.command ?? defaults.command ?? 'start',
    workers: entry.workers ?? defaults.workers ?? 1,
    severity: entry.severity ?? defaults.severity ?? 'release',
    timeoutMs: readSpan(entry.timeout ?? defaults.timeout ?? DEFAULT_TIMEOUT) ?? 0,
    envFile: absolute('envFile', entry.envFile),
    // What a tenant sets itself takes precedence over the defaults.
    env,
    fixed: Object.fromEntries(Object.entries(fixed).filter(([variable]) => env[variable] === undefined)),
    placeOf: (variable) => yaml.placeOf(variable === undefined ? ['tenants', index] : pathOf(variable)),
    nameOf: (variable) => {
      const key = pathOf(variable).at(-1);
      return typeof key === 'string' && key !== variable ? `“${key}”` : variable;
    },
  };
}

/** Returns where a tenant's setting is: under `env`, or the key that stands for it, or else (in another file) the tenant itself. */
function pathOfSetting(
  variable: string,
  { entry, index, defaults = {} }: { entry: Entry; index: number; defaults: FleetFile['defaults'] },
): Path {
  const own = ['tenants', index];
  if (entry.env?.[variable] !== undefined) return [...own, 'env', variable];
  const [key] = KEYS_OF_SETTINGS.find(([, other]) => other === variable) ?? [];
  if (key === undefined) return own;
  if (entry[key] !== undefined) return [...own, key];
  return key in defaults ? ['defaults', key] : own;
}

/** Keys that stand for a setting. */
const KEYS_OF_SETTINGS = [
  ['envFile', ENV_FILE],
  ['failOn', 'KEYTURN_FAIL_ON'],
  ['deviations', 'KEYTURN_DEVIATIONS'],
] as const;
