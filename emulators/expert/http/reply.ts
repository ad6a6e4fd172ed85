/** What a feature answers, before it is put on the wire. */
import type { Element } from '../xml/element.ts';

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** At most one of these; without both, the body is empty. */
  document?: Element;
  /** Sent as it is, whatever format was asked for (E-WIRE-2). Its type stands in the headers. */
  text?: string;
  /** Written before the document. */
  instruction?: string;
  /** Given before the site was found: without its headers. */
  outside?: true;
}
