/**
 * The newest result of each tenant, as far as it counts: a result of another command, of another tenant or of long ago is no
 * answer to what the fleet file asks for.
 */
import { npmCommand } from '../command-line/command.ts';
import { isInFuture } from '../in-future.ts';
import { spanInWords } from '../time-span.ts';
import { effectOf } from './policy.ts';
import type { ResolvedTenant } from './resolve.ts';
import { endOf, readResult, targetsOfResult, type TenantResult, withoutResult } from './result.ts';

/** Which results count. */
interface Conditions {
  /** The folder with a folder for each tenant. */
  folder: string;
  /** The run must not have ended longer ago, in ms. Any age counts if it is `undefined`. */
  maxAgeMs?: number | undefined;
  now?: number;
}

/**
 * Returns the newest result of a tenant, with the severity that it has now. If the result does not count, it has no verdict, and
 * its sentence says why. A leak or a leftover that it reports is real anyway.
 */
export function newestResult(
  tenant: ResolvedTenant,
  { folder, maxAgeMs, now = Date.now() }: Conditions,
): TenantResult {
  const { name, severity } = tenant;
  const result = { ...(readResult(folder, name) ?? withoutResult(tenant)), severity };
  if (result.state !== 'ended') return result;
  const foreign = foreignBecause(result, tenant);
  if (foreign !== undefined) {
    const { left, leaks } = result;
    const targets = isResolved(tenant) ? targetsOfResult(tenant.targets) : [];
    return { ...withoutResult(tenant), targets, left, leaks, ...notCounted(result, foreign) };
  }
  const stale = maxAgeMs === undefined ? undefined : staleBecause(result, maxAgeMs, now);
  return stale === undefined ? result : { ...result, ...notCounted(result, stale) };
}

/** Whether there is a result that does not count. */
export function isNotCounted({ state, verdict }: TenantResult): boolean {
  return state === 'ended' && verdict === null;
}

function notCounted(result: TenantResult, sentence: string): Partial<TenantResult> {
  // Of a tenant that is only watched, the exit code depends on nothing but what Keyturn itself may have done.
  const isHarmful = effectOf({ ...result, severity: 'watch' }) === 'failed';
  return { state: 'ended', verdict: null, outcome: isHarmful ? 'red' : 'not judged', sentence };
}

/** Returns why a result is not one of this tenant as the fleet file describes it now, or `undefined` if it is. */
function foreignBecause(result: TenantResult, tenant: ResolvedTenant): string | undefined {
  const because = (found: string, asked: string) =>
    `Its newest result does not count: it is of ${found}, and the fleet file says ${asked}.`;
  if (result.command !== tenant.command)
    return because(npmCommand(result.command), npmCommand(tenant.command));
  // Without its settings, nobody knows what its tenant is. A run that was blocked by its settings did not know, either.
  const isUnknown = !isResolved(tenant) || (result.targets.length === 0 && result.outcome !== 'green');
  const [found, asked] = [result.targets, targetsOfResult(tenant.targets)].map(inWords);
  return isUnknown || found === asked ? undefined : because(found ?? '', asked ?? '');
}

function isResolved({ mistakes }: ResolvedTenant): boolean {
  return mistakes.length === 0;
}

function inWords(targets: TenantResult['targets']): string {
  const each = targets.map(({ title, tenant }) => (tenant === 'emulator' ? `an emulated ${title}` : tenant));
  return each.length === 0 ? 'no tenant' : each.sort().join(' and ');
}

function staleBecause(result: TenantResult, maxAgeMs: number, now: number): string | undefined {
  const end = endOf(result);
  // A run that did not start has no verdict that could be too old.
  if (end === undefined) return undefined;
  const age = now - end;
  if (isInFuture(end, now))
    return 'Its newest result does not count: it is in the future. The clock of that machine or of this one is wrong.';
  if (age <= maxAgeMs) return undefined;
  return `Its newest result does not count: its run ended ${spanInWords(age)} ago, and --max-age is ${spanInWords(maxAgeMs)}.`;
}
