/**
 * Known deviations: known differences of a tenant from the documentation, and proofs that its owner accepts as not tried.
 * Each has a reason and a last day. A known deviation neither fails a run nor makes it incomplete. A deviation that has
 * expired or no longer occurs blocks the run.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { decode, type Decoded } from '../decode.ts';
import { parseJson } from '../json.ts';

/** The entry for an emulator, in place of a host. */
const EMULATOR = 'emulator';

const deviation = z.strictObject({
  tenant: z
    .string()
    .regex(/^[a-z0-9.:-]+$/, `must be the host of a tenant, such as acme.zendesk.com, or “${EMULATOR}”`),
  check: z
    .string()
    .regex(
      /^\w+\/[\w-]+\/[\w-]+(?:#[\w-]+)?$/,
      'must be the address of a check or a proof, such as zendesk/password/wrong-previous',
    ),
  /** The outcome of the proof: it fails, or it cannot be tried (the client lacks a scope, there is no second user). */
  outcome: z.enum(['failed', 'not tried'], 'must be “failed” (the default) or “not tried”').default('failed'),
  reason: z.string().trim().min(1, 'must give a reason'),
  expires: z.iso.date('must be a date, such as 2027-03-31'),
});

/** One entry of the file. `expires` is the last day on which it is valid. */
export type Deviation = z.infer<typeof deviation>;

const file = z.array(deviation);

/** The entries of a file, or a clause about the mistake in it. */
export type DeviationsRead = { ok: true; deviations: Deviation[] } | { ok: false; problem: string };

/** Reads the file of known deviations. */
export function readDeviations(path: string): DeviationsRead {
  let read: Decoded;
  try {
    read = decode(readFileSync(path));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return {
      ok: false,
      problem:
        code === 'ENOENT'
          ? `names ${path}, which does not exist`
          : `names ${path}, which cannot be read (${code})`,
    };
  }
  if (!read.ok) return { ok: false, problem: `names ${path}, which ${read.problem}` };
  const value = parseJson(read.text);
  if (value === undefined) return { ok: false, problem: 'names a file that is not valid JSON' };
  const parsed = file.safeParse(value);
  if (parsed.success) {
    const twice = parsed.data.find(
      (each, index) =>
        parsed.data.findIndex(
          ({ tenant, check, outcome }) =>
            tenant === each.tenant && check === each.check && outcome === each.outcome,
        ) < index,
    );
    if (twice === undefined) return { ok: true, deviations: parsed.data };
    return { ok: false, problem: `names a file that lists ${twice.check} of ${twice.tenant} twice` };
  }
  const [issue] = parsed.error.issues;
  const [entry, field] = issue?.path ?? [];
  const where =
    entry === undefined
      ? ''
      : `entry ${String(Number(entry) + 1)}${field === undefined ? '' : `, “${String(field)}”`}: `;
  return { ok: false, problem: `names a file with a mistake: ${where}${issue?.message ?? ''}` };
}

/** Returns the deviations of one tenant. */
export function deviationsOf(
  all: readonly Deviation[],
  { baseUrl, emulated }: { baseUrl: string; emulated: boolean },
): Deviation[] {
  const host = emulated ? EMULATOR : URL.canParse(baseUrl) ? new URL(baseUrl).host : '';
  return all.filter(({ tenant }) => tenant.toLowerCase() === host);
}

/** Whether the deviation's last day is over. */
export function hasExpired({ expires }: Deviation, now = new Date()): boolean {
  return now.toISOString().slice(0, 10) > expires;
}
