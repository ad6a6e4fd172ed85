/** Audit logs (https://developer.zendesk.com/api-reference/ticketing/account-configuration/audit_logs/). */
import type { App } from '../../common/env.ts';
import { authorize } from '../http/authorize.ts';
import { isoTime } from '../http/iso-time.ts';
import { page } from '../http/paging.ts';
import { json } from '../http/respond.ts';
import type { Tenant } from '../http/tenant.ts';
import type { AuditEntry } from '../tenant/audit-log.ts';

export function addAuditLogRoute(app: App, tenant: Tenant): void {
  app.get('/api/v2/audit_logs', (c) => {
    authorize(c, tenant, { access: 'read', resource: 'auditlogs' }, ['admin']);
    const sourceId = c.req.query('filter[source_id]');
    const entries = tenant.audit
      .list()
      .filter(({ source }) => (sourceId ?? String(source.id)) === String(source.id));
    const list = entries.map((entry) => present(tenant, entry));
    return json(tenant, 200, page(c, tenant.baseUrl, 'audit_logs', list));
  });
}

function present(tenant: Tenant, entry: AuditEntry): Record<string, unknown> {
  return {
    url: `${tenant.baseUrl}/api/v2/audit_logs/${entry.id}.json`,
    id: entry.id,
    action: entry.action,
    action_label: entry.action,
    actor_id: entry.actor.id,
    actor_name: entry.actor.name,
    source_id: entry.source.id,
    source_type: entry.source.type,
    source_label: entry.source.label,
    change_description: entry.description,
    ip_address: '127.0.0.1',
    created_at: isoTime(entry.createdAt),
  };
}
