import { expect, test } from '../../support/test.ts';
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
import { ENDED, recordAs } from '../another-process.ts';

const TENANT = 'https://acme.zendesk.com';
const user = (run: string) =>
  ({ kind: 'user', address: `keyturn+${run}@example.com`, marker: `keyturn:${run}` }) as const;
const TOKEN = { kind: 'token', identity: 'admin', lifetimeS: 3601 } as const;

const folderOf = () => test.info().outputPath('ledger');
const ledgerOf = (run: string, tenant = TENANT) => new Ledger({ tenant, run, folder: folderOf() });
const fileOf = (run: string, host = 'acme.zendesk.com') =>
  join(folderOf(), host, `${run}-${String(process.pid)}.jsonl`);
const runsOf = (ledger: Ledger) => ledger.others().map(({ run }) => run);
/** The open entries that the next run sees. */
const seen = () => ledgerOf('zzzzzzzzzz').others();
/** Everything in the folder, files and folders. */
const inFolder = () => readdirSync(folderOf(), { recursive: true, encoding: 'utf8' }).sort();
/** The contents of the files that were set aside. */
const setAsideTexts = () =>
  inFolder()
    .filter((name) => name.startsWith('set-aside') && name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(folderOf(), name), 'utf8'));

test.describe('an entry', () => {
  test('is seen by the next run until it is closed', () => {
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

  test('is on disk as soon as it is recorded, and only the current user can read it', () => {
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

  test('is among the open entries of its own process, and not among those of others', () => {
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

  test('is separate for each user and token, even for equal ones', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const entries = [TOKEN, TOKEN, user('aaaaaaaaaa'), user('aaaaaaaaaa')].map((thing) =>
      ledger.creating(thing),
    );
    expect(new Set(entries.map(({ key }) => key)).size).toBe(4);
    const [one, other] = entries;
    if (one === undefined || other === undefined) throw new Error('nothing was recorded');
    ledger.created(one, 11);
    ledger.removed(other);
    expect(seen().filter(isToken)).toEqual([expect.objectContaining({ key: one.key, id: 11, thing: TOKEN })]);
    expect(seen().filter(isUser)).toHaveLength(2);
  });

  test('keeps the time at which it was first recorded', async () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const entry = ledger.creating(TOKEN);
    const before = Date.now();
    await expect.poll(() => Date.now()).toBeGreaterThan(before);
    ledger.created(entry, 7);
    ledger.markNotFound(entry);
    expect(seen()).toEqual([expect.objectContaining({ at: entry.at, id: 7, notFound: true })]);
  });

  test('gets its ID once', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const entry = ledger.creating(TOKEN);
    for (const id of [7, 7, 7]) ledger.created(entry, id);
    expect(readFileSync(fileOf('aaaaaaaaaa'), 'utf8').match(/"created"/g)).toHaveLength(1);
  });

  test('that cannot be written is an error, and leaves nothing to clean up', () => {
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

test.describe('an entry that a run gives up on', () => {
  test('stays open for the next run', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    ledger.markNotFound(ledger.creating(user('aaaaaaaaaa')));
    expect(ledger.own()).toEqual([]);
    expect(seen()).toEqual([expect.objectContaining({ run: 'aaaaaaaaaa', notFound: true })]);
  });

  test('stays open when all entries before and after it are closed', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const [first, second, third] = [TOKEN, user('aaaaaaaaaa'), TOKEN].map((thing) => ledger.creating(thing));
    if (first === undefined || second === undefined || third === undefined) throw new Error('not recorded');
    ledger.removed(first);
    ledger.markNotFound(second);
    ledger.removed(third);
    expect(seen().map(({ key }) => key)).toEqual([second.key]);
  });

  test('stays open when another ledger of the same process closes its own entries', () => {
    const before = ledgerOf('aaaaaaaaaa');
    before.markNotFound(before.creating(user('aaaaaaaaaa')));
    const after = ledgerOf('aaaaaaaaaa');
    after.removed(after.creating(TOKEN));
    expect(seen().filter(isUser)).toHaveLength(1);
  });

  test('is marked as left after the clean-up, and a later entry is not', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    ledger.creating(user('aaaaaaaaaa'));
    ledger.markLeft();
    ledger.creating(TOKEN);
    expect(seen().map(({ left }) => left)).toEqual([true, false]);
    expect(ledger.own()).toHaveLength(2);
  });

  test('gets its ID if the user is found later', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const entry = ledger.creating(user('aaaaaaaaaa'));
    ledger.markNotFound(entry);
    ledger.created(entry, 7);
    expect(seen()).toEqual([expect.objectContaining({ id: 7, notFound: false })]);
  });
});

test.describe('a ledger file', () => {
  test('is removed with its folder when it has no open entries', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const [one, other] = [ledger.creating(TOKEN), ledger.creating(user('aaaaaaaaaa'))];
    ledger.removed(one);
    expect(existsSync(fileOf('aaaaaaaaaa'))).toBe(true);
    ledger.removed(other);
    expect(inFolder()).toEqual([]);
  });

  test('is created again when its process records something again', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    ledger.removed(ledger.creating(TOKEN));
    ledger.creating(user('aaaaaaaaaa'));
    expect(seen()).toHaveLength(1);
  });

  test('belongs to one process, and is removed without the files of others', () => {
    const first = ledgerOf('aaaaaaaaaa');
    const entry = first.creating(TOKEN);
    recordAs({ folder: folderOf(), run: 'bbbbbbbbbb' }, (ledger) => ledger.creating(user('bbbbbbbbbb')));
    first.removed(entry);
    expect(existsSync(fileOf('aaaaaaaaaa'))).toBe(false);
    expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual(['bbbbbbbbbb']);
  });

  test('is not created for a tenant that ends with the run', () => {
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

  test('is not created by reading', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    expect(ledger.others()).toEqual([]);
    expect(ledger.setAsideDamaged()).toEqual([]);
    expect(openEntriesOf('aaaaaaaaaa', folderOf())).toEqual([]);
    expect(existsSync(folderOf())).toBe(false);
  });

  test('can be read with Windows line breaks', () => {
    ledgerOf('aaaaaaaaaa').creating(user('aaaaaaaaaa'));
    const text = readFileSync(fileOf('aaaaaaaaaa'), 'utf8');
    writeFileSync(fileOf('aaaaaaaaaa'), text.replaceAll('\n', '\r\n'));
    expect(ledgerOf('zzzzzzzzzz').setAsideDamaged()).toEqual([]);
    expect(seen()).toHaveLength(1);
  });

  test('is in a folder with a valid name on every system, even if the tenant’s URL contains a port', () => {
    ledgerOf('aaaaaaaaaa', 'http://127.0.0.1:8080').creating(TOKEN);
    ledgerOf('aaaaaaaaaa', 'http://[::1]:8080').creating(TOKEN);
    expect(readdirSync(folderOf()).sort()).toEqual(['127.0.0.1_8080', '[__1]_8080']);
  });
});

test.describe('concurrent runs', () => {
  test('do not see entries of other tenants', () => {
    ledgerOf('aaaaaaaaaa', 'https://other.zendesk.com').creating(user('aaaaaaaaaa'));
    ledgerOf('bbbbbbbbbb', 'https://acme.zendesk.com:8443').creating(user('bbbbbbbbbb'));
    expect(seen()).toEqual([]);
    expect(readdirSync(folderOf()).sort()).toEqual(['acme.zendesk.com_8443', 'other.zendesk.com']);
  });

  test('see the entries of their other processes, which write to separate files', () => {
    const ledger = ledgerOf('aaaaaaaaaa');
    const own = ledger.creating(user('aaaaaaaaaa'));
    const file = recordAs({ folder: folderOf(), run: 'aaaaaaaaaa', pid: process.ppid }, (other) =>
      other.creating(TOKEN),
    );
    expect(file).not.toBe(fileOf('aaaaaaaaaa'));
    expect(ledger.others()).toEqual([
      expect.objectContaining({ run: 'aaaaaaaaaa', thing: TOKEN, alive: true }),
    ]);
    ledger.removed(own);
    expect(existsSync(file)).toBe(true);
  });

  test('of this machine are alive until they end, and those of other machines always count as alive', () => {
    const folder = folderOf();
    for (const [run, pid, machine] of [
      ['aaaaaaaaaa', ENDED, undefined],
      ['bbbbbbbbbb', process.pid, undefined],
      ['cccccccccc', ENDED, 'another-machine'],
    ] as const) {
      recordAs({ folder, run, pid, ...(machine === undefined ? {} : { machine }) }, (ledger) =>
        ledger.creating(user(run)),
      );
    }
    expect(seen().map(({ run, alive }) => [run, alive])).toEqual([
      ['aaaaaaaaaa', false],
      ['bbbbbbbbbb', true],
      ['cccccccccc', true],
    ]);
  });

  test('may begin while another one ends and removes the folder', () => {
    const [ending, beginning] = [ledgerOf('aaaaaaaaaa'), ledgerOf('bbbbbbbbbb')];
    const last = ending.creating(TOKEN);
    justBefore(
      'openSync',
      () => ending.removed(last),
      () => void beginning.creating(user('bbbbbbbbbb')),
    );
    expect(runsOf(ledgerOf('zzzzzzzzzz'))).toEqual(['bbbbbbbbbb']);
  });
});

test.describe('closing an entry of another run', () => {
  const left = (run = 'bbbbbbbbbb') =>
    recordAs({ folder: folderOf(), run }, (ledger) => {
      ledger.created(ledger.creating(user(run)), 7);
      ledger.creating(TOKEN);
    });

  test('is seen by all runs', () => {
    left();
    const ledger = ledgerOf('aaaaaaaaaa');
    for (const entry of ledger.others().filter(isUser)) ledger.removed(entry);
    expect(seen().map(({ thing }) => thing.kind)).toEqual(['token']);
  });

  test('leaves the entries of this run open', () => {
    left();
    const ledger = ledgerOf('aaaaaaaaaa');
    const own = ledger.creating(user('aaaaaaaaaa'));
    for (const entry of ledger.others()) ledger.removed(entry);
    expect(ledger.own()).toEqual([own]);
    expect(seen().map(({ key }) => key)).toEqual([own.key]);
  });

  test('removes the file with its last entry, and the folder with its last file', () => {
    const file = left();
    const ledger = ledgerOf('aaaaaaaaaa');
    const [one, other] = ledger.others();
    if (one === undefined || other === undefined) throw new Error('nothing was left');
    ledger.removed(one);
    expect(existsSync(file)).toBe(true);
    ledger.removed(other);
    expect(inFolder()).toEqual([]);
  });

  test('leaves the files of other runs alone', () => {
    left('bbbbbbbbbb');
    left('cccccccccc');
    const ledger = ledgerOf('aaaaaaaaaa');
    for (const entry of ledger.others().filter(({ run }) => run === 'bbbbbbbbbb')) ledger.removed(entry);
    expect(runsOf(ledger)).toEqual(['cccccccccc', 'cccccccccc']);
  });

  test('has the same effect if two runs do it at once', () => {
    left();
    const [one, other] = [ledgerOf('aaaaaaaaaa'), ledgerOf('zzzzzzzzzz')];
    const entries = one.others();
    for (const entry of entries) {
      one.removed(entry);
      other.removed(entry);
    }
    expect(inFolder()).toEqual([]);
  });

  test('works if that run gave up on it', () => {
    recordAs({ folder: folderOf(), run: 'bbbbbbbbbb' }, (ledger) =>
      ledger.markNotFound(ledger.creating(user('bbbbbbbbbb'))),
    );
    const ledger = ledgerOf('aaaaaaaaaa');
    for (const entry of ledger.others()) ledger.removed(entry);
    expect(inFolder()).toEqual([]);
  });
});

test.describe('setting damaged files aside', () => {
  const GARBAGE = '\n{"at":\nnull\n[]\n"text"\n{"event":"removed","key":"000000000000"}\n';

  for (const [title, damage, line] of [
    ['a last line that a crash cut off', '{"at":"2026-11-21T12:00:00.000Z","event":"crea', 3],
    ['a character that a crash cut off', Buffer.from('{"at":"é').subarray(0, 8), 3],
    ['garbage in the middle', GARBAGE, 4],
    ['bytes that were never written', `\n${'\u0000'.repeat(512)}\n`, 4],
  ] as const) {
    test(`readable entries are kept despite ${title}`, () => {
      const run = 'bbbbbbbbbb';
      const file = recordAs({ folder: folderOf(), run }, (other) => other.creating(user(run)));
      appendFileSync(file, damage);
      const before = readFileSync(file);
      // Lines after the damaged part count again.
      const second = recordAs({ folder: folderOf(), run, pid: ENDED + 1 }, (other) => other.creating(TOKEN));
      appendFileSync(file, readFileSync(second));
      fs.rmSync(second);

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
      const [aside, ...more] = setAsideTexts();
      expect(more).toEqual([]);
      expect(aside?.startsWith(before.toString())).toBe(true);
      expect(ledger.setAsideDamaged()).toEqual([]);
    });
  }

  test('the lines of another tenant in a file never count', () => {
    const run = 'bbbbbbbbbb';
    const file = recordAs({ folder: folderOf(), run }, (other) => other.creating(user(run)));
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

  test('a file with lines of another tenant only is set aside', () => {
    ledgerOf('bbbbbbbbbb', 'https://other.zendesk.com').creating(TOKEN);
    fs.renameSync(join(folderOf(), 'other.zendesk.com'), join(folderOf(), 'acme.zendesk.com'));
    const ledger = ledgerOf('aaaaaaaaaa');
    expect(ledger.others()).toEqual([]);
    expect(ledger.setAsideDamaged()).toEqual([
      expect.stringContaining('It contained no readable open entries of this tenant.'),
    ]);
    expect(existsSync(fileOf('bbbbbbbbbb'))).toBe(false);
    expect(setAsideTexts()).toHaveLength(1);
  });

  test('a damaged file without open entries is set aside and not replaced', () => {
    const run = 'bbbbbbbbbb';
    const file = recordAs({ folder: folderOf(), run }, (other) => {
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

  test('an empty file, a folder with the name of a ledger file and other files do not count as damaged', () => {
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

  test('an unreadable file is reported', () => {
    test.skip(process.platform === 'win32', 'Windows has no file modes');
    const file = recordAs({ folder: folderOf(), run: 'bbbbbbbbbb' }, (other) => other.creating(TOKEN));
    chmodSync(file, 0);
    const sentences = asOwnerOf(join(folderOf(), 'acme.zendesk.com'), () =>
      ledgerOf('aaaaaaaaaa').setAsideDamaged(),
    );
    expect(sentences).toEqual([expect.stringContaining(file)]);
  });

  test('a damaged file that cannot be set aside is reported, and stays', () => {
    const file = recordAs({ folder: folderOf(), run: 'bbbbbbbbbb' }, (other) => other.creating(TOKEN));
    appendFileSync(file, GARBAGE);
    writeFileSync(join(folderOf(), 'set-aside'), 'a file in place of the folder');
    const [sentence, ...others] = ledgerOf('aaaaaaaaaa').setAsideDamaged();
    expect(others).toEqual([]);
    expect(sentence).toContain(file);
    expect(sentence).toMatch(/could not be set aside: .*set-aside is a file, not a folder/);
    expect(ledgerOf('aaaaaaaaaa').others()).toHaveLength(1);
  });

  test('an entry that cannot be recorded ends with a message before anything is created', () => {
    const root = join(folderOf(), 'state');
    mkdirSync(folderOf(), { recursive: true });
    writeFileSync(root, 'a file in place of the folder');
    const ledger = new Ledger({ tenant: TENANT, run: 'aaaaaaaaaa', folder: root });
    expect(() => ledger.creating(TOKEN)).toThrow(
      /state is a file, not a folder. Keyturn needs it for the ledger/,
    );
    expect(ledger.own()).toEqual([]);
    expect(ledgerError(TENANT, root)?.message).toMatch(/set KEYTURN_STATE to another folder/);
  });

  test('two runs that do it at once lose no entry, and keep the damaged file', () => {
    const run = 'bbbbbbbbbb';
    const file = recordAs({ folder: folderOf(), run }, (other) => {
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
    expect(setAsideTexts().filter((text) => text.includes(GARBAGE))).toHaveLength(1);
  });

  test('entries that a run records while another run sets its file aside are kept', () => {
    const run = 'bbbbbbbbbb';
    const running = ledgerOf(run);
    const first = running.creating(TOKEN);
    appendFileSync(fileOf(run), GARBAGE);
    let second = first.key;
    justBefore(
      'renameSync',
      () => (second = running.creating(user(run)).key),
      () => void ledgerOf('aaaaaaaaaa').setAsideDamaged(),
    );
    expect(
      seen()
        .map(({ key }) => key)
        .sort(),
    ).toEqual([first.key, second].sort());
  });

  test('a run that is still running continues in its own file', () => {
    const running = ledgerOf('bbbbbbbbbb');
    const [one, other] = [running.creating(TOKEN), running.creating(user('bbbbbbbbbb'))];
    appendFileSync(fileOf('bbbbbbbbbb'), GARBAGE);
    expect(ledgerOf('aaaaaaaaaa').setAsideDamaged()).toHaveLength(1);
    running.removed(one);
    expect(seen().map(({ key }) => key)).toEqual([other.key]);
    running.removed(other);
    expect(seen()).toEqual([]);
    expect(existsSync(fileOf('bbbbbbbbbb'))).toBe(false);
  });
});

test.describe('the open entries of a run', () => {
  test('are those of all its processes on all tenants, and of no other run', () => {
    const folder = folderOf();
    recordAs({ folder, run: 'aaaaaaaaaa' }, (ledger) => {
      ledger.created(ledger.creating(user('aaaaaaaaaa')), 7);
      ledger.removed(ledger.creating(TOKEN));
    });
    recordAs({ folder, run: 'aaaaaaaaaa', pid: ENDED + 1 }, (ledger) =>
      ledger.markNotFound(ledger.creating(TOKEN)),
    );
    recordAs({ folder, run: 'aaaaaaaaaa', tenant: 'https://other.zendesk.com' }, (ledger) =>
      ledger.creating(TOKEN),
    );
    recordAs({ folder, run: 'bbbbbbbbbb' }, (ledger) => ledger.creating(user('bbbbbbbbbb')));
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

  test('include those kept from a damaged file, but not those in the file that was set aside', () => {
    const run = 'aaaaaaaaaa';
    const file = recordAs({ folder: folderOf(), run }, (ledger) => ledger.creating(TOKEN));
    appendFileSync(file, 'garbage');
    ledgerOf('zzzzzzzzzz').setAsideDamaged();
    expect(setAsideTexts()).toHaveLength(1);
    expect(openEntriesOf(run, folderOf())).toHaveLength(1);
  });

  test('are found if the project’s or the tenant’s folder has the name of the set-aside folder', () => {
    const run = 'aaaaaaaaaa';
    for (const [folder, tenant] of [
      [test.info().outputPath('set-aside', 'keyturn', '.keyturn'), TENANT],
      [folderOf(), 'https://set-aside.zendesk.com'],
    ] as const) {
      recordAs({ folder, run, tenant }, (ledger) => ledger.creating(TOKEN));
      expect(openEntriesOf(run, folder).map((entry) => entry.tenant)).toEqual([tenant]);
    }
  });
});

/** Interrupts `act` right before its first call of a function of node:fs, as another process might. */
function justBefore(name: 'openSync' | 'renameSync', interrupt: () => void, act: () => void): void {
  const original = fs[name] as (...args: unknown[]) => unknown;
  let interrupted = false;
  const withInterruption = (...args: unknown[]) => {
    if (!interrupted) {
      interrupted = true;
      interrupt();
    }
    return original(...args);
  };
  Object.assign(fs, { [name]: withInterruption });
  syncBuiltinESMExports();
  try {
    act();
  } finally {
    Object.assign(fs, { [name]: original });
    syncBuiltinESMExports();
  }
  expect(interrupted, `${name} was called`).toBe(true);
}

/** Runs `act` as the user `nobody`, who becomes the folder's owner, if this process is root, because root may read everything. */
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
