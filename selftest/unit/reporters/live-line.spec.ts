/** The live line of a terminal, and what a log shows in its place. */
import { expect, test } from '../../support/test.ts';
import { AT_TERMINAL, readWaiting, waitLine, whileWaiting } from '../../../helpers/waiting.ts';
import { LiveLine } from '../../../reporters/live-line.ts';
import { knowsLinks, linkTo, mayMove } from '../../../helpers/machine/terminal.ts';

const ERASE = '\r\u001b[2K';

/** A line on an invented terminal and clock. */
function lineOn({ moves = true, columns = 80 }: { moves?: boolean; columns?: number } = {}) {
  const written: string[] = [];
  const said: string[] = [];
  let now = 0;
  const line = new LiveLine({
    moves,
    write: (text) => written.push(text),
    say: (text) => said.push(text),
    columns: () => columns,
    now: () => now,
  });
  const later = (ms: number) => {
    now += ms;
    line.tick();
  };
  return { line, later, said, shown: () => written.at(-1) ?? '', written };
}

test('a terminal shows the running cell, the time, and a countdown of what it waits for; then the line is erased', () => {
  const { line, later, shown } = lineOn();
  line.begin('05 · Sign in');
  expect(shown()).toBe(`${ERASE}  … 05 · Sign in`);
  later(3_000);
  expect(shown()).toBe(`${ERASE}  … 05 · Sign in  3 s`);
  expect(line.read(waitLine(5_000, 'The tenant answered 429.'))).toBe(true);
  later(2_000);
  expect(shown()).toBe(`${ERASE}  … 05 · Sign in  5 s, waiting 3 s: The tenant answered 429.`);
  later(4_000);
  expect(shown()).toBe(`${ERASE}  … 05 · Sign in  9 s`);
  line.read('Waiting up to 60 s: The mail has not arrived.');
  later(10_000);
  expect(shown()).toContain('waiting up to 50 s: The mail has not arrived.');
  line.read('Waited 10.0 s.');
  later(1_000);
  expect(shown()).toBe(`${ERASE}  … 05 · Sign in  20 s`);
  line.end();
  expect(shown()).toBe(ERASE);
});

test('a line never fills the terminal, so that it can be erased', () => {
  for (const columns of [20, 40, 60]) {
    const { line, later, shown } = lineOn({ columns });
    line.begin('Ein sehr langer Titel 日本語 of a cell, which does not fit into the terminal');
    line.read(waitLine(60_000, 'Another run may be claiming the same user.'));
    later(1_000);
    // Each of these takes two columns.
    const width = Array.from(shown().slice(ERASE.length)).length + (shown().match(/[日本語]/g)?.length ?? 0);
    expect(width).toBeLessThan(columns);
  }
});

test('while a person types into the terminal, nothing is written to it', () => {
  const { line, later, written } = lineOn();
  line.begin('05 · Sign in');
  const before = written.length;
  expect(line.read(`Waiting up to 300 s: ${AT_TERMINAL} has to enter the passcode.`)).toBe(false);
  later(1_000);
  later(1_000);
  expect(written).toHaveLength(before);
  expect(line.read('Waited 12.0 s.')).toBe(true);
  later(1_000);
  expect(written.length).toBeGreaterThan(before);
});

test('in a log nothing moves, and a long wait is mentioned once a minute until it is over', () => {
  const { line, later, said, written } = lineOn({ moves: false });
  line.begin('05 · Sign in');
  expect(line.read(`Waiting up to 300 s: ${AT_TERMINAL} has to enter the passcode.`)).toBe(true);
  for (let second = 0; second < 130; second++) later(1_000);
  expect(said).toEqual([
    `Still waiting after 60 s: ${AT_TERMINAL} has to enter the passcode.`,
    `Still waiting after 120 s: ${AT_TERMINAL} has to enter the passcode.`,
  ]);
  line.read('Waited 130.0 s.');
  for (let second = 0; second < 130; second++) later(1_000);
  line.end();
  expect(said).toHaveLength(2);
  expect(written).toEqual([]);
});

test('a line about a wait is read back, also after other output, and other lines are not', () => {
  expect(readWaiting(waitLine(2_100, 'The tenant answered 503.'))).toEqual({
    ms: 2_100,
    exact: true,
    reason: 'The tenant answered 503.',
  });
  expect(readWaiting('a plan\nWaiting up to 40 s: Not yet.\nWaited 2.5 s.\n')).toBe('over');
  expect(readWaiting('On acme.zendesk.com:\nWaiting for Godot')).toBeUndefined();
});

test('a wait is printed if it takes longer than a moment, however it ends', async () => {
  const printed: string[] = [];
  const { log } = console;
  console.log = (line: string) => printed.push(line);
  try {
    await whileWaiting('Not yet.', 40_000, () => Promise.resolve());
    expect(printed).toEqual([]);
    const failing = whileWaiting('Not yet.', 39_500, () => Promise.reject(new Error('late')), 0);
    await expect(failing).rejects.toThrow('late');
  } finally {
    console.log = log;
  }
  expect(printed).toEqual(['Waiting up to 40 s: Not yet.', expect.stringMatching(/^Waited [\d.]+ s\.$/)]);
});

test('only on a terminal without CI and NO_COLOR anything moves', () => {
  const terminal = (environment: NodeJS.ProcessEnv, isTTY = true) => ({ isTTY, environment });
  expect(mayMove(terminal({ TERM: 'xterm-256color' }))).toBe(true);
  expect(mayMove(terminal({ NO_COLOR: '', CI: 'false' }))).toBe(true);
  for (const plain of [{ TERM: 'dumb' }, { NO_COLOR: '1' }, { CI: 'true' }])
    expect(mayMove(terminal(plain)), JSON.stringify(plain)).toBe(false);
  expect(mayMove(terminal({}, false))).toBe(false);
});

test('a path is a link only where the terminal certainly knows links', () => {
  const knows = (environment: NodeJS.ProcessEnv, isTTY = true) => knowsLinks({ isTTY, environment });
  const known = { TERM_PROGRAM: 'iTerm.app' };
  for (const environment of [known, { TERM: 'xterm-kitty' }, { WT_SESSION: 'x' }, { VTE_VERSION: '7200' }])
    expect(knows(environment), JSON.stringify(environment)).toBe(true);
  for (const environment of [
    {},
    { TERM: 'xterm-256color' },
    { VTE_VERSION: '4205' },
    { ...known, TMUX: '/tmp/tmux' },
    { ...known, TERM: 'screen-256color' },
    { ...known, NO_COLOR: '1' },
    { ...known, CI: '1' },
  ])
    expect(knows(environment), JSON.stringify(environment)).toBe(false);
  expect(knows(known, false)).toBe(false);
  const link = linkTo(process.cwd(), 'results').split('\u001b\\');
  expect(link).toEqual([expect.stringMatching(/\]8;;file:\/\/\/.+$/), 'results\u001b]8;;', '']);
});
