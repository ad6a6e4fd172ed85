import { expect, test } from '../support/test.ts';
import { RUN_ID, RUN_ID_VARIABLE, runId, userAgent, version } from '../../helpers/run-id.ts';

test.describe.configure({ mode: 'serial' });

let before: string | undefined;
test.beforeEach(() => (before = process.env[RUN_ID_VARIABLE]));
test.afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(process.env, RUN_ID_VARIABLE);
  else process.env[RUN_ID_VARIABLE] = before;
});

test('a run has one ID, and its workers inherit it', () => {
  Reflect.deleteProperty(process.env, RUN_ID_VARIABLE);
  const first = runId();
  expect(first).toMatch(RUN_ID);
  expect(runId()).toBe(first);
  expect(process.env[RUN_ID_VARIABLE]).toBe(first);
});

test('an ID from the environment is kept', () => {
  process.env[RUN_ID_VARIABLE] = 'abcdefghjk';
  expect(runId()).toBe('abcdefghjk');
  expect(userAgent()).toBe(`Keyturn/${version} (run abcdefghjk)`);
});

for (const given of ['', 'short', 'ABCDEFGHJK', 'abcdefghjkl', 'abc/../jkl', 'abcdefghjk\n']) {
  test(`${JSON.stringify(given)} is not a run ID, so a new one is generated`, () => {
    process.env[RUN_ID_VARIABLE] = given;
    expect(runId()).not.toBe(given);
    expect(runId()).toMatch(RUN_ID);
  });
}

test('IDs do not repeat', () => {
  const ids = Array.from({ length: 500 }, () => {
    Reflect.deleteProperty(process.env, RUN_ID_VARIABLE);
    return runId();
  });
  expect(new Set(ids).size).toBe(500);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9]{10}$/);
});
