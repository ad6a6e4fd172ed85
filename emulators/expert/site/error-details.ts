/** The details of an error, before it is written in one of the two error styles. */
export interface ErrorDetails {
  status: number;
  message: string;
  /** Missing for the framework's errors, which have a single style. */
  serviceError?: { exception: string; resource: string; arguments?: string[] };
  headers?: Record<string, string>;
  /** The framework's exception document instead of an error document. */
  crash?: true;
  /** Refused before the site was found. */
  withoutSiteHeaders?: true;
}
