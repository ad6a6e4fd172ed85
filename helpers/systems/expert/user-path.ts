/** Which user a call is about: a number, oneself, or a name. */
export type UserId = number | 'current' | { username: string };

/**
 * The `{userid}` of a path. A name is prefixed by `=` and encoded twice, because the service decodes it twice (the
 * second time to get slashes past proxies), and takes a plus sign for a space each time.
 *
 * See https://expert-help.nice.com/Integrations_and_Extending_Content/API/API_Calls/users/users%2F%2F%7Buserid%7D%2F%2Fpassword_(PUT)
 *
 * @throws {TypeError} for an empty name, for half a character in it, and for what is no number.
 */
export function userPath(user: UserId): string {
  if (user === 'current') return user;
  if (typeof user === 'number') {
    if (!Number.isSafeInteger(user) || user < 0)
      throw new TypeError(`${String(user)} is not the number of a user`);
    return String(user);
  }
  if (user.username === '') throw new TypeError('A user without a name has no address');
  if (/\p{Surrogate}/u.test(user.username)) throw new TypeError('The name of a user holds half a character');
  // A final dot is lost on some servers, which take it for a part of a file name.
  const once = encodeURIComponent(user.username).replace(/\.+$/, (dots) => dots.replaceAll('.', '%2E'));
  return `=${encodeURIComponent(once)}`;
}
