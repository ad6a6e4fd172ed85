import { expect, test } from '../../support/test.ts';
import { HostGuard } from '../../../helpers/http/hosts.ts';
import { Blocked } from '../../../helpers/verdict/errors.ts';

const guard = new HostGuard(['acme.zendesk.com', 'b.example:8443']);

for (const url of [
  'http://127.0.0.1:4040/x',
  'http://localhost/',
  'http://[::1]:99/',
  'https://acme.zendesk.com/api/v2/users',
  'https://ACME.zendesk.com:444/',
  'https://b.example:8443/',
]) {
  test(`${url} may be called`, () => {
    expect(guard.allows(new URL(url))).toBe(true);
    expect(() => guard.check(new URL(url))).not.toThrow();
  });
}

for (const url of [
  'https://other.zendesk.com/',
  'https://acme.zendesk.com.evil.example/',
  'https://acme.zendesk.com@evil.example/',
  'https://acme.zendesk.com./',
  'https://zendesk.com/',
  'https://b.example/',
  'https://b.example:8444/',
  'http://127.0.0.1.evil.example/',
  'http://0.0.0.0/',
  'http://169.254.169.254/',
]) {
  test(`${url} may not be called`, () => {
    expect(guard.allows(new URL(url))).toBe(false);
    expect(() => guard.check(new URL(url))).toThrow(Blocked);
  });
}

test('the message contains the setting to change', () => {
  const check = (known: string[]) => () => new HostGuard(known).check(new URL('https://c.example:8443/x?y'));
  expect(check([])).toThrow(
    'Nothing was sent to c.example:8443: the host is not in KEYTURN_WRITE_HOSTS.\n' +
      '  To do: if this is the tenant to be tested, set KEYTURN_WRITE_HOSTS=c.example:8443',
  );
  expect(check(['a.example', 'b.example'])).toThrow('KEYTURN_WRITE_HOSTS=a.example,b.example,c.example:8443');
});
