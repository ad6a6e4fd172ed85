import { type TenantResult, withoutResult } from '../../../helpers/fleet/result.ts';

/** An invented result: a conformant tenant of a release, or one with these changes. */
export function result(changes: Partial<TenantResult>): TenantResult {
  return {
    ...withoutResult({ name: 'acme', command: 'start', workers: 1, severity: 'release' }),
    ...{ state: 'ended', verdict: 'conformant', outcome: 'green', sentence: '12 of 12 cells proved' },
    ...{ run: 'a1b2c3d4e5', exitCode: 0, startedAt: '2026-03-04T02:17:00.000Z', durationMs: 61_000 },
    targets: [{ system: 'zendesk', title: 'Zendesk', tenant: 'https://acme.zendesk.example' }],
    ...changes,
  };
}
