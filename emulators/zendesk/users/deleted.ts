/** Deleted users (https://developer.zendesk.com/api-reference/ticketing/users/users/#list-deleted-users). */
import type { App } from '../../common/env.ts';
import { authorize } from '../http/authorize.ts';
import { recordNotFound } from '../http/errors.ts';
import { page } from '../http/paging.ts';
import { personParam } from '../http/params.ts';
import { json } from '../http/respond.ts';
import type { Tenant } from '../http/tenant.ts';
import { emptyProfile } from '../tenant/people.ts';
import { presentDeletedUser } from './present.ts';

export function addDeletedUserRoutes(app: App, tenant: Tenant): void {
  app.get('/api/v2/deleted_users', (c) => {
    authorize(c, tenant, { access: 'read', resource: 'users' }, ['agent', 'admin']);
    const deleted = tenant.people.all().filter((person) => !person.active);
    const list = deleted.map((person) => presentDeletedUser(tenant, person));
    return json(tenant, 200, page(c, tenant.baseUrl, 'deleted_users', list));
  });

  app.get('/api/v2/deleted_users/:id', (c) => {
    authorize(c, tenant, { access: 'read', resource: 'users' }, ['agent', 'admin']);
    const person = personParam(c, tenant);
    if (person.active) throw recordNotFound();
    return json(tenant, 200, { deleted_user: presentDeletedUser(tenant, person) });
  });

  app.delete('/api/v2/deleted_users/:id', (c) => {
    const caller = authorize(c, tenant, { access: 'write', resource: 'users' }, ['admin']);
    const person = personParam(c, tenant);
    if (person.active) throw recordNotFound();
    person.purged = true;
    person.name = 'Permanently Deleted User';
    person.email_when_deleted = null;
    person.profile = emptyProfile();
    person.password = null;
    tenant.changed(person);
    tenant.audit.add('destroy', caller.person, person, 'Permanently deleted');
    return json(tenant, 200, { deleted_user: presentDeletedUser(tenant, person) });
  });
}
