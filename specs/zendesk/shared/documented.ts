/** Statements of the documentation that several modules of checks verify. */
const PAGE = 'https://developer.zendesk.com/api-reference/ticketing/users/users/';

export const SHOW = { says: 'Show User. Allowed for: Agents', at: `${PAGE}#show-user` };

export const DELETE = {
  says: 'Delete User: 200 OK, {"user": {"id": …, "active": false}}',
  at: `${PAGE}#delete-user`,
};

const PASSWORDS = 'https://developer.zendesk.com/api-reference/ticketing/users/user_passwords/';

/** Who may change their own password. */
export const OWN_ONLY = {
  says: 'Change your password. Allowed for: Agents, End Users',
  at: `${PASSWORDS}#change-your-password`,
};

/** The scopes that are not enough for passwords. */
export const SCOPES = {
  says: 'This API does not support OAuth tokens scoped for users:write or users:read.',
  at: PASSWORDS,
};

/** The tenant's password requirements. */
export const REQUIRED = { says: 'List password requirements', at: `${PASSWORDS}#list-password-requirements` };
