/** The exit code of a fleet. `docs/fleet.md` describes the policy. */
import { EXIT } from '../verdict/verdict.ts';
import type { TenantResult } from './result.ts';

/** What a result means for the exit code. */
type Effect = 'none' | 'failed' | 'not judged';

/**
 * Returns the effect of one result. A leak, a leftover and an exit code 1 without an explanation count for every tenant. What the
 * contract is worth on a tenant that is only watched does not.
 */
export function effectOf({ state, outcome, verdict, severity, exitCode, left, leaks }: TenantResult): Effect {
  if (left.length > 0 || leaks.length > 0) return 'failed';
  // Like any run that was told to stop, whatever it had found.
  const isRed = outcome === 'red' && exitCode !== EXIT.interrupted;
  if (isRed && verdict !== 'non-conformant') return 'failed';
  if (severity === 'watch') return 'none';
  if (isRed) return 'failed';
  return state === 'ended' && outcome === 'green' ? 'none' : 'not judged';
}

/**
 * Returns the exit code by the worst result: 1 takes precedence over 130, and that over 2.
 *
 * @param interrupted whether the fleet was told to stop
 */
export function exitCodeOf(results: readonly TenantResult[], interrupted: boolean): number {
  const effects = results.map(effectOf);
  if (effects.includes('failed')) return EXIT.failed;
  if (interrupted) return EXIT.interrupted;
  return effects.includes('not judged') ? EXIT.notJudged : EXIT.conformant;
}
