/** The form of a fleet file. Its JSON schema is published in `docs/fleet.schema.json`, for editors. */
import { z } from 'zod';
import { readSpan, SPAN_EXAMPLES } from '../time-span.ts';
import { TENANT_VARIABLES } from './variables.ts';

/** Names of devices on Windows, which no folder can have. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/** The longest time limit: a timer cannot wait for much more than three weeks, and no night is that long. */
const MAX_TIMEOUT = '24h';
const MAX_TIMEOUT_MS = readSpan(MAX_TIMEOUT) ?? 0;

/** The most workers that make sense on one tenant, whose rate limit they share. */
const MAX_WORKERS = 16;

const name = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$/, {
    error: 'must consist of lower-case letters, digits and hyphens (at most 60), such as acme-eu',
  })
  .refine((text) => !RESERVED.test(text), 'is a reserved name on Windows; choose another');

const path = z.string().regex(/\S/, 'must name a file');

const timeout = z
  .string(`must be ${SPAN_EXAMPLES}`)
  .refine((text) => readSpan(text) !== undefined, `must be ${SPAN_EXAMPLES}`)
  .refine((text) => (readSpan(text) ?? 0) <= MAX_TIMEOUT_MS, `must be at most ${MAX_TIMEOUT}`);

/** The settings of a tenant. Editors show where to find the value of each. */
const env = z.strictObject(
  Object.fromEntries(
    TENANT_VARIABLES.map(({ name: variable, remedy, secret }) => [
      variable,
      z
        .string()
        .optional()
        .describe(secret === undefined ? remedy : `${remedy} (a secret: only as \${VARIABLE})`),
    ]),
  ),
);

/** What each tenant may have, and the defaults for all of them. */
const common = {
  /** `start` runs the notebooks (the default), `contract` the notebooks and all checks. */
  command: z.enum(['start', 'contract'], 'must be start or contract').optional(),
  /** In how many workers the checks run (default: 1). A notebook is always in one. */
  workers: z
    .int('must be a whole number, without quotes')
    .min(1, 'must be at least 1')
    .max(MAX_WORKERS, `must be at most ${String(MAX_WORKERS)}`)
    .optional(),
  /** `release` (the default): the exit code depends on this tenant. `watch`: only if something leaked or was left there. */
  severity: z.enum(['release', 'watch'], 'must be release or watch').optional(),
  /** A file of known deviations, relative to this file. */
  deviations: path.optional(),
  /** The lowest level of proof that fails a run: `must` (the default) or `should`. */
  failOn: z.enum(['must', 'should'], 'must be must or should').optional(),
  /** When a run is told to stop, such as `45m` (default: `60m`). */
  timeout: timeout.optional(),
};

const tenant = z.strictObject({
  /** Names the tenant, and its folder of results. Unique. */
  name,
  /** A file like `.env` with the settings of this tenant, relative to this file. */
  envFile: path.optional(),
  /** Settings of this tenant. They take precedence over `envFile`. `${NAME}` stands for a variable of the environment. */
  env: env.optional(),
  ...common,
});

export const fleetFile = z.strictObject({
  /** For all tenants that do not set it themselves. */
  defaults: z.strictObject(common).optional(),
  /** The tenants, in the order in which they start. */
  tenants: z.array(tenant).min(1, 'must list at least one tenant'),
});

export type FleetFile = z.infer<typeof fleetFile>;
