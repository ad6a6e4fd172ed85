/** Browser sessions as resources (https://developer.zendesk.com/api-reference/ticketing/account-configuration/sessions/). */
import type { App } from '../../common/env.ts';
import { authorize } from '../http/authorize.ts';
import { recordNotFound, roleTooLow } from '../http/errors.ts';
import { isoTime, isoTimeOrNull } from '../http/iso-time.ts';
import { page } from '../http/paging.ts';
import { activePersonParam, idParam } from '../http/params.ts';
import { json, noContent } from '../http/respond.ts';
import type { Tenant } from '../http/tenant.ts';
import type { Session } from '../tenant/sessions.ts';

export function addSessionRoutes(app: App, tenant: Tenant): void {
  const present = (session: Session): unknown => ({
    id: session.id,
    user_id: session.personId,
    authenticated_at: isoTimeOrNull(session.authenticatedAt),
    last_seen_at: isoTime(session.lastSeenAt),
    url: `${tenant.baseUrl}/api/v2/users/${session.personId ?? 0}/sessions/${session.id}.json`,
  });
  const of = (personId: number): Session[] =>
    tenant.sessions.signedIn().filter((session) => session.personId === personId);

  app.get('/api/v2/sessions', (c) => {
    const { person } = authorize(c, tenant, { access: 'read' });
    const sessions = person.role === 'admin' ? tenant.sessions.signedIn() : of(person.id);
    return json(tenant, 200, page(c, tenant.baseUrl, 'sessions', sessions.map(present)));
  });

  app.get('/api/v2/users/me/session', (c) => {
    const { session } = authorize(c, tenant, { access: 'read' });
    if (session === null) throw recordNotFound();
    return json(tenant, 200, { session: [present(session)] });
  });

  // With a bearer token there is no current session: the call succeeds and does nothing.
  app.delete('/api/v2/users/me/logout', (c) => {
    const { session } = authorize(c, tenant, { access: 'write' });
    if (session !== null) tenant.sessions.close(session);
    return noContent();
  });

  app.get('/api/v2/users/:id/sessions', (c) => {
    const caller = authorize(c, tenant, { access: 'read' });
    const person = activePersonParam(c, tenant);
    if (person !== caller.person && caller.person.role !== 'admin') throw roleTooLow();
    return json(tenant, 200, page(c, tenant.baseUrl, 'sessions', of(person.id).map(present)));
  });

  app.delete('/api/v2/users/:id/sessions', (c) => {
    const caller = authorize(c, tenant, { access: 'write' });
    const person = activePersonParam(c, tenant);
    if (person !== caller.person && caller.person.role !== 'admin') throw roleTooLow();
    tenant.sessions.closeAllOf(person.id);
    return noContent();
  });

  app.delete('/api/v2/users/:id/sessions/:session_id', (c) => {
    const caller = authorize(c, tenant, { access: 'write' });
    const person = activePersonParam(c, tenant);
    if (person !== caller.person && caller.person.role !== 'admin') throw roleTooLow();
    const id = idParam(c, 'session_id');
    const session = of(person.id).find((each) => each.id === id);
    if (session === undefined) throw recordNotFound();
    tenant.sessions.close(session);
    return noContent();
  });
}
