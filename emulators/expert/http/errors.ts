/** The errors of the service, by their messages and names (docs/expert.md: E-ERR-1, E-ERR-6, E-ERR-10). */
import { ACCESS_DENIED, GUESSED_NAMES } from '../site/assumptions.ts';
import type { ErrorDetails } from '../site/error-details.ts';

/** An answer that is thrown, so that code at any depth can end a request with it. */
export class Refusal extends Error {
  readonly details: ErrorDetails;

  constructor(details: ErrorDetails) {
    super(`HTTP ${details.status}`);
    this.details = details;
  }
}

/** Header of every 401 (E-ERR-3). */
const CHALLENGE = { 'www-authenticate': 'Basic realm="DekiWiki"' };

/** Status, message, resource key, exception class. `{name}` is a placeholder for an argument. */
const catalogue = {
  userId: [
    400,
    "'userid' must be a user number or a username prefixed by '='",
    'userid_param_invalid',
    'UserIdInvalidArgumentException',
  ],
  unknownUser: [404, 'Given user was not found', 'given_user_not_found', 'UserNotFoundException'],
  unknownUserToChange: [
    404,
    'Given user was not found. Please use POST: users to create new users',
    ...GUESSED_NAMES.unknownUserToChange,
  ],
  noPassword: [
    400,
    'new password not provided',
    'new_password_not_provided',
    'UserNewPasswordNotProvidedInvalidArgumentException',
  ],
  shortPassword: [
    400,
    'New password is not long enough',
    'new_password_too_short',
    'UserNewPasswordTooShortInvalidArgumentException',
  ],
  localOnly: [
    400,
    'Can only change passwords on local accounts',
    'password_change_local_only',
    'UserCanOnlyChangeLocalUserPasswordInvalidOperationException',
  ],
  anonymousPassword: [
    400,
    'Cannot change password on anonymous user',
    'cannot_change_anon_password',
    'UserCannotChangeAnonPasswordInvalidOperationException',
  ],
  wrongCurrent: [
    403,
    'Current password does not match',
    'currentpassword_does_not_match',
    'UserCurrentPasswordIncorrectForbiddenException',
  ],
  ownAlternate: [
    400,
    'You may not change your own alternate password',
    'cannot_change_own_alt_password',
    'UserCannotChangeOwnAltPasswordInvalidOperationException',
  ],
  neitherTargetNorAdmin: [
    403,
    'Login credentials must match target username or admin rights required',
    'must_be_target_user_or_admin',
    'UserMustBeTargetOrAdminForbiddenException',
  ],
  notAuthenticated: [401, 'authentication failed', 'authentication_failed', 'AuthFailedDeniedException'],
  disabled: [403, "User '{name}' is disabled", 'user_disabled', 'AuthUserDisabledForbiddenException'],
  useThePasswordFeature: [
    400,
    'Please use PUT: users/{userid}/password to change passwords on existing accounts',
    'use_put_to_change_passwords',
    GUESSED_NAMES.useThePasswordFeature,
  ],
  creatorRights: [
    403,
    'Must provide an apikey or admin authtoken to create a user',
    ...GUESSED_NAMES.creatorRights,
  ],
  noUsername: [400, "'username' not provided or invalid", ...GUESSED_NAMES.noUsername],
  nameTaken: [409, "User '{name}' already exists as id '{id}'", ...GUESSED_NAMES.nameTaken],
  badName: [400, "User validation failed: username '{name}' is invalid", ...GUESSED_NAMES.badName],
  status: [400, "Invalid user status. Valid values are 'active' and 'inactive'", ...GUESSED_NAMES.status],
} as const satisfies Record<string, readonly [number, string, string, string]>;

export type Known = keyof typeof catalogue;

/** @param values replace the placeholders `{name}` in the message */
export function fromCatalogue(known: Known, values: Record<string, string> = {}): Refusal {
  const [status, message, resource, exception] = catalogue[known];
  const list = Object.values(values);
  return new Refusal({
    status,
    message: message.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder),
    serviceError: {
      exception: `MindTouch.Deki.Exceptions.${exception}`,
      resource: `System.API.Error.${resource}`,
      ...(list.length > 0 ? { arguments: list } : {}),
    },
    ...(status === 401 ? { headers: CHALLENGE } : {}),
  });
}

export function authenticationFailed(): Refusal {
  return fromCatalogue('notAuthenticated');
}

/** A missing permission: 401 for anonymous callers, who could sign in; 403 for signed-in callers. */
export function accessDenied(anonymous: boolean): Refusal {
  return new Refusal({
    ...ACCESS_DENIED,
    status: anonymous ? 401 : 403,
    ...(anonymous ? { headers: CHALLENGE } : {}),
  });
}

/** The framework's error for a parameter that cannot be read (E-ERR-9). */
export function badParameter(name: string): Refusal {
  return new Refusal({ status: 400, message: `invalid value for feature parameter '${name}'` });
}

/** The framework's error for a missing parameter (E-ERR-9). */
export function missingParameter(name: string): Refusal {
  return new Refusal({ status: 400, message: `missing feature parameter '${name}'` });
}

/** An uncaught exception (E-ERR-8). */
export function crash(message: string): Refusal {
  return new Refusal({ status: 500, message, crash: true });
}
