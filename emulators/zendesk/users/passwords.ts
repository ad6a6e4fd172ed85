/**
 * User passwords (https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/). "This API does not
 * support OAuth tokens scoped for users:write or users:read".
 */
import {
  BRAND,
  NEW_PASSWORD_LIFTS_LOCKOUT,
  PASSWORD_REFUSAL,
  PASSWORD_REPLY_TYPE,
  WRONG_PREVIOUS_COUNTS_AS_FAILURE,
} from '../assumptions.ts';
import { jsonBody, textOf } from '../http/body.ts';
import { authorize } from '../http/caller.ts';
import type { App } from '../../common/env.ts';
import { recordInvalid, roleTooLow } from '../http/errors.ts';
import { activePersonParam } from '../http/params.ts';
import { json } from '../http/respond.ts';
import { primaryEmail, type Person } from '../tenant/people.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { policyOf, violations } from './password-policy.ts';
import { isCurrentPassword, storedPassword } from './password-store.ts';

const PATH = '/api/v2/users/:id/password';

const replies: Record<Tenant['options']['emptyPasswordReply'], string> = {
  'zero-bytes': '',
  'empty-string': '""',
  null: 'null',
  space: ' ',
};

export function addPasswordRoutes(app: App, tenant: Tenant): void {
  const empty = (): Response =>
    new Response(replies[tenant.options.emptyPasswordReply], {
      status: 200,
      headers: { 'content-type': PASSWORD_REPLY_TYPE },
    });

  app.post(PATH, async (c) => {
    const caller = authorize(c, tenant, { access: 'write' }, ['admin']);
    const person = activePersonParam(c, tenant);
    const body = await jsonBody(c, tenant.secrets);
    if (!tenant.options.adminsCanSetUserPasswords || person.owner) throw roleTooLow();
    setPassword(tenant, person, textOf(body, 'password') ?? '');
    const email = primaryEmail(person);
    if (NEW_PASSWORD_LIFTS_LOCKOUT && email !== null) tenant.lockout.clear(email);
    tenant.audit.add('update', caller.person, person, 'Password set by an admin');
    return empty();
  });

  app.put(PATH, async (c) => {
    const caller = authorize(c, tenant, { access: 'write' });
    const person = activePersonParam(c, tenant);
    const body = await jsonBody(c, tenant.secrets);
    if (person !== caller.person) throw roleTooLow();
    if (!isCurrentPassword(person.password, textOf(body, 'previous_password') ?? '')) {
      const email = primaryEmail(person);
      if (WRONG_PREVIOUS_COUNTS_AS_FAILURE && email !== null) tenant.lockout.fail(email);
      throw recordInvalid(
        { [PASSWORD_REFUSAL.previousKey]: [{ description: PASSWORD_REFUSAL.previousText }] },
        PASSWORD_REFUSAL.status,
      );
    }
    setPassword(tenant, person, textOf(body, 'password') ?? '');
    tenant.audit.add('update', caller.person, person, 'Password changed by its owner');
    return empty();
  });

  app.get(`${PATH}/requirements`, (c) => {
    const caller = authorize(c, tenant, { access: 'read' });
    const person = activePersonParam(c, tenant);
    if (person !== caller.person && caller.person.role !== 'admin') throw roleTooLow();
    const { rules } = policyOf(tenant.options.passwordPolicy);
    return json(tenant, 200, { requirements: rules.map((rule) => rule.text) });
  });
}

function setPassword(tenant: Tenant, person: Person, password: string): void {
  const owner = { email: primaryEmail(person), stored: person.password };
  const complaints = violations(tenant.options.passwordPolicy, password, owner);
  if (complaints.length > 0) {
    const details = complaints.map((text) => ({ description: `${PASSWORD_REFUSAL.newLabel}: ${text}` }));
    throw recordInvalid({ [PASSWORD_REFUSAL.newKey]: details }, PASSWORD_REFUSAL.status);
  }
  person.password = storedPassword(password, tenant.now(), person.password);
  if (tenant.options.passwordChangeEndsTokens) tenant.tokens.revokeAllOf(person.id);
  if (tenant.options.passwordChangeEndsDevices) tenant.sessions.forgetDevicesOf(person.id);
  if (owner.email !== null) {
    tenant.mailbox.send(owner.email, `${BRAND}: password changed`, 'Your password has been changed.');
  }
}
