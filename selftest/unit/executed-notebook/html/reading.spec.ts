import { expect, test } from '../../../support/test.ts';
import { Drawing } from '../../../../helpers/executed-notebook/html/drawing.ts';
import { exchangesOf } from '../../../../helpers/executed-notebook/html/exchange.ts';
import { failureOf } from '../../../../helpers/executed-notebook/html/failure.ts';
import { leftSection } from '../../../../helpers/executed-notebook/html/leftovers.ts';
import { proofsOf } from '../../../../helpers/executed-notebook/html/proof.ts';
import { ownerSection, reasonsSection } from '../../../../helpers/executed-notebook/html/reasons.ts';
import { verdictHeader } from '../../../../helpers/executed-notebook/html/verdict.ts';
import type { RecordedCell, RunRecord } from '../../../../helpers/record/schema.ts';
import { textOf } from '../../../support/hostile.ts';
import { at, cell, exchange, failedCell, proof, record } from '../../../support/records.ts';

const AGAIN = 'npm start';

const drawing = () => new Drawing({ visible: 2000, body: 2000, colors: 'code and bodies', commands: 40 });

const failure = (of: RecordedCell) => textOf(String(failureOf(of, AGAIN, drawing()) ?? ''));

const reasons = (of: RunRecord['reasons'], more: Partial<RunRecord> = {}) =>
  textOf(String(reasonsSection(record({ reasons: of, ...more }))));

test('the error of a cell is not repeated if its failed proof shows it in color', () => {
  const colored =
    'expect(\u001b[31mreceived\u001b[39m).toBe(expected)\n\nReceived: \u001b[31m"signed in"\u001b[39m';
  const text = failure(
    failedCell('zendesk/notebook/08', {
      error: 'Error: expect(received).toBe(expected)\n\nReceived: "signed in"',
      proofs: [proof('zendesk/notebook/08#old-refused', { outcome: 'failed', detail: colored })],
    }),
  );
  expect(text).toContain('What came');
  expect(text.match(/Received: "signed in"/g)).toHaveLength(1);
  expect(text).not.toContain('What happened');
});

test('a cell that was interrupted says so, and blames no call', () => {
  const text = failure(cell('zendesk/notebook/07', { status: 'interrupted' }));
  expect(text).toContain('The run was interrupted during this cell.');
  expect(text).toContain(AGAIN);
  expect(text).not.toContain('curl');
});

test('a blocked cell shows the call that its error names, and none if it names none', () => {
  const blocked = (error: string) =>
    failure(
      cell('zendesk/notebook/01', {
        status: 'blocked',
        error,
        exchanges: [
          exchange({ method: 'GET', url: 'https://acme.zendesk.example/api/v2/security_settings' }),
          exchange({ method: 'DELETE', url: 'https://acme.zendesk.example/api/v2/oauth/tokens/7' }),
        ],
      }),
    );
  expect(blocked('Blocked: GET /api/v2/security_settings answered 403')).toMatch(/curl .*security_settings/);
  expect(blocked('Blocked: admins may not set passwords')).not.toContain('curl');
});

test('failures with the same cause are named by what they have in common', () => {
  const text = reasons(
    ['41', '42', '43'].map((id) => ({
      kind: 'failed' as const,
      address: `zendesk/password/case-${id}`,
      sentence: 'A password is set.',
      text: `POST /api/v2/users/${id}/password as admin answered 204`,
    })),
  );
  expect(text).toContain('3 × POST /api/v2/users/…/password as admin answered 204');
});

test('an interruption leads to the cell that it interrupted', () => {
  const text = reasons([{ kind: 'interrupted', sentence: 'The run was interrupted.' }], {
    cells: [cell('zendesk/notebook/06'), cell('zendesk/notebook/07', { status: 'interrupted' })],
  });
  expect(text).toContain('zendesk/notebook/07 The run was interrupted.');
});

test('the head of an interrupted run says once that it was interrupted', () => {
  const head = String(
    verdictHeader(record({ interrupted: true, ended: true, sentence: 'interrupted; 6 of 12 cells proved' })),
  );
  expect(textOf(head).match(/interrupted/g)).toHaveLength(1);
});

test('a token that is still alive is named where the page says what is left', () => {
  const alive = (...did: ('issued' | 'accepted' | 'proved dead')[]) =>
    textOf(
      String(
        leftSection(
          record({
            cells: [
              cell('expert/notebook/02', {
                exchanges: [],
                secrets: did.map((each, index) => ({ secret: 'admin.token#1', did: each, at: at(index) })),
              }),
            ],
          }),
        ),
      ),
    );
  expect(alive('issued', 'accepted')).toMatch(/1 token was still alive after the last cell.* admin\.token#1/);
  expect(alive('issued', 'accepted', 'proved dead')).not.toContain('alive');
});

test('what the account’s owner gets says what Keyturn is, and when it ran', () => {
  const text = textOf(
    String(
      ownerSection(
        record({
          startedAt: at(0),
          reasons: [
            {
              kind: 'blocked',
              sentence: 'Admins may not set passwords.',
              remedy: 'turn on the setting',
              where: 'Admin Center > Security',
              who: 'the account owner only',
            },
          ],
        }),
      ),
    ),
  );
  expect(text).toMatch(
    /Keyturn, an automated test of passwords and tokens, could not begin on .*2026-03-04 05:06:07 UTC/,
  );
  expect(text).toContain('Turn on the setting.');
});

const passwordCall = exchange({ url: 'https://acme.zendesk.example/api/v2/users/42/password' });
const deleteCall = exchange({ method: 'DELETE', url: 'https://acme.zendesk.example/api/v2/users/42' });
const signIn = (after: number, as: string) => ({
  as,
  startedAt: at(2),
  durationMs: 5,
  after,
  steps: [],
  outcome: 'refused',
});

/** A cell that failed without a proof, and what its clean-up did. */
const cleanedUp = cell('zendesk/notebook/08', {
  status: 'non-conformant',
  error: 'Error: it broke after DELETE /api/v2/users/42 as admin',
  proofs: [],
  exchanges: [passwordCall, deleteCall],
  signIns: [signIn(1, 'test user'), signIn(1, 'admin')],
  cleanUpFrom: { exchange: 1, signIn: 1 },
});

test('the calls of a clean-up are listed apart from those of the cell, and none of them is blamed', () => {
  const [own = '', cleanUp = ''] = textOf(String(exchangesOf(cleanedUp, drawing()))).split(
    '1 exchange of the clean-up after the failure',
  );
  expect(own).toMatch(/^\s*1 exchange\b.*\/password.*test user/s);
  expect(own).not.toContain('DELETE');
  expect(cleanUp).toMatch(/admin.*2\s+DELETE/s);
  expect(failure(cleanedUp)).not.toContain('curl');
});

test('a failed proof has its address where the failure is explained, and nowhere else', () => {
  const once = drawing();
  const failed = failedCell('zendesk/notebook/08');
  expect(String(failureOf(failed, AGAIN, once))).toContain('<div id="zendesk/notebook/08#accepted"><h4>');
  expect(String(proofsOf(failed, once))).not.toContain('id="zendesk/notebook/08#accepted"');
});

test('a failed check offers the command that runs it alone, and a cell does not', () => {
  const again = 'KEYTURN_TARGET=zendesk npm run contract -- --workers=2';
  const text = (of: RecordedCell) => textOf(String(failureOf(of, again, drawing())));
  expect(text({ ...failedCell('zendesk/password/set'), kind: 'check' })).toContain(
    'KEYTURN_TARGET=zendesk npm run contract -- zendesk/password/set',
  );
  expect(text(failedCell('zendesk/notebook/08'))).not.toContain('alone');
});

test('a proof leads to its exchanges, or to the one before it', () => {
  const of = cell('zendesk/notebook/05', {
    exchanges: [exchange(), exchange(), exchange()],
    proofs: [
      proof('zendesk/notebook/05#made', { exchanges: [0, 2] }),
      { ...proof('zendesk/notebook/05#seen'), exchanges: undefined, after: 3 },
      { ...proof('zendesk/notebook/05#lost'), exchanges: undefined, after: 4 },
    ],
  });
  const drawn = String(proofsOf(of, drawing()));
  expect(drawn).toContain('<a href="#zendesk/notebook/05%3A1">exchanges 1–2</a>');
  expect(drawn).toContain('<a href="#zendesk/notebook/05%3A3">after exchange 3</a>');
  expect(drawn.match(/class="seen"/g)).toHaveLength(2);
});

test('a failed proof that made no call repeats the last one before it', () => {
  const [first, last] = [exchange({ method: 'GET', url: 'https://acme.zendesk.example/a' }), passwordCall];
  const failed = proof('zendesk/notebook/05#seen', { outcome: 'failed', detail: 'Expected: 1' });
  const of = (after: number) =>
    failure(
      cell('zendesk/notebook/05', {
        status: 'non-conformant',
        exchanges: [first, last],
        proofs: [{ ...failed, exchanges: undefined, after }],
      }),
    );
  expect(of(1)).toContain("'https://acme.zendesk.example/a'");
  expect(of(2)).toContain('/users/42/password');
});

for (const [remedy, isForOwner] of [
  ['turn off the requirement, or test an end user with ZENDESK_TEST_USER_ROLE=end-user', true],
  ['check EXPERT_ADMIN_USERNAME and EXPERT_ADMIN_PASSWORD; or use a server API token', false],
  ['set ZENDESK_REDIRECT_URI to one that it has', false],
] as const) {
  test(`${isForOwner ? 'the owner' : 'who runs Keyturn'} is asked to ${remedy}`, () => {
    const where = 'Admin Center > Security';
    const of = { kind: 'blocked', sentence: 'It is blocked.', remedy, where } as const;
    expect(String(ownerSection(record({ reasons: [of] })) ?? '') !== '').toBe(isForOwner);
    expect(reasons([of]).includes('To do:')).toBe(!isForOwner);
  });
}
