/**
 * User identities (https://developer.zendesk.com/api-reference/ticketing/users/user_identities/). The scopes of the
 * resource users are not accepted.
 */
import type { Context } from 'hono';
import type { App, Env } from '../../common/env.ts';
import { authorize } from '../http/authorize.ts';
import { isJsonObject, jsonBody, textOf } from '../http/body.ts';
import { recordInvalid, recordNotFound, roleTooLow } from '../http/errors.ts';
import { page } from '../http/paging.ts';
import { activePersonParam, idParam } from '../http/params.ts';
import { json, noContent } from '../http/respond.ts';
import type { Tenant } from '../http/tenant.ts';
import type { Identity, Person } from '../tenant/people.ts';
import type { Access } from '../tenant/scopes.ts';
import { addressComplaint } from './attributes.ts';
import { presentIdentity } from './present.ts';
import { addIdentity, askToVerify, verifyIdentity } from './write.ts';

const PATH = '/api/v2/users/:id/identities';

export function addIdentityRoutes(app: App, tenant: Tenant): void {
  const all = (person: Person): unknown[] => person.identities.map((each) => presentIdentity(tenant, each));

  app.get(PATH, (c) => {
    const { person } = target(c, tenant, 'read');
    return json(tenant, 200, page(c, tenant.baseUrl, 'identities', all(person)));
  });

  app.post(PATH, async (c) => {
    const { person } = target(c, tenant, 'write');
    const body = await jsonBody(c, tenant.secrets);
    const given = isJsonObject(body['identity']) ? body['identity'] : {};
    const type = textOf(given, 'type') ?? '';
    const value = textOf(given, 'value') ?? '';
    if (type === '' || value === '')
      throw recordInvalid({ value: [{ description: 'Value: cannot be blank' }] });
    const complaint = type === 'email' ? addressComplaint(tenant, value, null) : null;
    if (complaint !== null) throw recordInvalid({ value: [complaint] });
    const identity = addIdentity(tenant, person, type, value, given['verified'] === true);
    if (type === 'email' && !identity.verified && given['skip_verify_email'] !== true)
      askToVerify(tenant, value);
    tenant.changed(person);
    return json(
      tenant,
      201,
      { identity: presentIdentity(tenant, identity) },
      {
        location: `${tenant.baseUrl}/api/v2/users/${person.id}/identities/${identity.id}.json`,
      },
    );
  });

  app.get(`${PATH}/:identity_id`, (c) => {
    const { person } = target(c, tenant, 'read');
    return json(tenant, 200, { identity: presentIdentity(tenant, identityParam(c, person)) });
  });

  app.put(`${PATH}/:identity_id/make_primary`, (c) => {
    const { person } = target(c, tenant, 'write');
    const chosen = identityParam(c, person);
    for (const identity of person.identities) {
      if (identity.type === chosen.type) identity.primary = identity === chosen;
    }
    tenant.changed(person);
    return json(tenant, 200, page(c, tenant.baseUrl, 'identities', all(person)));
  });

  app.put(`${PATH}/:identity_id/verify`, (c) => {
    const { person } = target(c, tenant, 'write');
    const identity = identityParam(c, person);
    verifyIdentity(tenant, identity);
    tenant.changed(person);
    return json(tenant, 200, { identity: presentIdentity(tenant, identity) });
  });

  app.delete(`${PATH}/:identity_id`, (c) => {
    const { person } = target(c, tenant, 'write');
    const identity = identityParam(c, person);
    person.identities = person.identities.filter((each) => each !== identity);
    tenant.changed(person);
    return noContent();
  });
}

/** The person in the path. Agents may reach everyone's identities, end users only their own. */
function target(c: Context<Env>, tenant: Tenant, access: Access): { person: Person } {
  const caller = authorize(c, tenant, { access });
  const person = activePersonParam(c, tenant);
  if (caller.person.role === 'end-user' && person !== caller.person) throw roleTooLow();
  return { person };
}

function identityParam(c: Context<Env>, person: Person): Identity {
  const id = idParam(c, 'identity_id');
  const identity = person.identities.find((each) => each.id === id);
  if (identity === undefined) throw recordNotFound();
  return identity;
}
