/** What happens to an issue after each sequence of nights. */
import { expect, test } from '../../support/test.ts';
import { type Action, decide, type KnownIssue } from '../../../helpers/nights/decide.ts';
import { type IssueKind, markerOf } from '../../../helpers/nights/issue-text.ts';
import { inARow } from '../../../helpers/nights/nights.ts';
import { ACME, type NightLetter, pointsOf, recordOf, runOf } from './points.ts';

interface More {
  known?: KnownIssue;
  after?: number;
  link?: string;
}

function decided(kind: IssueKind, nights: string, { known, after, link }: More = {}): Action {
  const last = nights.length - 1;
  return decide({
    kind,
    tenant: ACME,
    command: 'contract',
    points: pointsOf(nights),
    after: after ?? (kind === 'red' ? 2 : 3),
    record: last < 0 ? undefined : recordOf(nights.charAt(last) as NightLetter, last),
    known,
    link,
  });
}

/** What happens night by night, with the issue that the nights before have left: `.` nothing, `o` open, `u` update, `c` close. */
function traceOf(kind: IssueKind, nights: string): string {
  let known: KnownIssue | undefined;
  return Array.from(nights)
    .map((_, night) => {
      const action = decided(kind, nights.slice(0, night + 1), known === undefined ? {} : { known });
      if (action.do === 'open' || action.do === 'update') known = { number: 7, body: action.body };
      if (action.do === 'close') known = undefined;
      return action.do === 'nothing' ? '.' : action.do.charAt(0);
    })
    .join('');
}

for (const [nights, red, notJudged] of [
  ['', '', ''],
  ['ggg', '...', '...'],
  ['r', '.', '.'],
  ['rr', '.o', '..'],
  ['rrr', '.ou', '...'],
  ['rrrg', '.ouc', '....'],
  ['rrgg', '.oc.', '....'],
  ['rgr', '...', '...'],
  ['rgrr', '...o', '....'],
  ['rrgrr', '.oc.o', '.....'],
  // A night that was not judged is no red, and does not end a row of reds.
  ['rbr', '..o', '...'],
  ['rnbr', '...o', '....'],
  ['rrbr', '.o.u', '....'],
  ['rrbg', '.o.c', '....'],
  ['rrbbbb', '.o....', '....ou'],
  ['rbbbr', '....o', '...oc'],
  // An interrupted run counts for nothing.
  ['rir', '..o', '...'],
  ['rri', '.o.', '...'],
  ['rrig', '.o.c', '....'],
  ['bibib', '.....', '....o'],
  ['bbbi', '....', '..o.'],
  ['iii', '...', '...'],
  ['b', '.', '.'],
  ['bb', '..', '..'],
  ['bbb', '...', '..o'],
  ['bnbn', '....', '..ou'],
  ['bbbbg', '.....', '..ouc'],
  ['bbgbb', '.....', '.....'],
  // A tenant is judged again, even if it is red.
  ['bbbr', '....', '..oc'],
  ['bbbrr', '....o', '..oc.'],
  ['gbbbg', '.....', '...oc'],
] as const)
  test(`the issues of ${nights || 'no night'}`, () => {
    expect({ red: traceOf('red', nights), notJudged: traceOf('not judged', nights) }).toEqual({
      red,
      notJudged,
    });
  });

test('an issue is updated and closed even if the history does not reach back to its beginning', () => {
  const known = { number: 7, body: 'of nights that were lost' };
  expect(decided('red', 'r', { known }).do).toBe('update');
  expect(decided('red', 'g', { known }).do).toBe('close');
  expect(decided('not judged', 'b', { known }).do).toBe('update');
  expect(decided('not judged', 'r', { known }).do).toBe('close');
  for (const nights of ['', 'i']) expect(decided('red', nights, { known }).do).toBe('nothing');
});

test('the numbers of nights can be set', () => {
  expect(decided('red', 'r', { after: 1 }).do).toBe('open');
  expect(decided('red', 'rr', { after: 3 })).toEqual({
    do: 'nothing',
    why: '2 red in a row; an issue is opened after 3',
  });
  expect(decided('not judged', 'b', { after: 1 }).do).toBe('open');
});

test('the same night changes nothing twice, whatever a person has written below', () => {
  for (const [kind, nights] of [
    ['red', 'rr'],
    ['not judged', 'bbb'],
  ] as const) {
    const opened = decided(kind, nights);
    if (opened.do !== 'open') throw new Error('not opened');
    const known = { number: 7, body: `${opened.body.replaceAll('\n', '\r\n')}\r\n\r\nWe are on it.` };
    expect(decided(kind, nights, { known })).toEqual({
      do: 'nothing',
      why: 'issue #7 is about this night already',
    });
    expect(decided(kind, `${nights}i`, { known }).do).toBe('nothing');
    const next = decided(kind, `${nights}${nights.charAt(0)}`, { known });
    expect(next).toMatchObject({ do: 'update', issue: 7 });
  }
});

test('rows are counted from the newest night on', () => {
  for (const [nights, green, red, notJudged] of [
    ['', 0, 0, 0],
    ['gg', 2, 0, 0],
    ['grr', 0, 2, 0],
    ['rrbi', 0, 2, 1],
    ['rbrnb', 0, 2, 2],
    ['bgbgi', 2, 0, 0],
    ['ii', 0, 0, 0],
  ] as const)
    expect(inARow(pointsOf(nights)), nights).toEqual({ green, red, notJudged });
});

test('the body of a red tenant', () => {
  const action = decided('red', 'grbr', { link: 'https://ci.example/7' });
  expect(action).toEqual({
    do: 'open',
    title: 'Keyturn: acme.zendesk.com is red (contract)',
    body: [
      '<!-- keyturn nights: red contract https%3A%2F%2Facme.zendesk.com -->',
      `<!-- keyturn run: ${runOf(3)} -->`,
      '',
      '**`acme.zendesk.com`** is red: 2 nights in a row, tested with `npm run contract`.',
      '',
      `## What failed in run \`${runOf(3)}\``,
      '',
      '1 of 2 cells and checks proved in 20.0 s. (Keyturn 0.1.0)',
      '',
      '- **failed**: `zendesk/password/wrong-previous#refused` · A wrong previous password is refused.',
      '',
      '[The job and its reports](https://ci.example/7)',
      '',
      '## The last nights',
      '',
      '| Night | Outcome | Run | Proved | Time |',
      '| - | - | - | - | - |',
      `| 2026-11-04 02:00 UTC | ✗ red | \`${runOf(3)}\` | 1 of 2 | 61.0 s |`,
      `| 2026-11-03 02:00 UTC | ■ not judged: blocked | \`${runOf(2)}\` | 1 of 2 | 61.0 s |`,
      `| 2026-11-02 02:00 UTC | ✗ red | \`${runOf(1)}\` | 1 of 2 | 61.0 s |`,
      `| 2026-11-01 02:00 UTC | ✓ green | \`${runOf(0)}\` | 2 of 2 | 61.0 s |`,
      '',
      '## How to reproduce it',
      '',
      'With the settings of this tenant:',
      '',
      '```sh',
      'npm run contract',
      'npm run contract -- zendesk/password/wrong-previous',
      '```',
      '',
      'Each further red night updates this issue, and a green one closes it.',
    ].join('\n'),
  });
});

test('the body of a tenant that was not judged names the topics that help, and the doctor', () => {
  const action = decided('not judged', 'bbb');
  const { title, body } = action.do === 'open' ? action : { title: '', body: '' };
  expect(title).toBe('Keyturn: acme.zendesk.com could not be judged (contract)');
  expect(body).toContain('could not be judged: 3 nights in a row');
  expect(body).toContain('which says nothing about the tenant itself');
  expect(body).toContain(
    '- **blocked**: `zendesk/password/wrong-previous` · A wrong previous password is refused. (`npm run doctor -- --explain network`)',
  );
  expect(body).toContain('```sh\nnpm run doctor\nnpm run contract\n```');
});

test('what failed is not taken from the record of another run', () => {
  const known = { number: 7, body: '' };
  const action = decide({
    kind: 'red',
    tenant: ACME,
    command: 'start',
    points: pointsOf('rrrb'),
    after: 2,
    record: recordOf('b', 3),
    known,
    link: undefined,
  });
  const { body } = action.do === 'update' ? action : { body: '' };
  expect(body).toContain(`## What failed in run \`${runOf(2)}\``);
  expect(body).toContain('The history no longer contains the record of this run.');
  expect(body).toContain('```sh\nnpm start\n```');
});

test('a closing comment names the run', () => {
  const known = { number: 7, body: '' };
  expect(decided('red', 'rrg', { known })).toEqual({
    do: 'close',
    issue: 7,
    comment: `Run \`${runOf(2)}\` of 2026-11-03 02:00 UTC is green: 2 of 2 proved.`,
  });
  expect(decided('not judged', 'bbbr', { known })).toEqual({
    do: 'close',
    issue: 7,
    comment: `Run \`${runOf(3)}\` of 2026-11-04 02:00 UTC judged the tenant: it is red.`,
  });
});

test('each tenant, command and kind has a marker of its own, which no name can end', () => {
  const about = { tenant: ACME, command: 'contract' as const, kind: 'red' as const, points: [] };
  const markers = [
    about,
    { ...about, command: 'start' as const },
    { ...about, kind: 'not judged' as const },
    { ...about, tenant: `${ACME}.example` },
    { ...about, tenant: '--> @octocat\n<!-- x' },
  ].map(markerOf);
  expect(new Set(markers).size).toBe(markers.length);
  for (const marker of markers) expect(marker).toMatch(/^<!-- keyturn nights: [^<>@\n]* -->$/);
});
