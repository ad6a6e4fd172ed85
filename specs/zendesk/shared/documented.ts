/** What the documentation says of users, where several modules of checks verify it. */
const PAGE = 'https://developer.zendesk.com/api-reference/ticketing/users/users/';

export const SHOW = { says: 'Show User. Allowed for: Agents', at: `${PAGE}#show-user` };

export const DELETE = {
  says: 'Delete User: 200 OK, {"user": {"id": …, "active": false}}',
  at: `${PAGE}#delete-user`,
};
