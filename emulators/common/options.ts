/** The options of an emulated tenant: their defaults, how `option=value` is read, and the text of `--help`. */
import { z } from 'zod';
import type { CallHook } from './call-hook.ts';
import type { SecureHost } from './listen.ts';

/** An option as `--help` shows it. */
export interface OptionHelp {
  name: string;
  /** The default, as it would be written on the command line. */
  defaultValue: string;
  /** The values that it accepts, in words. */
  values: string;
  meaning: string;
}

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Options of every emulator that can be set in code only. */
export const codeOptions = {
  now: z
    .custom<() => number>(isFunction)
    .default(() => () => Date.now())
    .describe('The clock, in milliseconds since 1970.'),
  callHook: z
    .custom<CallHook>(isFunction)
    .optional()
    .describe(
      'Called before every tenant call is routed; may answer in place of the tenant, or lose its answer.',
    ),
  secure: z
    .custom<SecureHost>(isObject)
    .optional()
    .describe('The certificate and the origin of an emulator that is reached over HTTPS.'),
};

/** Options of every emulator about what stands between it and its clients, and about its clock. */
export const surroundingsOptions = {
  firewall: z
    .boolean()
    .default(false)
    .describe('A firewall in front of the tenant answers every call with its own page and 403.'),
  clockSkewSeconds: z
    .int()
    .default(0)
    .describe("How far the tenant's clock is ahead of this machine's, in seconds; negative if it is behind."),
  latencyMs: z
    .int()
    .min(0)
    .max(60_000)
    .default(0)
    .describe('How much later each answer arrives, in milliseconds, as if the tenant were far away.'),
};

/** The port option of every emulator. */
export const portOption = z
  .int()
  .min(0)
  .max(65535)
  .default(0)
  .describe('TCP port on 127.0.0.1; 0 for a free one.');

/** The overlay options of every emulator: see `overlays.ts`. */
export const overlayOptions = {
  fault: z
    .string()
    .nullable()
    .default(null)
    .describe('A fault, by name (npm run faults -- --list); null for none.'),
  variation: z.string().nullable().default(null).describe('A variation, by name (same list); null for none.'),
};

/** The options of one system. Their names, defaults and meanings come from its shape. */
export class OptionSet<Shape extends z.ZodRawShape> {
  readonly schema: z.ZodObject<Shape, z.core.$strict>;
  private readonly shape: Record<string, z.ZodType>;

  constructor(shape: Shape) {
    this.schema = z.strictObject(shape);
    this.shape = Object.fromEntries(
      Object.entries(this.schema.shape).filter(([name]) => !Object.hasOwn(codeOptions, name)),
    ) as Record<string, z.ZodType>;
  }

  /**
   * Fills in the defaults.
   * @throws {Error} if an option is unknown or out of range, with a message that names it
   */
  complete(given: object): z.output<typeof this.schema> {
    const parsed = this.schema.safeParse(given);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const name = issue?.path.join('.') ?? '';
    throw new Error(
      `Emulator option ${name === '' ? '' : `"${name}": `}${issue?.message ?? 'is not valid'}.`,
    );
  }

  /** The options that can be given on a command line. */
  help(): OptionHelp[] {
    return Object.entries(this.shape).map(([name, field]) => ({
      name,
      defaultValue: asText(field.parse(undefined)),
      values: valuesOf(field),
      meaning: field.description ?? '',
    }));
  }

  /**
   * Reads one `option=value` of a command line into `{ option: value }`.
   * @throws {Error} with a one-line message that names the accepted values
   */
  read(text: string): Record<string, unknown> {
    const [name = '', ...rest] = text.split('=');
    if (rest.length === 0) throw new Error(`"${text}" is not option=value.`);
    const field = Object.hasOwn(this.shape, name) ? this.shape[name] : undefined;
    if (field === undefined) throw new Error(`There is no option "${name}"; --help lists them all.`);
    const value = rest.join('=');
    for (const candidate of [asJson(value), value, value.split(',').map((part) => part.trim())]) {
      if (candidate !== undefined && field.safeParse(candidate).success) return { [name]: candidate };
    }
    // A value that may contain a password is not repeated.
    const instead = isSecret(field) ? '' : `, not "${value}"`;
    throw new Error(`Option "${name}" takes ${valuesOf(field)}${instead}.`);
  }
}

/** Whether the value of an option may contain a password. It is marked with `.meta({ secret: true })`. */
function isSecret(field: z.ZodType): boolean {
  return field.meta()?.['secret'] === true;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const typeNames: Record<string, string> = {
  boolean: 'true or false',
  integer: 'a whole number',
  array: 'a list',
  null: 'null',
};

/** The part of an option's JSON Schema that the help needs. */
interface JsonSchema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  anyOf?: JsonSchema[];
}

function valuesOf(field: z.ZodType): string {
  const stated = field.meta()?.['values'];
  if (typeof stated === 'string') return stated;
  return describeValues(z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
}

function describeValues(json: JsonSchema): string {
  if (json.anyOf !== undefined) return json.anyOf.map(describeValues).join(' or ');
  if (json.enum !== undefined)
    return json.enum
      .map(asText)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1');
  if (json.const !== undefined) return asText(json.const);
  if (json.format === 'uri') return 'a URL';
  return typeNames[json.type ?? ''] ?? 'a string';
}
