/** A feature's answer, before it is written to the wire. */
import type { Element } from '../xml/element.ts';

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** At most one of these; without both, the body is empty. */
  document?: Element;
  /** Sent unchanged in every format (E-WIRE-2). Its type is in the headers. */
  text?: string;
  /** Written before the document. */
  instruction?: string;
  /** Answered before the site was found. */
  withoutSiteHeaders?: true;
}
