/** Statements of the documentation that the checks of several subjects verify. */
export const USERS_PAGE = 'https://developer.zendesk.com/api-reference/ticketing/users/users/';

export const SHOW = { says: 'Show User. Allowed for: Agents', at: `${USERS_PAGE}#show-user` };

export const DELETE = {
  says: 'Delete User: 200 OK, {"user": {"id": …, "active": false}}',
  at: `${USERS_PAGE}#delete-user`,
};

export const PASSWORDS_PAGE = 'https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/';

/** Users may change their own password. */
export const OWN_ONLY = {
  says: 'Change your password. Allowed for: Agents, End Users',
  at: `${PASSWORDS_PAGE}#change-your-password`,
};

/** The scopes that are not enough for passwords. */
export const SCOPES = {
  says: 'This API does not support OAuth tokens scoped for users:write or users:read.',
  at: PASSWORDS_PAGE,
};

/** The tenant's password requirements. */
export const REQUIRED = {
  says: 'List password requirements',
  at: `${PASSWORDS_PAGE}#list-password-requirements`,
};
