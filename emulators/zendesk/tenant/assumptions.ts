/**
 * Assumptions about what no document and no recording answers. Each has one name and its ID in docs/zendesk.md, so that it
 * can be corrected in one place if a live tenant behaves differently. No assertion on a live tenant may depend on them.
 */

/** Realm in `WWW-Authenticate` of a refused bearer token. The header itself is inferred from rack-oauth2 (Z-TOKEN-7). */
export const BEARER_REALM = 'Zendesk';

/** `WWW-Authenticate` with "Couldn't authenticate you". The header is reported, but not its text (Z-ERR-10). */
export const BASIC_CHALLENGE = 'Basic realm="Web Password"';

/** `WWW-Authenticate` with `invalid_client` (rack-oauth2; Z-OAUTH-22). */
export const CLIENT_CHALLENGE = 'Basic realm="OAuth2 Token Endpoint"';

/** How the password and implicit grants, which were switched off in 2025, are refused (Z-AUTH-2). */
export const RETIRED_GRANT_ERROR: 'unsupported_grant_type' | 'unauthorized_client' | 'invalid_grant' =
  'unsupported_grant_type';

/** How every API call and token request is refused before the API of the account is activated (Z-AUTH-10). */
export const API_NOT_ACTIVATED = {
  status: 403,
  body: { error: 'Forbidden', description: 'API access is not activated for this account' },
};

/** Scopes of an authorization that requests none (Z-OAUTH-25). */
export const DEFAULT_SCOPES: readonly string[] = ['read', 'write'];

/** An exchange that fails because of its verifier, redirect URI or client leaves the code usable (Z-OAUTH-11). */
export const FAILED_EXCHANGE_BURNS_CODE: boolean = false;

/** A code that is sent a second time also ends the token that it was exchanged for (RFC 6749, 4.1.2: SHOULD; Z-OAUTH-12). */
export const REUSED_CODE_ENDS_TOKENS: boolean = false;

/** Revoking an access token ends its refresh token (Z-TOKEN-10). */
export const REVOKING_ENDS_REFRESH_TOKEN: boolean = true;

/** Deleting a user ends the user's tokens and sessions at once (Z-TOKEN-11). */
export const DELETION_ENDS_TOKENS: boolean = true;

/** Bearer tokens of a suspended user are refused like revoked ones (Z-TOKEN-12). */
export const SUSPENSION_STOPS_TOKENS: boolean = true;

/** HTTP status for an ID that is not an integer; only the body is reported (Z-ERR-8). */
export const INVALID_ID_STATUS = 400;

/** HTTP status and body for a request body that is not JSON (Z-ERR-11). */
export const UNPARSABLE_JSON = {
  status: 422,
  body: { error: 'Unprocessable Entity', message: 'Server could not parse JSON' },
};

/** HTTP status and body for a page after the 100th. Only the status is documented (Z-FIND-8). */
export const PAGE_TOO_DEEP = {
  status: 400,
  body: {
    error: 'InvalidPaginationDepth',
    description: 'You have requested a page beyond the pagination limit of 100 pages.',
  },
};

/** HTTP status and body of a user search without `query` and `external_id` (Z-FIND-6). */
export const SEARCH_WITHOUT_QUERY = {
  status: 400,
  body: {
    error: { title: 'Invalid attribute', message: 'You passed an invalid value for the query attribute.' },
  },
};

/** `details` keys and texts of a refused password; no failure of this API is documented or reported (Z-PWD-6). */
export const PASSWORD_REFUSAL = {
  status: 422,
  newKey: 'password',
  newLabel: 'Password',
  previousKey: 'previous_password',
  previousText: 'Previous password: is incorrect',
};

/** A wrong `previous_password` counts as a failed sign-in toward the lockout (Z-PWD-12). */
export const WRONG_PREVIOUS_COUNTS_AS_FAILURE: boolean = false;

/** An admin who sets a password also lifts a lockout (Z-PWD-13). */
export const NEW_PASSWORD_LIFTS_LOCKOUT: boolean = true;

/** `Content-Type` of the “empty” 200 after a password is set, whatever its bytes are (Z-PWD-4). */
export const PASSWORD_REPLY_TYPE = 'application/json; charset=utf-8';

/** Failed attempts before the lockout at levels other than "recommended", for which 5 is documented (Z-PWD-11). */
export const ATTEMPTS_BEFORE_LOCKOUT = 10;

/** Duration of the lockout in milliseconds; documented for "recommended" only (Z-PWD-11). */
export const LOCKOUT_MS = 10 * 60_000;

/** HTTP status of a sign-in or passcode page that refuses (Z-PAGE-9). */
export const REFUSED_SIGN_IN_STATUS = 200;

/** HTTP status of a form without a valid CSRF token (Z-PAGE-9). */
export const CSRF_STATUS = 403;

/** Cookie of the browser session (Z-PAGE-10). The device cookie is documented (Z-PAGE-2). */
export const SESSION_COOKIE = '_zendesk_session';
export const DEVICE_COOKIE = '_zendesk_cookie';

/** Paths of the sign-in form and of the forms after it; only /access/normal is documented (Z-PAGE-8). */
export const SIGN_IN_PATH = '/auth/v2/login/signin';

/** Sender domain of mails, and name of the brand in their subjects (Z-PAGE-4). */
export const BRAND = 'Emulated Tenant';

/** `error` codes in `details` that were not observed: a role that does not exist, an external ID in use (Z-USER-15). */
export const INVALID_ROLE = { description: 'Role: is invalid', error: 'InvalidValue' };
export const EXTERNAL_ID_TAKEN = {
  description: 'External: has already been taken',
  error: 'DuplicateValue',
};

/** Body when the seats are used up; only the code is reported (Z-USER-14). */
export const SEATS_USED_UP = {
  key: 'base',
  detail: { description: 'Maximum number of agents exceeded', error: 'MaxAgentExceeded' },
};

/** Deleting oneself is refused (Z-DEL-7). */
export const SELF_DELETION = {
  status: 422,
  key: 'base',
  detail: { description: 'You cannot delete yourself' },
};

/** A user without a verified identity may not call the API. This is documented, but not its wording (Z-AUTH-8). */
export const UNVERIFIED_CALLER = {
  status: 403,
  body: { error: 'Forbidden', description: 'You must be a verified user to make API requests' },
};

/** Passwords that count as leaked at the level "recommended", in lower case (Z-PWD-10). */
export const BREACHED_PASSWORDS: ReadonlySet<string> = new Set([
  'password1234!',
  'p@ssw0rd1234',
  'welcome12345!',
  'qwerty123456!',
  'letmein12345!',
]);
