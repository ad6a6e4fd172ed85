/** Parts of a URL. Each is an empty string if the text is not a URL or has no such part. */

/** Returns the host, `acme.zendesk.com`, with the port if it is not the default one. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}

/** Returns the path, `/access/login`, without query and fragment. */
export function pathOf(address: string): string {
  return URL.canParse(address) ? new URL(address).pathname : '';
}

/** Returns the first part of a path, such as `api`. Each part of a service has its own. */
export function partOf(pathname: string): string {
  return pathname.split('/')[1] ?? '';
}

/** Whether two URLs have the same host and port. */
export function isSameHost(one: string, other: string): boolean {
  return hostOf(one) !== '' && hostOf(one) === hostOf(other);
}
