/**
 * The messages about browsers that exist and do not start. They quote the browser's output. No browser is started here.
 */
import { expect, test } from '../../support/test.ts';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { choose, findBrowsers } from '../../../helpers/browser/find.ts';
import { ensureBrowser } from '../../../helpers/browser/install.ts';
import { launchFailureReason } from '../../../helpers/browser/launch-failure.ts';
import { findWorkingBrowser } from '../../../helpers/browser/try.ts';

/** Programs with the name of a browser that are not browsers. */
const STUBS: [title: string, script: string, reason: string | RegExp][] = [
  ['its error output', 'echo "please install the snap" >&2; exit 1', 'please install the snap'],
  ['its standard output', 'echo "no licence"; exit 3', 'no licence'],
  [
    'the name of a missing library',
    'echo "x: error while loading shared libraries: libnss3.so: cannot open shared object file" >&2; exit 127',
    /libnss3\.so: cannot open shared object file$/,
  ],
  ['its exit code, if it prints nothing', 'exit 3', 'it exited with code 3 without an error message'],
  [
    'the signal that killed it, if it prints nothing',
    'kill -SEGV $$',
    'it was killed by SIGSEGV without an error message',
  ],
];

test.describe('a stub', () => {
  test.skip(process.platform === 'win32', 'the stubs are shell scripts');

  function stub(script: string, mode = 0o755): string {
    const path = test.info().outputPath('chromium');
    mkdirSync(test.info().outputPath(), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, mode);
    return path;
  }

  const failureOf = async (executablePath: string, deadlineMs = 20_000) => {
    const { good, failures } = await findWorkingBrowser([{ title: 'it', launch: { executablePath } }], {
      headless: true,
      deadlineMs,
    });
    expect(good).toBeUndefined();
    return failures.join('\n').replace('  it: ', '');
  };

  for (const [title, script, reason] of STUBS) {
    test(`is reported with ${title}`, async () => {
      expect(await failureOf(stub(script))).toEqual(
        typeof reason === 'string' ? reason : expect.stringMatching(reason),
      );
    });
  }

  test('that hangs is reported at its time limit', async () => {
    expect(await failureOf(stub('exec sleep 60'), 1000)).toBe('it did not start within 1 s');
  });

  test('is reported if it is not executable, a folder, or missing', async () => {
    const path = stub('exit 0', 0o644);
    expect(await failureOf(path)).toBe('it is not executable');
    expect(await failureOf(test.info().outputPath())).toContain('it is a folder');
    expect(await failureOf(`${path}-too`)).toBe('the file does not exist');
  });

  test('that is configured is the only candidate', async () => {
    const path = stub('echo "please install the snap" >&2; exit 1');
    const said: string[] = [];
    const problem = await ensureBrowser({ configured: path }, (line) => said.push(line));
    expect(problem?.message).toContain(`${path}: please install the snap`);
    expect(problem?.message).toContain('set KEYTURN_BROWSER to');
    expect(problem?.message).toContain('--explain browser');
    expect(said).toEqual([]);
  });
});

test('another browser and an unknown channel are reported', async () => {
  const failuresOf = async (launch: { channel?: string; executablePath?: string }) =>
    (await findWorkingBrowser([{ title: 'it', launch }], { headless: true })).failures.join();
  expect(await failuresOf({ executablePath: '/usr/bin/firefox-esr' })).toContain(
    'it is not a Chromium browser',
  );
  expect(await failuresOf({ channel: 'firefox' })).toContain('it is not a Chromium browser');
  expect(await failuresOf({ channel: 'chromum' })).toContain('Unsupported chromium channel "chromum"');
});

test('lines that Chromium prints on every machine are not the reason', () => {
  const lines = [
    'browserType.launch: Target page, context or browser has been closed',
    '[pid=7][err] [7:7:1129/150000.1:ERROR:ozone_platform_x11.cc(244)] Missing X server or $DISPLAY',
    '[pid=7][err] [7:9:1129/150000.2:ERROR:object_proxy.cc(576)] Failed to call method: org.freedesktop.DBus',
    '[pid=7][err] #12 0x55d0 base::debug::CollectStackTrace()',
    '\u001b[2m  - [pid=7] exception while trying to kill process: Error: kill ESRCH\u001b[22m',
  ];
  expect(launchFailureReason(lines.join('\n'))).toBe('Missing X server or $DISPLAY');
});

test('a browser that started is the only candidate from then on, for that setting', () => {
  const before = process.env['KEYTURN_BROWSER_SEEN'];
  const seen = { title: 'seen', launch: { executablePath: '/opt/seen' } };
  try {
    choose(undefined, seen);
    expect(findBrowsers(undefined)).toEqual([seen]);
    expect(findBrowsers('/opt/other').map(({ title }) => title)).toEqual(['/opt/other']);
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, 'KEYTURN_BROWSER_SEEN');
    else process.env['KEYTURN_BROWSER_SEEN'] = before;
  }
});
