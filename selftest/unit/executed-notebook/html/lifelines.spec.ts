import { expect, test } from '../../../support/test.ts';
import { lifelines } from '../../../../helpers/executed-notebook/html/lifelines.ts';
import type { RecordedCell } from '../../../../helpers/record/schema.ts';
import type { SecretEvent } from '../../../../helpers/verdict/cell.ts';
import { expectHarmless, HOSTILE, textOf } from '../../../support/hostile.ts';
import { at, cell, check, exchange, record } from '../../../support/records.ts';

const event = (second: number, did: SecretEvent['did'], more: Partial<SecretEvent> = {}): SecretEvent => ({
  secret: 'admin.token#1',
  did,
  at: at(second),
  ...more,
});

const drawn = (cells: RecordedCell[]) => String(lifelines(record({ cells })));

const issued = cell('zendesk/notebook/02', {
  exchanges: [exchange({ with: [], responseBody: '{"expires_in":60}', startedAt: at(0), durationMs: 0 })],
  secrets: [event(0, 'issued', { exchange: 0 })],
});
const dead = cell('zendesk/notebook/06', {
  exchanges: [exchange({ startedAt: at(5), status: 401 })],
  secrets: [event(4, 'revoked'), event(5, 'proved dead', { exchange: 0 })],
});

test('a run without passwords and tokens has no such section', () => {
  expect(lifelines(record({ cells: [cell('zendesk/notebook/02', { exchanges: [] })] }))).toBe('');
});

test('a mark leads to its exchange, and a mark without one to its cell', () => {
  const markup = drawn([issued, dead]);
  expect(markup).toContain('<a href="#zendesk/notebook/06%3A1" tabindex="-1"');
  expect(markup).toContain('admin.token#1: revoked · zendesk/notebook/06<');
  expect(markup).toContain('id="secret/admin.token#1"');
  expect(textOf(markup)).toContain('1 password or token: ✓ 1 proved dead');
});

test('what is still alive stands out, and until when is said only if it is known', () => {
  expect(textOf(drawn([issued]))).toMatch(
    /Still alive after the last cell: admin\.token#1 until 2026-03-04 05:07:07 UTC/,
  );
  const unknown = cell('zendesk/notebook/02', { exchanges: [], secrets: [event(0, 'issued')] });
  expect(textOf(drawn([unknown]))).toMatch(/Still alive after the last cell: admin\.token#1 \./);
  expect(textOf(drawn([issued, dead]))).not.toContain('Still alive after the last cell:');
});

test('secrets from the settings are named, and not drawn', () => {
  const text = textOf(
    drawn([cell('zendesk/notebook/02', { exchanges: [exchange({ with: ['admin.password'] })] })]),
  );
  expect(text).toContain('From the settings, so neither made nor ended by the run: admin.password (1 call)');
  expect(text).not.toContain('proved dead by a refusal');
});

test('of the secrets of hundreds of checks, those that were not proved dead are listed first', () => {
  const checks = Array.from({ length: 100 }, (_, index) => {
    const secret = `test-user.token#${String(index + 1)}`;
    const last = index === 99 ? [] : [event(2, 'proved dead', { secret })];
    return check(`zendesk/tokens/n${String(index)}`, { secrets: [event(1, 'issued', { secret }), ...last] });
  });
  const markup = drawn([issued, ...checks]);
  expect(markup).toContain('id="secret/test-user.token#100"');
  expect(textOf(markup)).toContain('without 40 (proved dead)');
});

test('two tenants may have secrets of one name', () => {
  const other = cell('expert/notebook/02', {
    target: 'https://acme.mindtouch.example',
    exchanges: [],
    secrets: [event(0, 'issued')],
  });
  expectHarmless(drawn([issued, other]));
});

test('names from a tenant do not become markup', () => {
  expectHarmless(
    drawn([
      cell(`zendesk/notebook/${HOSTILE}`, {
        title: HOSTILE,
        target: HOSTILE,
        exchanges: [exchange({ with: [HOSTILE, `${HOSTILE}.token#1`] })],
        secrets: [event(1, 'issued', { secret: `${HOSTILE}.token#1`, at: HOSTILE })],
      }),
    ]),
  );
});
