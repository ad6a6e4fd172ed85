/** Errors of the OAuth endpoints. Zendesk's texts are those of rack-oauth2. */
import { Refusal } from '../http/errors.ts';
import { CLIENT_CHALLENGE } from '../tenant/assumptions.ts';

const descriptions = {
  invalid_request:
    'The request is missing a required parameter, includes an unsupported parameter or parameter value, repeats a parameter, includes multiple credentials, utilizes more than one mechanism for authenticating the client, or is otherwise malformed.',
  invalid_client:
    'The client identifier provided is invalid, the client failed to authenticate, the client did not include its credentials, provided multiple client credentials, or used unsupported credentials type.',
  invalid_grant:
    'The provided access grant is invalid, expired, or revoked (e.g. invalid assertion, expired authorization token, bad end-user password credentials, or mismatching authorization code and redirection URI).',
  unauthorized_client: 'The authenticated client is not authorized to use the access grant type provided.',
  unsupported_grant_type:
    'The access grant included - its type or another attribute - is not supported by the authorization server.',
  unsupported_response_type: 'The requested response type is not supported by the authorization server.',
  invalid_scope:
    'The requested scope is invalid, unknown, malformed, or exceeds the previously granted scope.',
  access_denied: 'The end-user or authorization server denied the request.',
} as const;

export type OAuthErrorCode = keyof typeof descriptions;

export function oauthErrorText(code: OAuthErrorCode): string {
  return descriptions[code];
}

/** A refusal of the token endpoint: 401 if the client cannot be authenticated, otherwise 400. */
export function oauthRefusal(error: OAuthErrorCode): Refusal {
  const unauthenticated = error === 'invalid_client';
  return new Refusal(
    unauthenticated ? 401 : 400,
    { error, error_description: descriptions[error] },
    {
      'cache-control': 'no-store',
      pragma: 'no-cache',
      ...(unauthenticated ? { 'www-authenticate': CLIENT_CHALLENGE } : {}),
    },
  );
}
