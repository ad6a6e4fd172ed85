/** What went wrong, before it is put into one of the two error styles. */
export interface ErrorDetails {
  status: number;
  message: string;
  /** Only the service's own errors have these; the framework's have none, and one style. */
  own?: { exception: string; resource: string; arguments?: string[] };
  headers?: Record<string, string>;
  /** Not an error document but the framework's exception document. */
  crash?: true;
  /** Refused before the site was found: without its headers. */
  outside?: true;
}
