/** A fleet that is told to stop, or whose processes die: no process is left, and nothing on any tenant. */
import { expect, test } from '../support/test.ts';
import { join } from 'node:path';
import type { CallHook } from '../../emulators/common/call-hook.ts';
import { startExpert } from '../../emulators/expert/index.ts';
import { expectClean } from '../support/expect-clean.ts';
import { fleetOf } from '../support/fleet.ts';
import { signalGroup } from '../support/keyturn.ts';
import { processesWith } from '../support/processes.ts';

test.skip(process.platform !== 'linux', 'The processes of a run are found in /proc');

/** A call hook, and a promise that resolves when a run has created a user. */
function whenCreated(): { callHook: CallHook; created: Promise<void> } {
  let tell: () => void = () => undefined;
  const created = new Promise<void>((resolve) => {
    tell = resolve;
  });
  let isNext = false;
  return {
    created,
    callHook: ({ method, path }) => {
      if (isNext) tell();
      isNext ||= method === 'POST' && path.endsWith('/users');
      return undefined;
    },
  };
}

test('SIGTERM stops every run once, which cleans up; what did not run is said, and runs next time', async ({}, testInfo) => {
  const one = whenCreated();
  const two = whenCreated();
  const sites = [
    await startExpert({ callHook: one.callHook }),
    await startExpert({ callHook: two.callHook }),
  ] as const;
  const fleet = fleetOf(testInfo, [
    { name: 'one', site: sites[0] },
    { name: 'two', site: sites[1] },
    { name: 'three' },
  ]);
  const running = fleet.start(['--jobs', '2']);
  try {
    await Promise.all([one.created, two.created]);
    // As a terminal or a CI system does: only the fleet is in this process group.
    signalGroup(running, 'SIGTERM');
    const { code, output } = await running.ended;
    expect(code, output).toBe(130);
    expect(output).toMatch(
      /Stopping\. No other run starts, and each one removes what it created: (?:one, two|two, one)\./,
    );
    expect(output).toContain('Interrupted. 3 tenants: 2 interrupted, 1 not run.');
    expect(processesWith(fleet.results)).toEqual([]);
    expect(fleet.report()).toMatchObject({
      ...{ ended: true, interrupted: true, exitCode: 130 },
      tenants: {
        one: { outcome: 'interrupted', exitCode: 130, left: [] },
        two: { outcome: 'interrupted', exitCode: 130, left: [] },
        three: { state: 'waiting', outcome: null },
      },
    });
    for (const site of sites) expectClean(site);
  } finally {
    for (const site of sites) await site.close();
  }
});

test('if the fleet is killed, its runs notice it and clean up', async ({}, testInfo) => {
  const { callHook, created } = whenCreated();
  const site = await startExpert({ callHook });
  const fleet = fleetOf(testInfo, [{ name: 'one', site }]);
  const running = fleet.start();
  try {
    await created;
    signalGroup(running, 'SIGKILL');
    await running.ended;
    await expect.poll(() => processesWith(fleet.results), { timeout: 120_000 }).toEqual([]);
    expectClean(site);
    // What it has written does not look like a result.
    expect(fleet.report()).toMatchObject({ ended: false, exitCode: null });
    const listed = await fleet.start(['--list']).ended;
    expect(listed.output).toMatch(/one +start +release +not ended/);
  } finally {
    await site.close();
  }
});

test('a run whose process is killed is blocked, and says so; the next one removes what it left', async ({}, testInfo) => {
  const { callHook, created } = whenCreated();
  const site = await startExpert({ callHook });
  const fleet = fleetOf(testInfo, [{ name: 'one', site }]);
  const running = fleet.start();
  try {
    await created;
    const [main, ...others] = processesWith(join(fleet.results, 'one'), 'keyturn.mjs');
    expect(others).toEqual([]);
    process.kill(main ?? 0, 'SIGKILL');
    const { code, output } = await running.ended;
    expect(code, output).toBe(2);
    expect(fleet.report().tenants['one']).toMatchObject({
      ...{ verdict: 'blocked', outcome: 'not judged', exitCode: null },
      sentence: expect.stringMatching(
        /^Its process ended with the signal SIGKILL, without a result\. Its record shows that the run has not ended\./,
      ),
    });
    expect(processesWith(fleet.results)).toEqual([]);
    const again = await fleet.start(['--only-failed']).ended;
    expect(again.code, again.output).toBe(0);
    expectClean(site);
  } finally {
    await site.close();
  }
});
