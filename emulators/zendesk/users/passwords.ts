/**
 * User passwords (https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/). "This API does not
 * support OAuth tokens scoped for users:write or users:read".
 */
import type { App } from '../../common/env.ts';
import { authorize } from '../http/authorize.ts';
import { jsonBody, textOf } from '../http/body.ts';
import { recordInvalid, roleTooLow } from '../http/errors.ts';
import { activePersonParam } from '../http/params.ts';
import { json } from '../http/respond.ts';
import type { Tenant } from '../http/tenant.ts';
import {
  NEW_PASSWORD_LIFTS_LOCKOUT,
  PASSWORD_REFUSAL,
  PASSWORD_REPLY_TYPE,
  WRONG_PREVIOUS_COUNTS_AS_FAILURE,
} from '../tenant/assumptions.ts';
import { policyOf } from '../tenant/password-policy.ts';
import type { GivenPassword } from '../tenant/passwords.ts';
import { primaryEmail } from '../tenant/people.ts';

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
    setPassword(tenant, { person, password: textOf(body, 'password') ?? '', actor: caller.person });
    const email = primaryEmail(person);
    if (NEW_PASSWORD_LIFTS_LOCKOUT && email !== null) tenant.lockout.clear(email);
    tenant.audit.add('update', caller.person, person, 'Password set by an admin');
    return empty();
  });

  app.put(PATH, async (c) => {
    const caller = authorize(c, tenant, { access: 'write' });
    const person = activePersonParam(c, tenant);
    const body = await jsonBody(c, tenant.secrets);
    if (!tenant.gate.mayChangePasswordOf(caller, person)) throw roleTooLow();
    const previous = textOf(body, 'previous_password') ?? '';
    if (!tenant.passwords.isPrevious({ person, password: previous, actor: caller.person })) {
      const email = primaryEmail(person);
      if (WRONG_PREVIOUS_COUNTS_AS_FAILURE && email !== null) tenant.lockout.fail(email);
      throw recordInvalid(
        { [PASSWORD_REFUSAL.previousKey]: [{ description: PASSWORD_REFUSAL.previousText }] },
        PASSWORD_REFUSAL.status,
      );
    }
    setPassword(tenant, { person, password: textOf(body, 'password') ?? '', actor: caller.person });
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

function setPassword(tenant: Tenant, given: GivenPassword): void {
  const complaints = tenant.passwords.complaints(given);
  if (complaints.length > 0) {
    const details = complaints.map((text) => ({ description: `${PASSWORD_REFUSAL.newLabel}: ${text}` }));
    throw recordInvalid({ [PASSWORD_REFUSAL.newKey]: details }, PASSWORD_REFUSAL.status);
  }
  tenant.passwords.store(given);
}
