/** A tenant whose certificate is replaced during a run. */
import { expect, test, type TestInfo } from '../support/test.ts';
import type { CallHook } from '../../emulators/common/call-hook.ts';
import { type Outcome, run } from '../support/keyturn.ts';
import { type RemoteSite, startRemoteSite } from '../support/remote-site.ts';

/** Runs the notebook on a site whose certificate is replaced when the first password is set. */
async function runWithNewCertificate(
  testInfo: TestInfo,
  { nextIsTrusted }: { nextIsTrusted: boolean },
): Promise<{ outcome: Outcome; site: RemoteSite }> {
  let isReplaced = false;
  const callHook: CallHook = ({ method, path }) => {
    if (!isReplaced && method === 'PUT' && path.endsWith('/password')) {
      isReplaced = true;
      site.changeCertificate();
    }
    return undefined;
  };
  const site = await startRemoteSite(testInfo.outputPath('authorities.pem'), { nextIsTrusted, callHook });
  try {
    const { env, environment } = site;
    const outcome = await run(testInfo, {
      command: 'start',
      env,
      environment: { ...environment, KEYTURN_STATE: testInfo.outputPath('state') },
    });
    expect(isReplaced).toBe(true);
    return { outcome, site };
  } finally {
    await site.close();
  }
}

test('a certificate of another trusted authority changes nothing', async ({}, testInfo) => {
  const { outcome } = await runWithNewCertificate(testInfo, { nextIsTrusted: true });
  expect(outcome.code, outcome.output).toBe(0);
  expect(outcome.record?.verdict).toBe('conformant');
});

test('a certificate that is not trusted blocks the run, which says that it was replaced', async ({}, testInfo) => {
  const { outcome } = await runWithNewCertificate(testInfo, { nextIsTrusted: false });
  const { code, output, record } = outcome;
  // Nobody could remove what the run had created.
  expect(code, output).toBe(1);
  expect(record?.left).not.toEqual([]);
  expect(record?.verdict).toBe('blocked');
  expect(record?.sentence).toMatch(
    /TLS failed through the proxy 127\.0\.0\.1:\d+ \(HTTPS_PROXY\) \(.*certificate.*\); the certificate was accepted earlier in this run, so it was replaced meanwhile, or has expired/,
  );
  expect(output).toContain('then run npm run sweep');
});
