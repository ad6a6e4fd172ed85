import { expect, test } from '@playwright/test';
import fs, {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isToken, isUser } from '../../../helpers/ledger/entry.ts';
import { ledgerError } from '../../../helpers/ledger/files.ts';
import { Ledger, openEntriesOf } from '../../../helpers/ledger/ledger.ts';
import { ENDED, noteAs } from '../another-process.ts';

const TENANT = 'https://acme.zendesk.com';
const user = (run: string) =>
  ({ kind: 'user', address: `keyturn+${run}@example.com`, marker: `keyturn:${run}` }) as const;
const TOKEN = { kind: 'token', identity: 'admin', lifetimeS: 3601 } as const;

const folderOf = () => test.info().outputPath('ledger');
const ledgerOf = (run: string, tenant = TENANT) => new Ledger({ tenant, run, folder: folderOf() });
const fileOf = (run: string, host = 'acme.zendesk.com') =>
  join(folderOf(), host, `${run}-${String(process.pid)}.jsonl`);
const runsOf = (ledger: Ledger) => ledger.others().map(({ run }) => run);
/** What the next run sees. */
const seen = () => ledgerOf('zzzzzzzzzz').others();
/** Everything in the folder, files and folders. */
const inFolder = () => readdirSync(folderOf(), { recursive: true, encoding: 'utf8' }).sort();
const asideText = () =>
  inFolder()
    .filter((name) => name.startsWith('set-aside') && name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(folderOf(), name), 'utf8'));

test.describe('what a run notes', () => {
  test('is seen by the next one until it was removed', () => {
    const first = ledgerOf('aaaaaaaaaa');
    const entry = first.creating(user('aaaaaaaaaa'));
    expect(seen()).toEqual([
      {
        key: entry.key,
        answered: false,
        thing: user('aaaaaaaaaa'),
        tenant: TENANT,
        run: 'aaaaaaaaaa',
        at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
        id: undefined,
        alive: true,
        notFound: false,
        left: false,
      },
    ]);
    first.created(entry, 6164039664282);
    expect(seen()).toEqual([expect.objectContaining({ key: entry.key, id: 6164039664282 })]);
    first.removed(entry);
    expect(seen()).toEqual([]);
  });

  test('is on the disk before the call is made, and nobody else can read it', () => {
    const { key } = ledgerOf('aaaaaaaaaa').creating(user('aaaaaaaaaa'));
    const lines = readFileSync(fileOf('aaaaaaaaaa'), 'utf8').split('\n');
    expect(lines).toHaveLength(3);
    expect([lines[0], lines[2]]).toEqual(['', '']);
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      event: 'creating',
      key,
      tenant: TENANT,
      run: 'aaaaaaaaaa',
      machine: hostname(),
      pid: process.pid,
      thing: user('aaaaaaaaaa'),
    });
    if (process.platform === 'win32') return;
    expect(statSync(fileOf('aaaaaaaaaa')).mode & 0o777).toBe(0o600);
    for (const folder of [folderOf(), join(folderOf(), 'acme.zendesk.com')]) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
  });

  test('is known to it, and not among the others', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const entry = ledger.creating(user('aaaaaaaaaa'));
    expect(ledger.own()).toEqual([entry]);
    expect(entry.id).toBeUndefined();
    ledger.created(entry, 7);
    expect(ledger.own().map(({ id }) => id)).toEqual([7]);
    expect(ledger.others()).toEqual([]);
    ledger.removed(entry);
    expect(ledger.own()).toEqual([]);
  });

  test('may be users and tokens, each with an entry of its own, also where they are alike', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const entries = [TOKEN, TOKEN, user('aaaaaaaaaa'), user('aaaaaaaaaa')].map((thing) =>
      ledger.creating(thing),
    );
    expect(new Set(entries.map(({ key }) => key)).size).toBe(4);
    const [one, other] = entries;
    if (one === undefined || other === undefined) throw new Error('nothing was noted');
    ledger.created(one, 11);
    ledger.removed(other);
    expect(seen().filter(isToken)).toEqual([expect.objectContaining({ key: one.key, id: 11, thing: TOKEN })]);
    expect(seen().filter(isUser)).toHaveLength(2);
  });

  test('keeps the time when it was first noted', async () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const entry = ledger.creating(TOKEN);
    const before = Date.now();
    await expect.poll(() => Date.now()).toBeGreaterThan(before);
    ledger.created(entry, 7);
    ledger.markNotFound(entry);
    expect(seen()).toEqual([expect.objectContaining({ at: entry.at, id: 7, notFound: true })]);
  });

  test('gets its id once', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const entry = ledger.creating(TOKEN);
    for (const id of [7, 7, 7]) ledger.created(entry, id);
    expect(readFileSync(fileOf('aaaaaaaaaa'), 'utf8').match(/"created"/g)).toHaveLength(1);
  });

  test('cannot be noted where nothing can be written: then there is nothing to clean up either', () => {
    writeFileSync(test.info().outputPath('a-file'), '');
    const ledger = new Ledger({
      tenant: TENANT,
      run: 'aaaaaaaaaa',
      folder: test.info().outputPath('a-file'),
    });
    expect(() => ledger.creating(user('aaaaaaaaaa'))).toThrow();
    expect(ledger.own()).toEqual([]);
  });
});

test.describe('what a run gives up on', () => {
  test('stays noted for the next', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    ledger.markNotFound(ledger.creating(user('aaaaaaaaaa')));
    expect(ledger.own()).toEqual([]);
    expect(seen()).toEqual([expect.objectContaining({ run: 'aaaaaaaaaa', notFound: true })]);
  });

  test('stays noted when everything else was removed, before it or after it', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const [first, second, third] = [TOKEN, user('aaaaaaaaaa'), TOKEN].map((thing) => ledger.creating(thing));
    if (first === undefined || second === undefined || third === undefined) throw new Error('not noted');
    ledger.removed(first);
    ledger.markNotFound(second);
    ledger.removed(third);
    expect(seen().map(({ key }) => key)).toEqual([second.key]);
  });

  test('stays noted when the same process begins anew, and removes what it makes then', () => {
    const before = ledgerOf('aaaaaaaaaa');
    before.markNotFound(before.creating(user('aaaaaaaaaa')));
    const after = ledgerOf('aaaaaaaaaa');
    after.removed(after.creating(TOKEN));
    expect(seen().filter(isUser)).toHaveLength(1);
  });

  test('distinguishes failed removals from untried ones', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    ledger.creating(user('aaaaaaaaaa'));
    ledger.markLeft();
    ledger.creating(TOKEN);
    expect(seen().map(({ left }) => left)).toEqual([true, false]);
    expect(ledger.own()).toHaveLength(2);
  });

  test('and then turns up is found by its id', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const entry = ledger.creating(user('aaaaaaaaaa'));
    ledger.markNotFound(entry);
    ledger.created(entry, 7);
    expect(seen()).toEqual([expect.objectContaining({ id: 7, notFound: false })]);
  });
});

test.describe('a file', () => {
  test('goes when nothing is open in it, and its folder with it', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const [one, other] = [ledger.creating(TOKEN), ledger.creating(user('aaaaaaaaaa'))];
    ledger.removed(one);
    expect(existsSync(fileOf('aaaaaaaaaa'))).toBe(true);
    ledger.removed(other);
    expect(inFolder()).toEqual([]);
  });

  test('comes again when its process notes something again', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    ledger.removed(ledger.creating(TOKEN));
    ledger.creating(user('aaaaaaaaaa'));
    expect(seen()).toHaveLength(1);
  });

  test('is one process’s alone: nobody else’s goes with it', () => {
    const first = ledgerOf('aaaaaaaaaa');
    const entry = first.creating(TOKEN);
    noteAs({ folder: folderOf(), run: 'bbbbbbbbbb' }, (ledger) => ledger.creating(user('bbbbbbbbbb')));
    first.removed(entry);
    expect(existsSync(fileOf('aaaaaaaaaa'))).toBe(false);
    expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual(['bbbbbbbbbb']);
  });

  test('is not made for a tenant that ends with the run', () => {
    const ledger = new Ledger({ tenant: TENANT, run: 'aaaaaaaaaa' });
    const entry = ledger.creating(user('aaaaaaaaaa'));
    ledger.created(entry, 7);
    expect(ledger.own()).toEqual([entry]);
    expect(ledger.others()).toEqual([]);
    expect(ledger.setAsideDamaged()).toEqual([]);
    ledger.markNotFound(entry);
    ledger.removed(ledger.creating(TOKEN));
    expect(ledger.own()).toEqual([]);
    expect(existsSync(join(process.cwd(), 'acme.zendesk.com'))).toBe(false);
  });

  test('is not made by looking', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    expect(ledger.others()).toEqual([]);
    expect(ledger.setAsideDamaged()).toEqual([]);
    expect(openEntriesOf('aaaaaaaaaa', folderOf())).toEqual([]);
    expect(existsSync(folderOf())).toBe(false);
  });

  test('with Windows line ends can be read', () => {
    ledgerOf('aaaaaaaaaa').creating(user('aaaaaaaaaa'));
    const text = readFileSync(fileOf('aaaaaaaaaa'), 'utf8');
    writeFileSync(fileOf('aaaaaaaaaa'), text.replaceAll('\n', '\r\n'));
    expect(ledgerOf('zzzzzzzzzz').setAsideDamaged()).toEqual([]);
    expect(seen()).toHaveLength(1);
  });

  test('of a tenant at a port of its own has a name that every system takes', () => {
    ledgerOf('aaaaaaaaaa', 'http://127.0.0.1:8080').creating(TOKEN);
    ledgerOf('aaaaaaaaaa', 'http://[::1]:8080').creating(TOKEN);
    expect(readdirSync(folderOf()).sort()).toEqual(['127.0.0.1_8080', '[__1]_8080']);
  });
});

test.describe('side by side', () => {
  test('tenants do not see each other', () => {
    ledgerOf('aaaaaaaaaa', 'https://other.zendesk.com').creating(user('aaaaaaaaaa'));
    ledgerOf('bbbbbbbbbb', 'https://acme.zendesk.com:8443').creating(user('bbbbbbbbbb'));
    expect(seen()).toEqual([]);
    expect(readdirSync(folderOf()).sort()).toEqual(['acme.zendesk.com_8443', 'other.zendesk.com']);
  });

  test('two processes of one run see each other, and write to files of their own', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const own = ledger.creating(user('aaaaaaaaaa'));
    const file = noteAs({ folder: folderOf(), run: 'aaaaaaaaaa', pid: process.ppid }, (other) =>
      other.creating(TOKEN),
    );
    expect(file).not.toBe(fileOf('aaaaaaaaaa'));
    expect(ledger.others()).toEqual([
      expect.objectContaining({ run: 'aaaaaaaaaa', thing: TOKEN, alive: true }),
    ]);
    ledger.removed(own);
    expect(existsSync(file)).toBe(true);
  });

  test('a run of this machine that has ended is told from one that is at work, and from one elsewhere', () => {
    const folder = folderOf();
    for (const [run, pid, machine] of [
      ['aaaaaaaaaa', ENDED, undefined],
      ['bbbbbbbbbb', process.pid, undefined],
      ['cccccccccc', ENDED, 'another-machine'],
    ] as const) {
      noteAs({ folder, run, pid, ...(machine === undefined ? {} : { machine }) }, (ledger) =>
        ledger.creating(user(run)),
      );
    }
    expect(seen().map(({ run, alive }) => [run, alive])).toEqual([
      ['aaaaaaaaaa', false],
      ['bbbbbbbbbb', true],
      ['cccccccccc', true],
    ]);
  });

  test('a run that goes does not take the folder from under one that comes', () => {
    const [goes, comes] = [ledgerOf('aaaaaaaaaa'), ledgerOf('bbbbbbbbbb')];
    const last = goes.creating(TOKEN);
    justBefore(
      'openSync',
      () => goes.removed(last),
      () => void comes.creating(user('bbbbbbbbbb')),
    );
    expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual(['bbbbbbbbbb']);
  });
});

test.describe('striking out what another run left', () => {
  const left = (run = 'bbbbbbbbbb') =>
    noteAs({ folder: folderOf(), run }, (ledger) => {
      ledger.created(ledger.creating(user(run)), 7);
      ledger.creating(TOKEN);
    });

  test('is seen by all', () => {
    left();
    const ledger = ledgerOf('aaaaaaaaaa');
    for (const entry of ledger.others().filter(isUser)) ledger.removed(entry);
    expect(seen().map(({ thing }) => thing.kind)).toEqual(['token']);
  });

  test('does not touch what this run has', () => {
    left();
    const ledger = ledgerOf('aaaaaaaaaa');
    const own = ledger.creating(user('aaaaaaaaaa'));
    for (const entry of ledger.others()) ledger.removed(entry);
    expect(ledger.own()).toEqual([own]);
    expect(seen().map(({ key }) => key)).toEqual([own.key]);
  });

  test('takes the file with the last entry, and the folder with the last file', () => {
    const file = left();
    const ledger = ledgerOf('aaaaaaaaaa');
    const [one, other] = ledger.others();
    if (one === undefined || other === undefined) throw new Error('nothing was left');
    ledger.removed(one);
    expect(existsSync(file)).toBe(true);
    ledger.removed(other);
    expect(inFolder()).toEqual([]);
  });

  test('leaves the files of others where they are', () => {
    left('bbbbbbbbbb');
    left('cccccccccc');
    const ledger = ledgerOf('aaaaaaaaaa');
    for (const entry of ledger.others().filter(({ run }) => run === 'bbbbbbbbbb')) ledger.removed(entry);
    expect(runsOf(ledger)).toEqual(['cccccccccc', 'cccccccccc']);
  });

  test('twice, by two runs at once, is as good as once', () => {
    left();
    const [one, other] = [ledgerOf('aaaaaaaaaa'), ledgerOf('zzzzzzzzzz')];
    const entries = one.others();
    for (const entry of entries) {
      one.removed(entry);
      other.removed(entry);
    }
    expect(inFolder()).toEqual([]);
  });

  test('also of what that run gave up on', () => {
    noteAs({ folder: folderOf(), run: 'bbbbbbbbbb' }, (ledger) =>
      ledger.markNotFound(ledger.creating(user('bbbbbbbbbb'))),
    );
    const ledger = ledgerOf('aaaaaaaaaa');
    for (const entry of ledger.others()) ledger.removed(entry);
    expect(inFolder()).toEqual([]);
  });
});

test.describe('setting aside', () => {
  const GARBAGE = '\n{"at":\nnull\n[]\n"text"\n{"event":"removed","key":"000000000000"}\n';

  for (const [title, damage, line] of [
    ['a last line that a crash cut off', '{"at":"2026-11-21T12:00:00.000Z","event":"crea', 3],
    ['a letter cut in half', Buffer.from('{"at":"é').subarray(0, 8), 3],
    ['garbage in the middle', GARBAGE, 4],
    ['bytes that were never written', `\n${'\u0000'.repeat(512)}\n`, 4],
  ] as const) {
    test(`${title}: what can be read is kept`, () => {
      const run = 'bbbbbbbbbb';
      const file = noteAs({ folder: folderOf(), run }, (other) => other.creating(user(run)));
      appendFileSync(file, damage);
      const before = readFileSync(file);
      // After a damaged part, lines count again.
      const behind = noteAs({ folder: folderOf(), run, pid: ENDED + 1 }, (other) => other.creating(TOKEN));
      appendFileSync(file, readFileSync(behind));
      fs.rmSync(behind);

      const ledger = ledgerOf('aaaaaaaaaa');
      expect(ledger.others().map(({ thing }) => thing.kind)).toEqual(['user', 'token']);
      const [sentence, ...others] = ledger.setAsideDamaged();
      expect(others).toEqual([]);
      expect(sentence).toContain(`The ledger file ${file} is damaged in line ${String(line)}.`);
      expect(sentence).toContain('Its 2 readable open entries were kept');
      expect(ledger.others().map(({ thing, alive }) => [thing.kind, alive])).toEqual([
        ['user', false],
        ['token', false],
      ]);
      const [aside, ...more] = asideText();
      expect(more).toEqual([]);
      expect(aside?.startsWith(before.toString())).toBe(true);
      expect(ledger.setAsideDamaged()).toEqual([]);
    });
  }

  test('a file of another tenant: its lines never count, whoever reads them', () => {
    const run = 'bbbbbbbbbb';
    const file = noteAs({ folder: folderOf(), run }, (other) => other.creating(user(run)));
    const foreign = readFileSync(file, 'utf8').replaceAll(TENANT, 'https://other.zendesk.com');
    appendFileSync(file, foreign);
    const ledger = ledgerOf('aaaaaaaaaa');
    expect(ledger.others()).toHaveLength(1);
    expect(ledger.setAsideDamaged()).toEqual([
      expect.stringMatching(
        /is about another tenant, https:\/\/other\.zendesk\.com\. It was moved to .*set-aside.*Its 1 readable open entry was kept/,
      ),
    ]);
    expect(ledger.others()).toHaveLength(1);
    expect(readFileSync(file, 'utf8')).not.toContain('other.zendesk.com');
  });

  test('a file that speaks of another tenant alone is gone from here', () => {
    ledgerOf('bbbbbbbbbb', 'https://other.zendesk.com').creating(TOKEN);
    fs.renameSync(join(folderOf(), 'other.zendesk.com'), join(folderOf(), 'acme.zendesk.com'));
    const ledger = ledgerOf('aaaaaaaaaa');
    expect(ledger.others()).toEqual([]);
    expect(ledger.setAsideDamaged()).toEqual([
      expect.stringContaining('It contained no readable open entries of this tenant.'),
    ]);
    expect(existsSync(fileOf('bbbbbbbbbb'))).toBe(false);
    expect(asideText()).toHaveLength(1);
  });

  test('a file in which nothing is open leaves nothing behind but what was set aside', () => {
    const run = 'bbbbbbbbbb';
    const file = noteAs({ folder: folderOf(), run }, (other) => {
      const entry = other.creating(TOKEN);
      other.creating(user(run));
      other.removed(entry);
    });
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, [...lines.filter((each) => !each.includes('"user"')), '{"at":'].join('\n'));
    expect(ledgerOf('aaaaaaaaaa').setAsideDamaged()).toEqual([
      expect.stringContaining('It contained no readable open entries of this tenant.'),
    ]);
    expect(existsSync(file)).toBe(false);
  });

  test('an empty file, a folder with such a name and files of other kinds are no damage', () => {
    const folder = join(folderOf(), 'acme.zendesk.com');
    mkdirSync(join(folder, 'dddddddddd-1.jsonl'), { recursive: true });
    writeFileSync(join(folder, 'eeeeeeeeee-1.jsonl'), '');
    writeFileSync(join(folder, '.DS_Store'), 'not ours');
    const ledger = ledgerOf('aaaaaaaaaa');
    expect(ledger.others()).toEqual([]);
    expect(ledger.setAsideDamaged()).toEqual([]);
    expect(openEntriesOf('dddddddddd', folderOf())).toEqual([]);
    ledger.removed(ledger.creating(TOKEN));
    expect(readdirSync(folder)).toContain('.DS_Store');
  });

  test('a file that may not be read is not passed over in silence', () => {
    test.skip(process.platform === 'win32', 'there is no mode to take away');
    const file = noteAs({ folder: folderOf(), run: 'bbbbbbbbbb' }, (other) => other.creating(TOKEN));
    chmodSync(file, 0);
    const sentences = asOwnerOf(join(folderOf(), 'acme.zendesk.com'), () =>
      ledgerOf('aaaaaaaaaa').setAsideDamaged(),
    );
    expect(sentences).toEqual([expect.stringContaining(file)]);
  });

  test('one that cannot be set aside is said, and stays', () => {
    const file = noteAs({ folder: folderOf(), run: 'bbbbbbbbbb' }, (other) => other.creating(TOKEN));
    appendFileSync(file, GARBAGE);
    writeFileSync(join(folderOf(), 'set-aside'), 'a file in its place');
    const [sentence, ...others] = ledgerOf('aaaaaaaaaa').setAsideDamaged();
    expect(others).toEqual([]);
    expect(sentence).toContain(file);
    expect(sentence).toMatch(/could not be set aside: .*set-aside is a file, not a folder/);
    expect(ledgerOf('aaaaaaaaaa').others()).toHaveLength(1);
  });

  test('an entry that cannot be recorded ends with a message before anything is created', () => {
    const root = join(folderOf(), 'state');
    mkdirSync(folderOf(), { recursive: true });
    writeFileSync(root, 'a file in its place');
    const ledger = new Ledger({ tenant: TENANT, run: 'aaaaaaaaaa', folder: root });
    expect(() => ledger.creating(TOKEN)).toThrow(
      /state is a file, not a folder. Keyturn needs it for the ledger/,
    );
    expect(ledger.own()).toEqual([]);
    expect(ledgerError(TENANT, root)?.message).toMatch(/set KEYTURN_STATE to another folder/);
  });

  test('two runs at once lose nothing, and keep the damaged file', () => {
    const run = 'bbbbbbbbbb';
    const file = noteAs({ folder: folderOf(), run }, (other) => {
      other.creating(user(run));
      other.creating(TOKEN);
    });
    appendFileSync(file, GARBAGE);
    const faster = ledgerOf('cccccccccc');
    const { now } = Date;
    const moment = now();
    Date.now = () => moment;
    try {
      justBefore(
        'renameSync',
        () => void faster.setAsideDamaged(),
        () => void ledgerOf('aaaaaaaaaa').setAsideDamaged(),
      );
    } finally {
      Date.now = now;
    }
    expect(seen().map(({ thing }) => thing.kind)).toEqual(['user', 'token']);
    expect(asideText().filter((text) => text.includes(GARBAGE))).toHaveLength(1);
  });

  test('entries that a run records while another one sets its file aside are kept', () => {
    const run = 'bbbbbbbbbb';
    const atWork = ledgerOf(run);
    const first = atWork.creating(TOKEN);
    appendFileSync(fileOf(run), GARBAGE);
    let second = first.key;
    justBefore(
      'renameSync',
      () => (second = atWork.creating(user(run)).key),
      () => void ledgerOf('aaaaaaaaaa').setAsideDamaged(),
    );
    expect(
      seen()
        .map(({ key }) => key)
        .sort(),
    ).toEqual([first.key, second].sort());
  });

  test('a run at work goes on in its own file', () => {
    const atWork = ledgerOf('bbbbbbbbbb');
    const [one, other] = [atWork.creating(TOKEN), atWork.creating(user('bbbbbbbbbb'))];
    appendFileSync(fileOf('bbbbbbbbbb'), GARBAGE);
    expect(ledgerOf('aaaaaaaaaa').setAsideDamaged()).toHaveLength(1);
    atWork.removed(one);
    expect(seen().map(({ key }) => key)).toEqual([other.key]);
    atWork.removed(other);
    expect(seen()).toEqual([]);
    expect(existsSync(fileOf('bbbbbbbbbb'))).toBe(false);
  });
});

test.describe('what a run has left open', () => {
  test('is found on every tenant, of all its processes, and of no other run', () => {
    const folder = folderOf();
    noteAs({ folder, run: 'aaaaaaaaaa' }, (ledger) => {
      ledger.created(ledger.creating(user('aaaaaaaaaa')), 7);
      ledger.removed(ledger.creating(TOKEN));
    });
    noteAs({ folder, run: 'aaaaaaaaaa', pid: ENDED + 1 }, (ledger) =>
      ledger.markNotFound(ledger.creating(TOKEN)),
    );
    noteAs({ folder, run: 'aaaaaaaaaa', tenant: 'https://other.zendesk.com' }, (ledger) =>
      ledger.creating(TOKEN),
    );
    noteAs({ folder, run: 'bbbbbbbbbb' }, (ledger) => ledger.creating(user('bbbbbbbbbb')));
    expect(
      openEntriesOf('aaaaaaaaaa', folder).map(({ tenant, thing, id, notFound }) => [
        tenant,
        thing.kind,
        id,
        notFound,
      ]),
    ).toEqual([
      [TENANT, 'user', 7, false],
      [TENANT, 'token', undefined, true],
      ['https://other.zendesk.com', 'token', undefined, false],
    ]);
  });

  test('is not what was set aside, and is what was kept of it', () => {
    const run = 'aaaaaaaaaa';
    const file = noteAs({ folder: folderOf(), run }, (ledger) => ledger.creating(TOKEN));
    appendFileSync(file, 'garbage');
    ledgerOf('zzzzzzzzzz').setAsideDamaged();
    expect(asideText()).toHaveLength(1);
    expect(openEntriesOf(run, folderOf())).toHaveLength(1);
  });

  test('is found where the project, or the tenant, is called like the folder of what was set aside', () => {
    const run = 'aaaaaaaaaa';
    for (const [folder, tenant] of [
      [test.info().outputPath('set-aside', 'keyturn', '.keyturn'), TENANT],
      [folderOf(), 'https://set-aside.zendesk.com'],
    ] as const) {
      noteAs({ folder, run, tenant }, (ledger) => ledger.creating(TOKEN));
      expect(openEntriesOf(run, folder).map((entry) => entry.tenant)).toEqual([tenant]);
    }
  });
});

/** Does something right before `act` changes a file, as another process might. */
function justBefore(what: 'openSync' | 'renameSync', interrupt: () => void, act: () => void): void {
  const original = fs[what] as (...args: unknown[]) => unknown;
  let interrupted = false;
  const withInterruption = (...args: unknown[]) => {
    if (!interrupted) {
      interrupted = true;
      interrupt();
    }
    return original(...args);
  };
  Object.assign(fs, { [what]: withInterruption });
  syncBuiltinESMExports();
  try {
    act();
  } finally {
    Object.assign(fs, { [what]: original });
    syncBuiltinESMExports();
  }
  expect(interrupted, `${what} was called`).toBe(true);
}

/** Root may read everything. So it acts as the user `nobody`, to whom the folder is given. */
function asOwnerOf<T>(folder: string, act: () => T): T {
  if (process.geteuid?.() !== 0 || process.seteuid === undefined) return act();
  const nobody = 65534;
  for (const each of [join(folder, '..'), folder, ...readdirSync(folder).map((name) => join(folder, name))]) {
    chownSync(each, nobody, nobody);
  }
  process.seteuid(nobody);
  try {
    return act();
  } finally {
    process.seteuid(0);
  }
}
