import { expect, test } from '../../support/test.ts';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { CommandSource } from '../../../helpers/passcode/command.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';

const REQUEST = {
  address: 'keyturn+abcdefghjk@example.com',
  since: new Date('2026-11-21T12:00:00Z'),
  used: new Set<string>(),
};

/** Returns a command that runs this script. `count` is the number of earlier runs. */
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

test('the command is repeated until it prints six digits', async () => {
  const source = new CommandSource(command(`if (count > 1) console.log('code: 482915')`));
  expect(await source.read(REQUEST)).toBe('482915');
});

test('the command gets the email address and the time of the request', async () => {
  const source = new CommandSource(
    command(`const { KEYTURN_PASSCODE_ADDRESS: a, KEYTURN_PASSCODE_SINCE: s } = process.env;
      console.log(a === 'keyturn+abcdefghjk@example.com' && s === '2026-11-21T12:00:00.000Z' ? '482915' : 'no');`),
  );
  expect(await source.read(REQUEST)).toBe('482915');
});

test('a passcode that was used is not returned again', async () => {
  const source = new CommandSource(command(`console.log(count === 0 ? '111111' : '482915')`));
  expect(await source.read({ ...REQUEST, used: new Set(['111111']) })).toBe('482915');
});

test('a passcode is read from a raw email', async () => {
  const source = new CommandSource(
    command(`console.log('From: Acme <support@acme.test>');
      console.log('Date: Sat, 21 Nov 2026 12:00:05 +0000');
      console.log('Subject: Acme verification passcode (ticket 771204)');
      console.log('Content-Type: text/html; charset=utf-8');
      console.log('Content-Transfer-Encoding: base64');
      console.log('');
      console.log(Buffer.from('<p style="color:#202123">Ihr Code für Köln:</p><b>482915</b>').toString('base64'));`),
  );
  expect(await source.read(REQUEST)).toBe('482915');
});

test('the command is repeated while none of its numbers is clearly the passcode', async () => {
  const source = new CommandSource(
    command(`console.log(count === 0 ? '771204 482915' : 'Order 771204, passcode 482915')`),
  );
  expect(await source.read(REQUEST)).toBe('482915');
});

test('a number after a used passcode is not used', async () => {
  const source = new CommandSource(
    command(`console.log(count === 0 ? 'Your code is 111111, says 771204' : 'Your code is 482915')`),
  );
  expect(await source.read({ ...REQUEST, used: new Set(['111111']) })).toBe('482915');
});

async function failureOf(script: string): Promise<unknown> {
  const source = new CommandSource(command(script), { deadlineMs: 500 });
  return source.read(REQUEST).catch((error: unknown) => error);
}

// Builtins of the shell, because a program may take longer to start than the time limit.
for (const [title, words, why] of [
  ['nothing but a used code', 'echo 111111', 'it printed only a passcode that was already used'],
  ['no six digits', 'echo no mail', 'it printed no six-digit number'],
  [
    'several numbers',
    'echo 771204 482915',
    'it printed 2 six-digit numbers, none of them next to a word such as code or passcode',
  ],
  ['an exit code', 'echo no such mailbox 1>&2&& exit 3', 'it exited with code 3 (no such mailbox)'],
] as const) {
  test(`after its time limit, the message contains the reason: ${title}`, async () => {
    const error: unknown = await new CommandSource(words, { deadlineMs: 700 })
      .read({ ...REQUEST, used: new Set(['111111']) })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Blocked);
    expect(String(error)).toContain(`printed no passcode for ${REQUEST.address} within 1 s`);
    expect(String(error)).toContain(why);
    expect(String(error)).not.toMatch(/\d{6}/);
  });
}

test('a command that does not exist is reported', async () => {
  const source = new CommandSource('keyturn-no-such-command', { deadlineMs: 400 });
  await expect(source.read(REQUEST)).rejects.toThrow(/it exited with code/);
});

test('a command that is too slow is reported', async () => {
  // Longer than the time limit of this test. On Windows, the script itself is not ended.
  const error = await failureOf('setTimeout(() => undefined, 150000)');
  expect(error).toBeInstanceOf(Blocked);
  expect(String(error)).toContain('it took too long');
});

test('two commands that are too slow are reported', async () => {
  const slow = command('setTimeout(() => undefined, 150000)');
  const error: unknown = await new CommandSource(`${slow} && ${slow}`, { deadlineMs: 500 })
    .read(REQUEST)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Blocked);
  expect(String(error)).toContain('it took too long');
});

test('a command that is too slow is killed, with the programs that it started', async () => {
  test.skip(process.platform === 'win32', 'Windows ends only the shell');
  const file = test.info().outputPath('pid');
  mkdirSync(test.info().outputPath(), { recursive: true });
  const slow = `sh -c 'echo $$ > "${file}"; exec sleep 3600' && echo`;
  // Long enough for a shell to start on a busy machine.
  const error: unknown = await new CommandSource(slow, { deadlineMs: 10_000 })
    .read(REQUEST)
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(Blocked);
  expect(String(error)).toContain('it took too long');
  const pid = Number(readFileSync(file, 'utf8'));
  expect(pid).toBeGreaterThan(1);
  await expect.poll(() => isRunning(pid)).toBe(false);
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // Not every container removes a killed process without a parent: it stays as a zombie.
    const stat = `/proc/${String(pid)}/stat`;
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
  } catch {
    return false;
  }
}

test.describe('a command that is tried before any email is sent', () => {
  const tried = (words: string, onceMs = 20_000) =>
    new CommandSource(words, { onceMs }).tryOut(REQUEST.address).catch((error: unknown) => error);

  for (const [title, words, finding] of [
    ['prints nothing', 'exit 0', /^by a command, which starts$/],
    [
      'finds no email',
      'echo no mail 1>&2&& exit 1',
      /^by a command, which starts \(now, .* code 1 \(no mail\)\)$/,
    ],
    ['exits with another code', 'exit 75', /^by a command, which starts \(now, .* code 75\)$/],
    ['prints an old passcode', 'echo 482915', /^by a command, which starts$/],
    [
      'prints an old passcode as an error',
      'echo old: 482 915, 111111 1>&2&& exit 1',
      /\(old: ······, ······\)\)$/,
    ],
  ] as const) {
    test(`works if it ${title}`, async () => {
      expect(await tried(words)).toEqual(expect.stringMatching(finding));
    });
  }

  test('runs once, with the email address and the current time', async () => {
    const asked = test.info().outputPath('asked');
    const before = new Date().toISOString();
    await tried(
      command(`const { KEYTURN_PASSCODE_ADDRESS: a, KEYTURN_PASSCODE_SINCE: s } = process.env;
        fs.appendFileSync(${JSON.stringify(asked)}, a + ' ' + s + '\\n');`),
    );
    const [line = '', ...rest] = readFileSync(asked, 'utf8').trim().split('\n');
    const [address, since = ''] = line.split(' ');
    expect([address, rest]).toEqual([REQUEST.address, []]);
    expect(since >= before && since <= new Date().toISOString(), since).toBe(true);
  });

  test.describe('blocks if it', () => {
    test.skip(process.platform === 'win32', 'its shell has other messages');
    for (const [title, words, why] of [
      ['is not found', 'keyturn-no-such-command', /code 127 \(command not found\) \(.*not found\)/],
      ['is not executable', '/dev/null', /code 126 \(not executable\)/],
      ['is killed', 'kill -9 $$', /killed by SIGKILL/],
      ['is killed inside another shell', 'sh -c "kill -SEGV \\$\\$"; exit $?', /killed by SIGSEGV/],
    ] as const) {
      test(title, async () => {
        const error = await tried(words);
        expect(error).toBeInstanceOf(Blocked);
        expect(String(error)).toMatch(why);
      });
    }

    test('does not exit', async () => {
      const error = await tried('echo waiting for the mailbox 1>&2; sleep 20', 300);
      expect(error).toBeInstanceOf(Blocked);
      expect(String(error)).toContain('it took too long (waiting for the mailbox)');
    });
  });
});
