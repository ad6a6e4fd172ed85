/** What a message contains, and above all what it never contains. */
import { expect, test } from '../../support/test.ts';
import { factsOf } from '../../../helpers/notify/facts.ts';
import { plainMessage, slackMessage } from '../../../helpers/notify/message.ts';
import { fillTemplate, PLACEHOLDERS } from '../../../helpers/notify/template.ts';
import { runRecord, type RunRecord } from '../../../helpers/record/schema.ts';
import { bodyOf } from '../../../helpers/nights/issue-text.ts';
import { pointOf } from '../../../helpers/record/point.ts';
import { brokenRecord } from '../executed-notebook/records.ts';
import { cellWith, recordWith } from '../record/records.ts';

const LINK = 'https://ci.example/job?a=1&b=2';

/** Every text that is ever made from a record outside of its reports. */
function everythingFrom(record: RunRecord): string {
  const facts = factsOf(record);
  const template = Object.keys(PLACEHOLDERS).map((name) => `{${name}}`);
  const newest = pointOf(record);
  const issues = (['red', 'not judged'] as const).map((kind) =>
    bodyOf({
      kind,
      tenant: 'https://acme.zendesk.com',
      command: 'contract',
      points: [newest],
      newest,
      record,
      link: LINK,
    }),
  );
  return JSON.stringify([slackMessage(facts, LINK), fillTemplate(template, facts, LINK), issues]);
}

const check = cellWith({
  address: 'zendesk/password/wrong-previous',
  title: 'A wrong previous password is refused.',
  kind: 'check',
  status: 'non-conformant',
});

const red = recordWith([cellWith(), check, cellWith({ address: 'zendesk/notebook/06', status: 'not run' })], {
  command: 'contract',
  verdict: 'non-conformant',
  exitCode: 1,
  durationMs: 724_000,
  reasons: [
    {
      kind: 'failed',
      address: 'zendesk/password/wrong-previous#refused',
      sentence: 'The tenant accepted it.',
    },
    { kind: 'blocked', sentence: 'no', help: 'network' },
    { kind: 'not run', address: 'zendesk/notebook/06', sentence: 'One cell or check did not run.' },
    { kind: 'leak', sentence: 'x' },
  ],
  left: [
    { tenant: 'https://acme.zendesk.com', kind: 'user', whose: 'test user', certain: true },
    { tenant: 'https://acme.zendesk.com', kind: 'token', whose: 'admin', certain: false },
  ],
  leaks: [{ file: 'a', kinds: ['password'], sources: ['x'], removed: true }],
});

test('a message reports the verdict, the tenant, what was proved, each problem, and what is left', () => {
  expect(plainMessage(factsOf(red), 'https://ci.example/1')).toBe(
    [
      '✗ Keyturn: non-conformant · acme.zendesk.com · contract',
      '1 of 3 cells and checks proved in 12 min 4 s. 1 did not run. Left on the tenant: 1 user or token. Possibly left: 1 user or token. 1 leak.',
      'failed: zendesk/password/wrong-previous#refused · A wrong previous password is refused.',
      'blocked: the run (help: network)',
      'Run aaaaaaaaaa of 2026-11-30 02:00 UTC, Keyturn 0.1.0.',
      'https://ci.example/1',
    ].join('\n'),
  );
  expect(plainMessage(factsOf(recordWith([cellWith()])), undefined)).toBe(
    [
      '✓ Keyturn: conformant · acme.zendesk.com · start',
      '1 of 1 cells proved in 20.0 s.',
      'Run aaaaaaaaaa of 2026-11-30 02:00 UTC, Keyturn 0.1.0.',
    ].join('\n'),
  );
});

test('a run that is red although it is conformant, one on emulators, one that was interrupted, and one that has not ended', () => {
  const first = (record: RunRecord) => plainMessage(factsOf(record), undefined).split('\n').slice(0, 2);
  expect(first({ ...red, verdict: 'conformant', cells: [cellWith()] })[0]).toMatch(
    /^✗ Keyturn: conformant · /,
  );
  const emulated = { emulated: true, targets: [{ system: 'zendesk', tenant: 'emulator' }] };
  expect(first(recordWith([cellWith()], emulated))[0]).toBe(
    '✓ Keyturn: conformant (emulator) · emulator of zendesk · start',
  );
  expect(first(recordWith([], { interrupted: true, verdict: 'incomplete', exitCode: 130 }))[0]).toMatch(
    /^■ Keyturn: incomplete, interrupted · /,
  );
  expect(first(recordWith([cellWith()], { ended: false, verdict: 'blocked', exitCode: null }))).toEqual([
    expect.stringMatching(/^✓ Keyturn: not finished · /),
    '1 of 1 cells proved so far. The run is under way, or it was killed.',
  ]);
});

test('a record of an older version has no reasons', () => {
  expect(factsOf({ ...red, reasons: undefined }).problems).toEqual([
    {
      kind: 'failed',
      address: 'zendesk/password/wrong-previous',
      title: 'A wrong previous password is refused.',
    },
  ]);
});

test('Slack’s format is within its limits, however many problems there are, and the text within Discord’s', () => {
  const cells = Array.from({ length: 300 }, (_, at) =>
    cellWith({
      address: `zendesk/password/${'a-long-name-'.repeat(8)}${String(at)}`,
      title: `${String(at)} ${'𝔘nicode title '.repeat(40)}`,
      kind: 'check',
      status: 'non-conformant',
    }),
  );
  const targets = Array.from({ length: 60 }, (_, at) => ({
    system: `system${String(at)}`,
    tenant: `https://${'long-'.repeat(12)}${String(at)}.example`,
  }));
  const reasons = cells.map(({ address }) => ({ kind: 'failed' as const, address, sentence: '' }));
  const facts = factsOf(recordWith(cells, { reasons, targets, verdict: 'non-conformant', exitCode: 1 }));
  const { text, blocks } = slackMessage(facts, LINK) as {
    text: string;
    blocks: { type: string; text?: { text: string } }[];
  };
  expect(text.length).toBeLessThanOrEqual(1900);
  expect(text).toMatch(/… and \d+ more/);
  expect(text).toContain(LINK);
  expect(blocks.length).toBeLessThanOrEqual(50);
  for (const { type, text } of blocks)
    expect((text?.text ?? '').length).toBeLessThanOrEqual(type === 'header' ? 150 : 3000);
  expect(text).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
});

test('in Slack’s format, only the link is markup, and it is escaped', () => {
  const { blocks } = slackMessage(factsOf(red), LINK) as {
    blocks: { text?: { type: string; text: string } }[];
  };
  expect(blocks.flatMap(({ text }) => (text?.type === 'mrkdwn' ? [text.text] : []))).toEqual([
    '<https://ci.example/job?a=1&amp;b=2|The job and its reports>',
  ]);
});

/** A value with something from each kind of data that must not be in a message. */
const plantAt = (place: string) =>
  `§${place}§ s3cr3t-Qw9 me@you.example <!channel> <@U1> @here *b* https://evil.example/x [a](b)`;

/** The strings of a record, with the path of each: `cells.3.title`. */
function stringsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => stringsOf(each, [...path, name]));
}

function planted(record: RunRecord, path: readonly string[]): RunRecord | undefined {
  const copy = structuredClone(record) as unknown as Record<string, unknown>;
  let at = copy;
  for (const step of path.slice(0, -1)) at = at[step] as Record<string, unknown>;
  at[path.at(-1) ?? ''] = plantAt(path.join('.'));
  const parsed = runRecord.safeParse(copy);
  // A verdict, for example, has only a few values.
  return parsed.success ? parsed.data : undefined;
}

test('whatever a record contains, in each of its strings, none of it is in a message or an issue', () => {
  const record = { ...brokenRecord(), targets: [{ system: 'zendesk', tenant: 'https://acme.zendesk.com' }] };
  const paths = stringsOf(record);
  expect(paths.length).toBeGreaterThan(200);
  const shown: string[] = [];
  for (const path of paths) {
    const edited = planted(record, path);
    if (edited === undefined) continue;
    const text = everythingFrom(edited);
    expect(text, path.join('.')).not.toMatch(/me@you|evil\.example|<!channel|<@U1|[^＠]@here|\*b\*|\]\(b\)/);
    if (text.includes('s3cr3t') || text.includes('§')) shown.push(path.join('.'));
  }
  // Titles are ours, and are shown as plain text.
  expect(shown.filter((path) => !/^cells\.\d+\.title$/.test(path))).toEqual([]);
  expect(shown.length).toBeGreaterThan(1);
});

test('everything that was planted at once', () => {
  const record = stringsOf(brokenRecord()).reduce(
    (edited, path) => planted(edited, path) ?? edited,
    brokenRecord(),
  );
  const text = everythingFrom(record);
  expect(text).not.toMatch(/me@you|evil\.example|s3cr3t|<!channel|<@U1/);
  expect(text).toContain('(unreadable)');
});
