import { expect, test } from '../../support/test.ts';
import { describeLeakingVariables } from '../../../helpers/runner/leaking-variables.ts';

for (const [variable, value] of [
  ['DEBUG_FILE', 'debug.log'],
  ['NODE_DEBUG', 'http'],
  ['SSLKEYLOGFILE', 'keys.log'],
  ['NODE_OPTIONS', '--heapsnapshot-near-heap-limit=1'],
  ['NODE_OPTIONS', '--max-old-space-size=900 --trace-event-categories=node'],
  ['NODE_OPTIONS', '--trace_tls'],
  ['NODE_OPTIONS', '--tls-keylog=keys.log'],
  ['NODE_OPTIONS', '--report-on-fatalerror'],
  ['NODE_OPTIONS', '--abort-on-uncaught-exception'],
] as const) {
  test(`${variable}=${value} is reported without its value`, () => {
    const sentences = describeLeakingVariables({ PATH: '/bin', [variable]: value });
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(new RegExp(`^${variable} is set\\. It .*\\. Unset it\\.$`));
    expect(sentences[0]).not.toContain(value);
  });
}

for (const environment of [
  {},
  { DEBUG_FILE: '', NODE_DEBUG: '', SSLKEYLOGFILE: '', NODE_OPTIONS: '' },
  { NODE_OPTIONS: '--max-old-space-size=900 --import=tsx', DEBUG: 'pw:*', NODE_EXTRA_CA_CERTS: 'ca.pem' },
]) {
  test(`nothing leaks with ${JSON.stringify(environment)}`, () =>
    expect(describeLeakingVariables(environment)).toEqual([]));
}

test('all leaking variables are reported at once', () => {
  const all = {
    DEBUG_FILE: 'x',
    NODE_DEBUG: 'x',
    SSLKEYLOGFILE: 'x',
    NODE_OPTIONS: '--report-uncaught-exception',
  };
  expect(describeLeakingVariables(all).map((sentence) => sentence.split(' ')[0])).toEqual(Object.keys(all));
});
