/** Parts of a web address; empty where it is none, or has no such part. */

/** `acme.zendesk.com`, with the port where it is not the usual one. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}

/** `/access/login`, without query and fragment. */
export function pathOf(address: string): string {
  return URL.canParse(address) ? new URL(address).pathname : '';
}

/** `api`: what tells one part of a service from another in a path. */
export function partOf(pathname: string): string {
  return pathname.split('/')[1] ?? '';
}

/** Whether two addresses are on one host, and on one port of it. */
export function isSameHost(one: string, other: string): boolean {
  return hostOf(one) !== '' && hostOf(one) === hostOf(other);
}
