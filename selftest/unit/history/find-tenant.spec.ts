import { expect, test } from '../../support/test.ts';
import { findTenant } from '../../../helpers/history/find-tenant.ts';

const ACME = 'https://acme.zendesk.com';
const ACME_EU = 'https://acme-eu.zendesk.com';
const SITE = 'https://acme.mindtouch.us';
const EMULATOR = 'emulator of zendesk';

const found = (typed: string, tenants: string[]) => {
  const outcome = findTenant(typed, tenants);
  return outcome.ok ? outcome.tenant : outcome.problem;
};

test('a tenant is found by its URL, its host, or the first label of its host', () => {
  const tenants = [ACME, ACME_EU, EMULATOR, 'http://127.0.0.1:4000'];
  expect(found(ACME, tenants)).toBe(ACME);
  expect(found(`${ACME}/`, tenants)).toBe(ACME);
  expect(found('ACME.zendesk.com', tenants)).toBe(ACME);
  expect(found('acme', tenants)).toBe(ACME);
  expect(found(' acme-eu ', tenants)).toBe(ACME_EU);
  expect(found('emulator of zendesk', tenants)).toBe(EMULATOR);
  expect(found('127.0.0.1:4000', tenants)).toBe('http://127.0.0.1:4000');
});

test('a name that could be several tenants is a problem, and a name is never a part of a host', () => {
  expect(found('acme', [ACME, SITE])).toBe(
    '“acme” could be acme.zendesk.com or acme.mindtouch.us. Use the whole host name.',
  );
  expect(found('zendesk', [ACME])).toBe(
    'No run of a tenant “zendesk” is recorded. Recorded: acme.zendesk.com. A tenant is named by its host or the first part of it.',
  );
  expect(found('acme-e', [ACME_EU])).toContain('No run of a tenant “acme-e” is recorded.');
});

test('a misspelled name gets a suggestion', () => {
  expect(found('acme.zendesk.con', [ACME])).toBe(
    'No run of a tenant “acme.zendesk.con” is recorded. Did you mean acme.zendesk.com? A tenant is named by its host or the first part of it.',
  );
  expect(found('acme', [])).toBe('No run of a tenant “acme” is recorded.');
});
