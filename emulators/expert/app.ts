/** Puts the site's parts together into one application. */
import { Hono } from 'hono';
import { recordCalls } from '../common/calls.ts';
import type { App, Env } from '../common/env.ts';
import { installOverlays, named } from '../common/overlays.ts';
import { addSurroundings } from '../common/surroundings.ts';
import { forcesSignIn } from './auth/identify.ts';
import { FAULTS } from './faults/index.ts';
import { Refusal } from './http/errors.ts';
import { noteSecrets } from './http/note-secrets.ts';
import type { Reply } from './http/reply.ts';
import { DekiRequest } from './http/request.ts';
import { errorReply, formatOf, render } from './http/respond.ts';
import { match, notFound, template, wrongVerb, type Feature } from './http/routes.ts';
import type { Site } from './http/site.ts';
import { pathOf } from './http/uri.ts';
import { provisioned } from './users/provision.ts';
import { VARIATIONS } from './variations/index.ts';

export function createApp(site: Site): App {
  const app = new Hono<Env>();
  addSurroundings(app, site.options, { now: site.now });
  recordCalls(app, { calls: site.calls, callHook: site.options.callHook, template });
  const { fault, variation } = site.options;
  installOverlays(app, site, [...named(FAULTS, fault), ...named(VARIATIONS, variation)]);
  app.all('*', (c) => {
    // Unchanged from the request: a URL object would rewrite parts of it.
    const { url = '/', headers } = c.env.incoming;
    const target = /^https?:/i.test(url) ? url : `http://${headers.host ?? '127.0.0.1'}${url}`;
    return answer(site, new DekiRequest(c.req.raw, target));
  });
  return app;
}

/** Framework first (docs/expert.md: E-WIRE-7, E-WIRE-8), then the caller (E-AUTH-1), then the feature. */
async function answer(site: Site, request: DekiRequest): Promise<Response> {
  const startedAt = performance.now();
  try {
    return render(site, await dispatch(site, request), format(request), startedAt);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return render(site, errorReply(site, request, error.details), format(request), startedAt);
  }
}

async function dispatch(site: Site, request: DekiRequest): Promise<Reply> {
  const found = match(pathOf(request.uri));
  await noteSecrets(site.secrets, request, found?.verbs['PUT'] === 'password');
  if (found === undefined) throw notFound();
  const verbs = Object.keys(found.verbs);
  const verb = request.verb === 'HEAD' ? 'GET' : request.verb;
  if (verb === 'OPTIONS')
    return { status: 200, headers: { allow: verbs.join(', ') }, withoutSiteHeaders: true };
  const feature = Object.hasOwn(found.verbs, verb) ? found.verbs[verb] : undefined;
  if (feature === undefined) throw wrongVerb(verbs);
  formatOf(request);
  return perform(site, request, feature, found.userId);
}

function perform(site: Site, request: DekiRequest, feature: Feature, userId: string): Reply | Promise<Reply> {
  const authenticating = feature === 'authenticate';
  const caller = site.behavior.identify(site, request, {
    forced: authenticating || forcesSignIn(request),
    ...(authenticating ? { create: (username: string) => provisioned(site, username) } : {}),
  });
  return site.behavior.features[feature](site, request, caller, userId);
}

/** The format of an error document. It is XML if the requested format itself is wrong. */
function format(request: DekiRequest): ReturnType<typeof formatOf> {
  try {
    return formatOf(request);
  } catch {
    return 'xml';
  }
}
