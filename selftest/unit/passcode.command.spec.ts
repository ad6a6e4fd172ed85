import { expect, test } from '@playwright/test';
import { mkdirSync, writeFileSync } from 'node:fs';
import { CommandSource } from '../../helpers/passcode/command.ts';
import { findPasscode } from '../../helpers/passcode/source.ts';
import { Blocked } from '../../helpers/verdict/errors.ts';

const REQUEST = {
  address: 'keyturn+abcdefghjk@example.com',
  since: new Date('2026-11-21T12:00:00Z'),
  used: new Set<string>(),
};

/** A command that runs this script; `count` is how often it was run before. */
function command(script: string): string {
  const folder = test.info().outputPath('command');
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/print.cjs`;
  const counter = JSON.stringify(`${folder}/count`);
  writeFileSync(
    file,
    `const fs = require('node:fs');
     const count = fs.existsSync(${counter}) ? Number(fs.readFileSync(${counter}, 'utf8')) : 0;
     fs.writeFileSync(${counter}, String(count + 1));
     ${script}`,
  );
  return `"${process.execPath}" "${file}"`;
}

for (const [text, passcode] of [
  ['482915', '482915'],
  ['Your passcode is 482915.\n', '482915'],
  ['"482915"', '482915'],
  ['2026-11-21 482915', '482915'],
  ['id 6164482915 code 482915', '482915'],
  ['4829156', undefined],
  ['48291', undefined],
  ['482 915', undefined],
  ['', undefined],
] as const) {
  test(`${JSON.stringify(text)} holds ${passcode ?? 'no passcode'}`, () =>
    expect(findPasscode(text)).toBe(passcode));
}

test('it is asked again until it prints six digits', async () => {
  const source = new CommandSource(command(`if (count > 1) console.log('code: 482915')`));
  expect(await source.read(REQUEST)).toBe('482915');
});

test('it learns for whom, and since when', async () => {
  const source = new CommandSource(
    command(`const { KEYTURN_PASSCODE_ADDRESS: a, KEYTURN_PASSCODE_SINCE: s } = process.env;
      console.log(a === 'keyturn+abcdefghjk@example.com' && s === '2026-11-21T12:00:00.000Z' ? '482915' : 'no');`),
  );
  expect(await source.read(REQUEST)).toBe('482915');
});

test('a code that was used is not taken again', async () => {
  const source = new CommandSource(command(`console.log(count === 0 ? '111111' : '482915')`));
  expect(await source.read({ ...REQUEST, used: new Set(['111111']) })).toBe('482915');
});

async function failureOf(script: string): Promise<unknown> {
  const source = new CommandSource(command(script), { deadlineMs: 500 });
  return source.read(REQUEST).catch((error: unknown) => error);
}

// Words of the shell itself, because a program of ours may take longer to start than the time there is.
for (const [title, words, why] of [
  ['nothing but a used code', 'echo 111111', 'it printed one that was used already'],
  ['no six digits', 'echo no mail', 'it printed no six digits'],
  ['an exit code', 'echo no such mailbox 1>&2&& exit 3', 'it ended with exit code 3 (no such mailbox)'],
] as const) {
  test(`${title}: time is up, and it says so`, async () => {
    const error: unknown = await new CommandSource(words, { deadlineMs: 700 })
      .read({ ...REQUEST, used: new Set(['111111']) })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Blocked);
    expect(String(error)).toContain(`for ${REQUEST.address} came within 1 s`);
    expect(String(error)).toContain(why);
  });
}

test('a command that does not exist is told', async () => {
  const source = new CommandSource('keyturn-no-such-command', { deadlineMs: 400 });
  await expect(source.read(REQUEST)).rejects.toThrow(/it ended with exit code/);
});

test('a command that is too slow is ended', async () => {
  const started = Date.now();
  const error = await failureOf('setTimeout(() => undefined, 20000)');
  expect(Date.now() - started).toBeLessThan(5000);
  expect(error).toBeInstanceOf(Blocked);
  expect(String(error)).toContain('it took too long');
});

test('a command that is too slow and has another one behind it is ended too', async () => {
  const slow = `${command('setTimeout(() => undefined, 8000)')} && echo`;
  const started = Date.now();
  const error: unknown = await new CommandSource(slow, { deadlineMs: 500 })
    .read(REQUEST)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Blocked);
  expect(Date.now() - started).toBeLessThan(5000);
});
