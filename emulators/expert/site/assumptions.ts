/**
 * What neither the documentation nor any source code answers. Each assumption has one name and its ID in
 * docs/expert.md, so that it can be corrected in one place if a live site behaves differently. Nothing that a suite
 * asserts on a live site may depend on an assumption.
 */
import type { ErrorDetails } from './error-details.ts';

/** Status and message for a server token that is malformed, forged, expired or of an unknown key (E-SERVER-3). */
export const BAD_SERVER_TOKEN: ErrorDetails = {
  status: 401,
  message: 'authentication failed',
  headers: { 'www-authenticate': 'Basic realm="DekiWiki"' },
  serviceError: {
    exception: 'MindTouch.Deki.Exceptions.AuthFailedDeniedException',
    resource: 'System.API.Error.authentication_failed',
  },
};

/** A request with both kinds of token runs as the kind that is first in this list (E-SERVER-4). */
export const TOKEN_ORDER: readonly ('server' | 'auth')[] = ['server', 'auth'];

/** Role of a person that users/authenticate creates for a server token (E-LOGIN-6). */
export const PROVISIONED_ROLE = 'Viewer';

/** Status and message for an `authprovider` that the site does not have (E-LOGIN-7). */
export const UNKNOWN_PROVIDER: ErrorDetails = { status: 400, message: 'authentication provider not found' };

/** A body that cannot be read: not XML, another root element, another type, an unknown charset (E-ENC-4). */
export const UNREADABLE_BODY: ErrorDetails = {
  status: 400,
  message: 'The request body could not be read as an XML document',
};

/** Message for a missing permission; the status is known (E-ROLE-5). */
export const ACCESS_DENIED: Omit<ErrorDetails, 'status'> = {
  message: 'Access denied',
  serviceError: {
    exception: 'MindTouch.Deki.Exceptions.PermissionsUserNotAllowedForbiddenException',
    resource: 'System.API.Error.access_denied',
  },
};

/** Today's names of the classic roles. That Author and Editor are these two is a guess by rank (E-ROLE-3). */
export const ROLE_PAIRS: Readonly<Record<string, string>> = { Contributor: 'Author', Manager: 'Editor' };

/** Role of a new user if none was requested (E-USER-6). */
export const DEFAULT_ROLE = 'Viewer';

/** Status and message for a role that does not exist. That it is a 400 is known (E-USER-6). */
export const UNKNOWN_ROLE: ErrorDetails = { status: 400, message: 'The specified role does not exist' };

/** Languages of the site; empty for the site's default (E-USER-6). */
export const LANGUAGES: readonly string[] = ['', 'en-us', 'en-gb', 'de-de', 'fr-fr', 'es-es', 'ja-jp'];

/** Names ignore accents, as their database column does (E-ID-5). */
export const NAMES_IGNORE_ACCENTS: boolean = true;

/**
 * Message for changes of name, role and status that only admins may make (E-USER-13). That the status is among them is
 * a guess.
 */
export const ONLY_ADMINS: ErrorDetails = { ...ACCESS_DENIED, status: 403 };

/** Message for attempts to rename or deactivate Anonymous, and to deactivate the site owner (E-USER-15). */
export const ANONYMOUS_STAYS: ErrorDetails = { status: 400, message: 'The anonymous user cannot be changed' };
export const OWNER_STAYS: ErrorDetails = { status: 409, message: 'The site owner cannot be deactivated' };

/**
 * Status and message if all seats are taken (E-USER-17). Editors, authors and admins take a seat when they become
 * active, and release it when they are deactivated. Viewers take none.
 */
export const NO_SEAT: ErrorDetails = { status: 403, message: 'The license does not allow any more users' };

/** Message for a password that is long enough but weak. A 400 is the only documented status that fits (E-SITE-2). */
export const WEAK_PASSWORD: ErrorDetails = {
  status: 400,
  message: 'New password is not strong enough',
  serviceError: {
    exception: 'MindTouch.Deki.Exceptions.UserNewPasswordTooWeakInvalidArgumentException',
    resource: 'System.API.Error.new_password_too_weak',
  },
};

/** The dictionary of the policy. A password that contains one of its words is refused (E-SITE-2). */
export const COMMON_WORDS: readonly string[] = [
  'password',
  'welcome',
  'letmein',
  'qwerty',
  'monkey',
  'dragon',
  'football',
  'baseball',
  'sunshine',
  'princess',
  'iloveyou',
  'mindtouch',
];

/** `limit` of a list without one; documented for `users`, guessed for `users/search` (E-LIST-5). */
export const DEFAULT_LIMIT = 100;

/** How a string in `users/search` must match a value to find it (E-LIST-5). */
export const SEARCH_FINDS: 'begin' | 'part' | 'whole' = 'part';

/**
 * Formats that can be requested. The service has more (jsonp, php, xhtml, xspan, versit). Here they are refused like
 * unknown ones, and before the feature does anything (E-WIRE-3).
 */
export const OUTPUT_FORMATS = ['xml', 'json'] as const;

/** The framework's name and version (E-WIRE-6). */
export const SERVER_HEADER = 'Dream-HTTPAPI/1.7.2.22280';

/** What the option `extraFields` adds (E-USER-11: servers add fields). */
export const UNDOCUMENTED = {
  attributes: { 'undocumented.flag': 'true' },
  elements: [{ name: 'undocumented.detail', attributes: { since: '2026' }, content: 'yes' }],
};

/** The header with an apikey; it is assumed to equal the query parameter (E-AUTH-10). */
export const APIKEY_HEADER = 'x-apikey';

/** How far the clock of the issuer of a server or impersonation token may be ahead (E-AUTH-12). */
export const CLOCK_AHEAD_SECONDS = 300;

/** Status of an account that was locked for failed sign-ins. Reactivating it unlocks it (E-SITE-4). */
export const LOCKED_STATUS: 'active' | 'inactive' = 'inactive';

/** A successful sign-in clears the failed ones before it (E-SITE-4). */
export const SUCCESS_CLEARS_FAILURES: boolean = false;

/** `SameSite` of the modern cookie. Its other attributes and their order are equally unknown (E-TOKEN-4). */
export const COOKIE_SAME_SITE = 'Lax';

/** Anonymous is among the listed users (E-LIST-3). */
export const LISTS_ANONYMOUS: boolean = true;

/** Resource keys and exception classes of errors for which only status and message are known (E-ERR-7). */
export const GUESSED_NAMES = {
  unknownUserToChange: ['given_user_not_found_use_post', 'UserUsePostNotFoundException'],
  creatorRights: ['must_provide_apikey_or_admin', 'UserMustProvideApikeyForbiddenException'],
  noUsername: ['username_not_provided', 'UserParameterInvalidArgumentException'],
  nameTaken: ['user_exists_with_id', 'UserWithIdExistsConflictException'],
  badName: ['user_validation_failed', 'UserValidationInvalidArgumentException'],
  status: ['user_status_attr_invalid', 'UserStatusAttrInvalidArgumentException'],
  useThePasswordFeature: 'UserUsePutToChangePasswordInvalidOperationException',
} as const;

/** What a user name must not contain, besides a dot at its end. That it must be a page title is known (E-USER-6). */
// eslint-disable-next-line no-control-regex -- a page title contains none
export const NOT_IN_NAMES = /[<>[\]{}|#\u0000-\u001f]/;
