/** Users (https://developer.zendesk.com/api-reference/ticketing/users/users/). */
import type { App } from '../../common/env.ts';
import { randomHex } from '../../common/random.ts';
import { authorize } from '../http/authorize.ts';
import { jsonBody, textOf } from '../http/body.ts';
import { type Caller } from '../http/caller.ts';
import { invalidToken, recordInvalid, recordNotFound, Refusal, roleTooLow } from '../http/errors.ts';
import { isoTime } from '../http/iso-time.ts';
import { offsetPage, page } from '../http/paging.ts';
import { activePersonParam, personParam } from '../http/params.ts';
import { tooManyUpdates } from '../http/rate-limit.ts';
import { json } from '../http/respond.ts';
import type { Tenant } from '../http/tenant.ts';
import { SEARCH_WITHOUT_QUERY, SELF_DELETION } from '../tenant/assumptions.ts';
import { isTeamMember, type Person, type Role } from '../tenant/people.ts';
import type { Need } from '../tenant/scopes.ts';
import { ignoredBody, ignoredParameters, userFields } from './attributes.ts';
import { anonymousUser, presentUser } from './present.ts';
import { createPerson, deletePerson, updatePerson } from './write.ts';

const reading: Need = { access: 'read', resource: 'users' };
const writing: Need = { access: 'write', resource: 'users' };
const team: readonly Role[] = ['agent', 'admin'];
const admins: readonly Role[] = ['admin'];

/** The calls under /api/v2/users that are about users, not about their passwords, identities or sessions. */
export function addUserRoutes(app: App, tenant: Tenant): void {
  const shown = (person: Person): unknown => ({ user: presentUser(tenant, person) });
  const active = (): Person[] => tenant.people.all().filter((person) => person.active);

  app.get('/api/v2/users', (c) => {
    authorize(c, tenant, reading, team);
    const roles = c.req.queries('role[]') ?? c.req.queries('role') ?? [];
    const people = active().filter((person) => roles.length === 0 || roles.includes(person.role));
    const list = people.map((person) => presentUser(tenant, person));
    return json(tenant, 200, page(c, tenant.baseUrl, 'users', list));
  });

  app.get('/api/v2/users/count', (c) => {
    authorize(c, tenant, reading, team);
    return json(tenant, 200, { count: { value: active().length, refreshed_at: isoTime(tenant.now()) } });
  });

  app.get('/api/v2/users/me', (c) => {
    const caller = callerForMe(() => tenant.gate.identify(c), tenant);
    if (caller === null) {
      const token = randomHex(24);
      tenant.secrets.record('csrf_token', token);
      return json(tenant, 200, { user: anonymousUser(token) });
    }
    authorize(c, tenant, reading);
    const token = caller.session?.csrfToken ?? randomHex(24);
    tenant.secrets.record('csrf_token', token);
    return json(tenant, 200, { user: { ...presentUser(tenant, caller.person), authenticity_token: token } });
  });

  app.get('/api/v2/users/search', (c) => {
    authorize(c, tenant, reading, team);
    const query = c.req.query('query');
    const externalId = c.req.query('external_id');
    if (query === undefined && externalId === undefined) {
      throw new Refusal(SEARCH_WITHOUT_QUERY.status, SEARCH_WITHOUT_QUERY.body);
    }
    const hits =
      externalId === undefined ? tenant.index.find(query ?? '') : tenant.index.byExternalId(externalId);
    const found = hits.map((person) => presentUser(tenant, person));
    return json(tenant, 200, offsetPage(c, tenant.baseUrl, 'users', found), {
      'cache-control': 'max-age=10, private',
    });
  });

  app.get('/api/v2/users/show_many', (c) => {
    authorize(c, tenant, reading, team);
    const ids = (c.req.query('ids') ?? '').split(',');
    const externalIds = (c.req.query('external_ids') ?? '').split(',');
    const people = tenant.people
      .all()
      .filter(
        (person) => ids.includes(String(person.id)) || externalIds.includes(person.external_id ?? '\0'),
      );
    const list = people.map((person) => presentUser(tenant, person));
    return json(tenant, 200, { users: list, next_page: null, previous_page: null, count: list.length });
  });

  app.post('/api/v2/users', async (c) => {
    const caller = authorize(c, tenant, writing, admins);
    const user = userFields(await jsonBody(c, tenant.secrets));
    const person = createPerson(tenant, user, caller.person);
    return json(tenant, 201, shown(person), {
      location: `${tenant.baseUrl}/api/v2/users/${person.id}.json`,
      ...ignoredParameters('create', user),
    });
  });

  app.post('/api/v2/users/create_or_update', async (c) => {
    const caller = authorize(c, tenant, writing, admins);
    const user = userFields(await jsonBody(c, tenant.secrets));
    const email = textOf(user, 'email');
    const externalId = textOf(user, 'external_id');
    const known =
      (email === undefined ? undefined : tenant.people.byAddress(email)) ??
      (externalId === undefined ? undefined : tenant.people.byExternalId(externalId));
    if (known !== undefined) {
      countUpdate(tenant, known);
      updatePerson(tenant, known, user, caller.person);
    }
    const person = known ?? createPerson(tenant, user, caller.person);
    return json(tenant, known === undefined ? 201 : 200, shown(person), {
      location: `${tenant.baseUrl}/api/v2/users/${person.id}.json`,
    });
  });

  app.get('/api/v2/users/:id', (c) => {
    authorize(c, tenant, reading, team);
    return json(tenant, 200, shown(personParam(c, tenant)));
  });

  app.put('/api/v2/users/:id', async (c) => {
    const caller = authorize(c, tenant, writing, team);
    const person = activePersonParam(c, tenant);
    const user = userFields(await jsonBody(c, tenant.secrets));
    countUpdate(tenant, person);
    const isAdmin = caller.person.role === 'admin';
    // Agents may change themselves and end users, but no roles.
    if (!isAdmin && isTeamMember(person) && person !== caller.person) throw roleTooLow();
    if (!isAdmin && ('role' in user || 'suspended' in user || 'custom_role_id' in user)) throw roleTooLow();
    if (person.owner && person !== caller.person) throw roleTooLow();
    updatePerson(tenant, person, user, caller.person);
    return json(tenant, 200, shown(person), ignoredParameters('update', user));
  });

  app.delete('/api/v2/users/:id', async (c) => {
    const caller = authorize(c, tenant, writing, admins);
    const person = personParam(c, tenant);
    const warning = ignoredBody('destroy', await jsonBody(c, tenant.secrets));
    if (!person.active) {
      if (tenant.options.secondDeleteStatus === 404) throw recordNotFound();
      return json(tenant, 200, shown(person), warning);
    }
    if (person.owner) throw roleTooLow();
    if (person === caller.person) {
      throw recordInvalid({ [SELF_DELETION.key]: [SELF_DELETION.detail] }, SELF_DELETION.status);
    }
    deletePerson(tenant, person, caller.person);
    return json(tenant, 200, shown(person), warning);
  });
}

/** Identifies the caller of /users/me. A dead bearer token is refused or, with an option, treated as an anonymous caller. */
function callerForMe(identify: () => Caller | null, tenant: Tenant): Caller | null {
  try {
    return identify();
  } catch (error) {
    const dead =
      error instanceof Refusal && JSON.stringify(error.body) === JSON.stringify(invalidToken().body);
    if (dead && tenant.options.revokedBearerOnMe === 'anonymous') return null;
    throw error;
  }
}

function countUpdate(tenant: Tenant, person: Person): void {
  const rate = tenant.updateLimitOf(person.id).count();
  if (rate.exceeded) throw tooManyUpdates(rate);
}
