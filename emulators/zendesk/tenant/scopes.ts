/** Scopes of OAuth tokens (https://developer.zendesk.com/api-reference/ticketing/oauth/oauth_tokens/#scopes). */

export type Access = 'read' | 'write';

/** What a call needs: a kind of access, and the resource with scopes that are accepted as well. */
export interface Need {
  access: Access;
  /** If it is missing, only the broad scopes are accepted, as for passwords and identities. */
  resource?: string;
}

const resources = [
  'tickets',
  'users',
  'organizations',
  'hc',
  'apps',
  'triggers',
  'automations',
  'targets',
  'webhooks',
  'macros',
  'requests',
  'satisfaction_ratings',
  'dynamic_content',
];

const known: ReadonlySet<string> = new Set([
  'read',
  'write',
  'impersonate',
  'unrestricted',
  'auditlogs:read',
  'any_channel:write',
  'web_widget:write',
  'security:read',
  ...resources.flatMap((resource) => [resource, `${resource}:read`, `${resource}:write`]),
]);

export function isKnownScope(scope: string): boolean {
  return known.has(scope);
}

/** The scopes in a space-separated string. */
export function splitScopes(text: string): string[] {
  return text.split(/\s+/).filter((scope) => scope !== '');
}

/** Whether scopes cover a need. The scope of a resource without `:read` or `:write` covers both. */
export function covers(scopes: readonly string[], { access, resource }: Need): boolean {
  const accepted = ['unrestricted', access];
  if (resource !== undefined) accepted.push(resource, `${resource}:${access}`);
  return accepted.some((scope) => scopes.includes(scope));
}
