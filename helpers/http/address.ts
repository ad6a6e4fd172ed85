/** Parts of a web address; empty where it is none, or has no such part. */

/** `acme.zendesk.com`, with the port where it is not the usual one. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : '';
}

/** `/access/login`, without query and fragment. */
export function pathOf(address: string): string {
  return URL.canParse(address) ? new URL(address).pathname : '';
}

/** Whether two addresses are on one host, and on one port of it. */
export function isSameHost(one: string, other: string): boolean {
  return hostOf(one) !== '' && hostOf(one) === hostOf(other);
}
