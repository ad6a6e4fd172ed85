import { expect, test } from '../../../support/test.ts';
import { since } from '../../../../helpers/executed-notebook/html/since.ts';
import type { Comparison, RunPoint, Since } from '../../../../helpers/record/schema.ts';
import { expectHarmless, HOSTILE, textOf } from '../../../support/hostile.ts';
import { at, record } from '../../../support/records.ts';

const TENANT = 'https://acme.zendesk.example';

const same: Comparison = {
  run: 'yesterday1',
  startedAt: at(-86_400),
  verdict: 'conformant',
  keyturn: '0.1.0',
  cells: [],
  proofs: [],
  exchanges: [],
  fingerprint: [],
  drift: { new: [], gone: [] },
};

const point: RunPoint = {
  run: 'yesterday1',
  startedAt: at(-86_400),
  command: 'start',
  verdict: 'conformant',
  durationMs: 12_000,
  calls: 80,
  proved: 12,
  expected: 12,
};

const drawn = (changes: Partial<Since>) =>
  String(since(record({ since: [{ tenant: TENANT, previous: null, green: null, runs: [], ...changes }] })));

test('without a comparison there is no such section', () => {
  expect(since(record())).toBe('');
  expect(since(record({ since: [] }))).toBe('');
});

test('the first run of a tenant has one line', () => {
  expect(textOf(drawn({}))).toBe(
    ' Since last time There is no earlier run in the history to compare this one with. ',
  );
});

test('if nothing changed, that is said once, although the previous run is the last green one', () => {
  const text = textOf(drawn({ previous: same, green: same }));
  expect(text).toContain(
    'Nothing changed since the previous run, which is also the last green one, yesterday1',
  );
  expect(text.match(/Nothing changed/g)).toHaveLength(1);
});

test('the previous run and the last green one are compared separately if they differ', () => {
  const text = textOf(
    drawn({
      previous: { ...same, verdict: 'non-conformant' },
      green: {
        ...same,
        run: 'lastweek01',
        cells: [{ address: 'zendesk/notebook/06', before: 'passed', now: 'non-conformant' }],
      },
    }),
  );
  expect(text).toContain('Nothing changed since the previous run, yesterday1');
  expect(text).toMatch(
    /Since the last green run lastweek01 .*zendesk\/notebook\/06 ✓ passed ✕ non-conformant/,
  );
});

test('what differs in a call is listed below it, and the call is a link', () => {
  const markup = drawn({
    previous: {
      ...same,
      exchanges: [
        {
          address: 'zendesk/notebook/05',
          exchange: 1,
          call: 'POST /api/v2/users/{id}/password as admin',
          differences: [
            { what: 'status', before: '200', now: '204' },
            { what: 'field', name: 'user.name', before: 'string' },
          ],
        },
        {
          address: 'zendesk/notebook/12',
          call: 'GET /api/v2/users/search as admin',
          differences: [{ what: 'call', before: '200' }],
        },
      ],
    },
  });
  expect(markup).toContain('href="#zendesk/notebook/05%3A2"');
  expect(textOf(markup)).toMatch(/password as admin .* status 200 204 field user\.name string – /);
  expect(textOf(markup)).toContain('is no longer made 200 –');
});

test('another version of Keyturn is a change', () => {
  expect(textOf(drawn({ previous: { ...same, keyturn: '0.0.9' } }))).toContain('version 0.0.9 0.1.0');
});

test('a long list of differences is folded after the first ones', () => {
  const fingerprint = Array.from({ length: 25 }, (_, index) => ({ name: `name ${String(index)}`, now: 'x' }));
  expect(textOf(drawn({ previous: { ...same, fingerprint } }))).toContain(
    '5 more: fingerprint of the tenant',
  );
});

test('the plots contain this run as well, with the time and calls of its tenant', () => {
  const text = textOf(drawn({ previous: same, green: same, runs: [point] }));
  expect(text).toContain('This run and the 1 before it');
  expect(text).toMatch(/Time 2\.5 s highest 12\.0 s/);
  expect(text).toMatch(/Calls 2 highest 80/);
  expect(text).toMatch(/a1b2c3d4e5 \(this run\) .* 2 of 2 .*yesterday1 .* 12 of 12/);
});

test('runs that made no calls can be drawn', () => {
  const none = { ...point, durationMs: 0, calls: 0 };
  expect(drawn({ runs: [none] })).not.toMatch(/NaN|Infinity/);
});

test('names from a tenant do not become markup', () => {
  const changed = { before: HOSTILE, now: HOSTILE };
  expectHarmless(
    drawn({
      tenant: HOSTILE,
      previous: {
        ...same,
        run: HOSTILE,
        startedAt: HOSTILE,
        keyturn: HOSTILE,
        cells: [{ address: HOSTILE, ...changed }],
        proofs: [{ address: HOSTILE, ...changed }],
        exchanges: [
          {
            address: HOSTILE,
            exchange: 0,
            call: HOSTILE,
            differences: [{ what: 'header', name: HOSTILE, ...changed }],
          },
        ],
        fingerprint: [{ name: HOSTILE, ...changed }],
        drift: { new: [HOSTILE], gone: [HOSTILE] },
      },
      runs: [{ ...point, run: HOSTILE, startedAt: HOSTILE, command: HOSTILE }],
    }),
  );
});

test('if only a part was compared, the page says so, and claims nothing about the rest', () => {
  const partly = textOf(drawn({ previous: { ...same, compared: 1 } }));
  expect(partly).toContain('Nothing changed since the previous run');
  expect(partly).toContain('1 of 2 cells and checks ended in both runs.');
  const none = textOf(drawn({ previous: { ...same, compared: 0 } }));
  expect(none).toContain('Nothing could be compared since');
  expect(none).not.toContain('Nothing changed');
  expect(textOf(drawn({ previous: { ...same, compared: 2 } }))).not.toContain('ended in both runs');
});
