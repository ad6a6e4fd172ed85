/** Puts the tenant's parts together into one application. */
import { Hono } from 'hono';
import { recordCalls } from '../common/calls.ts';
import type { App, Env } from '../common/env.ts';
import { installOverlays, named } from '../common/overlays.ts';
import { addSurroundings } from '../common/surroundings.ts';
import { addAuditLogRoute } from './account/audit-logs.ts';
import { addGroupRoutes } from './account/groups.ts';
import { addSecuritySettingsRoute } from './account/security-settings.ts';
import { addControlRoutes, CONTROL_PREFIX } from './control.ts';
import { FAULTS } from './faults/index.ts';
import { apiNotActivated, invalidEndpoint, Refusal } from './http/errors.ts';
import { rateHeaders, tooManyCalls } from './http/rate-limit.ts';
import { addApiHeaders, refused } from './http/respond.ts';
import type { Tenant } from './http/tenant.ts';
import { addAuthorizationRoutes } from './oauth/authorize.ts';
import { addTokenEndpoint } from './oauth/token-endpoint.ts';
import { addTokenResourceRoutes } from './oauth/token-resources.ts';
import { addSignInRoutes } from './sign-in/routes.ts';
import { addDeletedUserRoutes } from './users/deleted.ts';
import { addIdentityRoutes } from './users/identities.ts';
import { addPasswordRoutes } from './users/passwords.ts';
import { addUserRoutes } from './users/routes.ts';
import { addSessionRoutes } from './users/sessions.ts';
import { VARIATIONS } from './variations/index.ts';

const API_PREFIX = '/api/v2/';

export function createApp(tenant: Tenant): App {
  const app = new Hono<Env>({ getPath: (request) => withoutSuffix(new URL(request.url).pathname) });

  app.onError((error) => {
    if (error instanceof Refusal) return refused(error);
    throw error;
  });
  app.notFound(() => refused(invalidEndpoint()));

  addSurroundings(app, tenant.options, { now: tenant.now, exceptPrefix: CONTROL_PREFIX });
  recordCalls(app, {
    calls: tenant.calls,
    callHook: tenant.options.callHook,
    template,
    exceptPrefix: CONTROL_PREFIX,
  });
  const { fault, variation } = tenant.options;
  installOverlays(app, tenant, [...named(FAULTS, fault), ...named(VARIATIONS, variation)]);

  app.use(`${API_PREFIX}*`, async (c, next) => {
    const startedAt = performance.now();
    const rate = tenant.rateLimit.count();
    if (rate.exceeded) c.res = refused(tooManyCalls(rate));
    else if (!tenant.options.apiActivated) c.res = refused(apiNotActivated());
    else await next();
    addApiHeaders(c.res, startedAt);
    for (const [name, value] of Object.entries(rateHeaders(rate))) c.res.headers.set(name, value);
  });

  addControlRoutes(app, tenant);
  addAuthorizationRoutes(app, tenant);
  addTokenEndpoint(app, tenant);
  addSignInRoutes(app, tenant);
  addTokenResourceRoutes(app, tenant);
  // Before the routes of users: `/users/me/session` must not be read as a user called "me".
  addSessionRoutes(app, tenant);
  addPasswordRoutes(app, tenant);
  addIdentityRoutes(app, tenant);
  addUserRoutes(app, tenant);
  addDeletedUserRoutes(app, tenant);
  addSecuritySettingsRoute(app, tenant);
  addAuditLogRoute(app, tenant);
  addGroupRoutes(app, tenant);
  return app;
}

/** Every API path exists with and without `.json`. */
function withoutSuffix(path: string): string {
  return path.startsWith(API_PREFIX) ? path.replace(/\.json$/, '') : path;
}

function template(path: string): string {
  return withoutSuffix(path).replace(/\/\d+(?=\/|$)/g, '/{id}');
}

/** Only the control routes, for an emulator whose own address needs a certificate that is not trusted everywhere. */
export function createControlApp(tenant: Tenant): App {
  const app = new Hono<Env>();
  app.onError((error) => {
    if (error instanceof Refusal) return refused(error);
    throw error;
  });
  addControlRoutes(app, tenant);
  return app;
}
