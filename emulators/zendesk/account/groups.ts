/** Groups (https://developer.zendesk.com/api-reference/ticketing/groups/groups/). They can only be read. */
import type { App } from '../../common/env.ts';
import { authorize } from '../http/authorize.ts';
import { recordNotFound } from '../http/errors.ts';
import { isoTime } from '../http/iso-time.ts';
import { page } from '../http/paging.ts';
import { idParam } from '../http/params.ts';
import { json } from '../http/respond.ts';
import type { Tenant } from '../http/tenant.ts';
import type { Group } from '../tenant/groups.ts';

export function addGroupRoutes(app: App, tenant: Tenant): void {
  app.get('/api/v2/groups', (c) => {
    authorize(c, tenant, { access: 'read' }, ['admin', 'agent']);
    const list = tenant.groups.map((group) => present(tenant, group));
    return json(tenant, 200, page(c, tenant.baseUrl, 'groups', list));
  });

  app.get('/api/v2/groups/:id', (c) => {
    authorize(c, tenant, { access: 'read' }, ['admin', 'agent']);
    const id = idParam(c);
    const group = tenant.groups.find((each) => each.id === id);
    if (group === undefined) throw recordNotFound();
    return json(tenant, 200, { group: present(tenant, group) });
  });
}

function present(tenant: Tenant, group: Group): Record<string, unknown> {
  return {
    url: `${tenant.baseUrl}/api/v2/groups/${group.id}.json`,
    id: group.id,
    is_public: true,
    name: group.name,
    description: group.description,
    default: group.default,
    deleted: false,
    created_at: isoTime(group.createdAt),
    updated_at: isoTime(group.updatedAt),
  };
}
