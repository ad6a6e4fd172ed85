/** The details of an error, before it is written in one of the two error styles. */
export interface ErrorDetails {
  status: number;
  message: string;
  /** Only the service's own errors have these. The framework's have none, and a single style. */
  own?: { exception: string; resource: string; arguments?: string[] };
  headers?: Record<string, string>;
  /** The framework's exception document instead of an error document. */
  crash?: true;
  /** Refused before the site was found, so without its headers. */
  outside?: true;
}
