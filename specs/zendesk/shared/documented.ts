/** Statements of the documentation about users that several modules of checks verify. */
const PAGE = 'https://developer.zendesk.com/api-reference/ticketing/users/users/';

export const SHOW = { says: 'Show User. Allowed for: Agents', at: `${PAGE}#show-user` };

export const DELETE = {
  says: 'Delete User: 200 OK, {"user": {"id": …, "active": false}}',
  at: `${PAGE}#delete-user`,
};
