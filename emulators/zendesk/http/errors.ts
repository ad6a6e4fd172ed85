/**
 * The tenant's errors. There are two shapes: `error` is a string (with `description` or
 * `error_description`), or an object with `title` and `message`.
 */
import {
  API_NOT_ACTIVATED,
  BASIC_CHALLENGE,
  BEARER_REALM,
  INVALID_ID_STATUS,
} from '../tenant/assumptions.ts';

/** An error that becomes the answer, so that code at any depth can end a request by throwing it. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Record<string, string>;

  constructor(status: number, body: unknown, headers: Record<string, string> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** One complaint about one attribute. */
export interface Detail {
  description: string;
  error?: string;
}

/** 422 with the string shape and `details` by attribute. */
export function recordInvalid(details: Record<string, Detail[]>, status = 422): Refusal {
  return new Refusal(status, { error: 'RecordInvalid', description: 'Record validation errors', details });
}

/** 404 for an ID that does not exist. */
export function recordNotFound(): Refusal {
  return new Refusal(404, { error: 'RecordNotFound', description: 'Not found' });
}

/** 404 for a path, or for a method on a path, that does not exist. */
export function invalidEndpoint(): Refusal {
  return new Refusal(404, { error: 'InvalidEndpoint', description: 'Not found' });
}

/** An attribute of the wrong type, with the object shape. */
export function invalidAttribute(attribute: string, demand: string): Refusal {
  return new Refusal(INVALID_ID_STATUS, {
    error: {
      title: 'Invalid attribute',
      message: `You passed an invalid value for the ${attribute} attribute. ${demand}`,
    },
  });
}

/** 403 for a role that is too low, with the object shape. */
export function roleTooLow(): Refusal {
  return new Refusal(403, {
    error: {
      title: 'Forbidden',
      message:
        'You do not have access to this page. Please contact the account owner of this help desk for further help.',
    },
  });
}

/** 403 for a token without the required scope, with the string shape. */
export function missingScope(scope: string): Refusal {
  return new Refusal(403, {
    error: 'Forbidden',
    description: `You are missing the following required scopes: ${scope}`,
  });
}

/** 401 for a bearer token that is expired, revoked, or was never issued. */
export function invalidToken(): Refusal {
  const error = 'invalid_token';
  const description =
    'The access token provided is expired, revoked, malformed or invalid for other reasons.';
  return new Refusal(
    401,
    { error, error_description: description },
    {
      'www-authenticate': `Bearer realm="${BEARER_REALM}", error="${error}", error_description="${description}"`,
    },
  );
}

/** 401 for a call without credentials, or with a kind of credentials that is no longer accepted. */
export function couldNotAuthenticate(): Refusal {
  return new Refusal(
    401,
    { error: "Couldn't authenticate you" },
    { 'content-type': 'application/json; charset=UTF-8', 'www-authenticate': BASIC_CHALLENGE },
  );
}

/** The refusal of every API call and token request before the API of the account is activated. */
export function apiNotActivated(): Refusal {
  return new Refusal(API_NOT_ACTIVATED.status, API_NOT_ACTIVATED.body);
}
