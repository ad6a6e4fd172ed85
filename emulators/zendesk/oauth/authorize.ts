/**
 * The authorization page (https://developer.zendesk.com/documentation/api-basics/authentication/oauth-pkce).
 * A browser without a session signs in first. Then the person is asked for consent, depending on the option `consent`.
 */
import type { App } from '../../common/env.ts';
import type { Tenant } from '../http/tenant.ts';
import { sessionOf, signedInPerson, submitted } from '../sign-in/browser.ts';
import { fieldNames } from '../sign-in/field-names.ts';
import { escape, hidden, htmlPage, redirect } from '../sign-in/layout.ts';
import { withCookies, signInFirst } from '../sign-in/routes.ts';
import { texts } from '../sign-in/texts.ts';
import { DEFAULT_SCOPES } from '../tenant/assumptions.ts';
import type { OAuthClient } from '../tenant/clients.ts';
import type { Person } from '../tenant/people.ts';
import { isKnownScope, splitScopes } from '../tenant/scopes.ts';
import type { Session } from '../tenant/sessions.ts';
import { oauthErrorText, type OAuthErrorCode } from './errors.ts';
import { areAllowed } from './token-endpoint.ts';

const PATH = '/oauth/authorizations/new';

/** A request that names a client and one of its redirect URIs. */
interface AuthorizationRequest {
  client: OAuthClient;
  redirectUri: string;
  scopes: string[];
  state: string | undefined;
  challenge: string | null;
}

type Checked =
  | { kind: 'fine'; request: AuthorizationRequest }
  /** There is no URI to redirect to, so the error is shown to the person. */
  | { kind: 'page'; text: string }
  /** The error is reported to the client. */
  | { kind: 'redirect'; location: string };

export function addAuthorizationRoutes(app: App, tenant: Tenant): void {
  app.get(PATH, (c) => {
    const parameters = new URL(c.req.url).searchParams;
    tenant.secrets.record('state', parameters.get('state') ?? '');
    const checked = check(tenant, parameters);
    if (checked.kind === 'page') return invalidRequest(tenant, checked.text);
    if (checked.kind === 'redirect') return redirect(checked.location);
    const session = sessionOf(c, tenant);
    const person = signedInPerson(tenant, session);
    if (person === undefined) return signInFirst(c, `${PATH}?${parameters}`);
    if (isConsentKnown(tenant, checked.request.client, person)) {
      return withCookies(c, redirect(grantedLocation(tenant, checked.request, person)));
    }
    return withCookies(c, consentPage(tenant, session, checked.request, parameters));
  });

  app.post('/oauth/authorizations', async (c) => {
    const session = sessionOf(c, tenant);
    const fields = await submitted(c, tenant, session);
    const checked = check(tenant, new URLSearchParams(fields));
    if (checked.kind === 'page') return invalidRequest(tenant, checked.text);
    if (checked.kind === 'redirect') return redirect(checked.location);
    const person = signedInPerson(tenant, session);
    if (person === undefined) return signInFirst(c, `${PATH}?${new URLSearchParams(fields)}`);
    const { allow } = fieldNames[tenant.options.markup].decision;
    const allowed = allow.value === null ? allow.name in fields : fields[allow.name] === allow.value;
    const { request } = checked;
    return redirect(
      allowed
        ? grantedLocation(tenant, request, person)
        : errorLocation(request.redirectUri, 'access_denied', request.state),
    );
  });
}

function check(tenant: Tenant, parameters: URLSearchParams): Checked {
  const client = tenant.clients.find(({ identifier }) => identifier === parameters.get('client_id'));
  if (client === undefined) return { kind: 'page', text: 'No such client' };
  const redirectUri = parameters.get('redirect_uri') ?? '';
  if (!client.redirectUris.includes(redirectUri)) return { kind: 'page', text: 'Invalid redirect URI' };
  const state = parameters.get('state') ?? undefined;
  const fail = (code: OAuthErrorCode): Checked => ({
    kind: 'redirect',
    location: errorLocation(redirectUri, code, state),
  });
  if (parameters.get('response_type') !== 'code') return fail('unsupported_response_type');
  const challenge = parameters.get('code_challenge');
  if (challenge === null && client.kind === 'public') return fail('invalid_request');
  if (challenge !== null && parameters.get('code_challenge_method') !== 'S256')
    return fail('invalid_request');
  const requested = splitScopes(parameters.get('scope') ?? '');
  const scopes = requested.length > 0 ? requested : [...DEFAULT_SCOPES];
  if (!scopes.every(isKnownScope) || !areAllowed(client, scopes)) return fail('invalid_scope');
  return { kind: 'fine', request: { client, redirectUri, scopes, state, challenge } };
}

/** With `remembered`, there is no consent page while the client has a live token, as a user reported. */
function isConsentKnown(tenant: Tenant, client: OAuthClient, person: Person): boolean {
  if (tenant.options.consent === 'never') return true;
  if (tenant.options.consent === 'always') return false;
  return tenant.tokens.live().some((token) => token.clientId === client.id && token.personId === person.id);
}

function grantedLocation(tenant: Tenant, request: AuthorizationRequest, person: Person): string {
  const code = tenant.codes.issue({
    clientId: request.client.id,
    personId: person.id,
    redirectUri: request.redirectUri,
    scopes: request.scopes,
    challenge: request.challenge,
  });
  return withParameters(request.redirectUri, { code, state: request.state });
}

function errorLocation(redirectUri: string, error: OAuthErrorCode, state: string | undefined): string {
  return withParameters(redirectUri, { error, error_description: oauthErrorText(error), state });
}

function withParameters(redirectUri: string, parameters: Record<string, string | undefined>): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

function invalidRequest(tenant: Tenant, text: string): Response {
  return htmlPage(tenant, {
    title: 'Invalid Authorization Request',
    main: `<p>${escape(text)}</p>`,
    status: 400,
  });
}

function consentPage(
  tenant: Tenant,
  session: Session,
  request: AuthorizationRequest,
  parameters: URLSearchParams,
): Response {
  const t = texts[tenant.options.language];
  const { markup } = tenant.options;
  const names = fieldNames[markup];
  const kept = [...parameters].map(([name, value]) => hidden(name, value)).join('\n');
  const { allow, deny } = names.decision;
  const buttons =
    markup === 'plain'
      ? `<input type="submit" name="${deny.name}" value="${escape(t.deny)}">
<input type="submit" name="${allow.name}" value="${escape(t.allow)}">`
      : `<button type="submit" name="${deny.name}" value="${deny.value ?? ''}" class="StyledButton"><span>${escape(t.deny)}</span></button>
<button type="submit" name="${allow.name}" value="${allow.value ?? ''}" class="StyledButton is-primary"><span>${escape(t.allow)}</span></button>`;
  const main = `<ul>${request.scopes.map((scope) => `<li>${escape(scope)}</li>`).join('')}</ul>
<form action="/oauth/authorizations" method="post">
${hidden(names.csrf, session.csrfToken)}
${kept}
${buttons}
</form>`;
  return htmlPage(tenant, { title: t.wantsAccess(request.client.name), main });
}
