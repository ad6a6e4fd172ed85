/** The user of a call: an ID, the caller, or a user name. */
export type UserId = number | 'current' | { username: string };

/**
 * Returns the `{userid}` of a path. A user name is prefixed with `=` and encoded twice, because the service decodes it twice (so
 * that slashes get past proxies), and reads a plus sign as a space each time.
 *
 * See
 * https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users%2F%2F%7Buserid%7D%2F%2Fpassword_(PUT)
 *
 * @throws {TypeError} if the name is empty or contains an unpaired surrogate, or if the ID is not a valid number.
 */
export function userPath(user: UserId): string {
  if (user === 'current') return user;
  if (typeof user === 'number') {
    if (!Number.isSafeInteger(user) || user < 0) throw new TypeError(`${String(user)} is not a user ID`);
    return String(user);
  }
  if (user.username === '') throw new TypeError('The user name is empty');
  if (/\p{Surrogate}/u.test(user.username))
    throw new TypeError('The user name contains an unpaired surrogate');
  // Some servers drop trailing dots, as if this were a file name.
  const once = encodeURIComponent(user.username).replace(/\.+$/, (dots) => dots.replaceAll('.', '%2E'));
  return `=${encodeURIComponent(once)}`;
}
