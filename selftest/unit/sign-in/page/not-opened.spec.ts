import { expect, test } from '../../../support/test.ts';
import { remedyForStatus, whyNotOpened } from '../../../../helpers/sign-in/page/not-opened.ts';

for (const [code, reason, remedy] of [
  ['net::ERR_CERT_AUTHORITY_INVALID', /does not trust its certificate/, /certutil|keychain/],
  ['net::ERR_CERT_DATE_INVALID', /not valid yet/, /clock/],
  ['net::ERR_TUNNEL_CONNECTION_FAILED', /proxy blocked the browser/, /HTTPS_PROXY/],
  ['net::ERR_INVALID_AUTH_CREDENTIALS', /did not accept the user name/, /%40/],
  ['net::ERR_PROXY_CONNECTION_FAILED', /proxy could not be reached/, /address of the proxy/],
  ['net::ERR_NAME_NOT_RESOLVED', /host name could not be resolved/, /network/],
  ['net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH', /agree on TLS/, /HTTPS_PROXY/],
  ['net::ERR_SOMETHING_NEW', /^net::ERR_SOMETHING_NEW$/, /network/],
] as const) {
  test(`${code} is explained`, () => {
    const why = whyNotOpened(`page.goto: ${code} at https://acme.test/oauth/authorizations/new?state=s`);
    expect(why.reason).toMatch(reason);
    expect(why.reason).toContain(code);
    expect(why.reason).not.toContain('state=s');
    expect(why.remedy).toMatch(remedy);
  });
}

test('a status that suggests a cause has a remedy, and another one has none', () => {
  expect(remedyForStatus(407)?.remedy).toContain('HTTPS_PROXY');
  expect(remedyForStatus(403)?.remedy).toContain('between this machine and the tenant');
  expect(remedyForStatus(429)?.remedy).toContain('run again later');
  expect(remedyForStatus(500)).toBeUndefined();
});
