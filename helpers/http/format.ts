/** How a service writes its answers. */
import { parseJson } from '../json.ts';
import { learnFromJson } from '../secrets/learn.ts';
import type { SecretRegistry } from '../secrets/registry.ts';

/** A refusal, whichever of a service's shapes it came in. */
export interface Refusal {
  /** The service's own name for it (`invalid_token`, `RecordInvalid`), or `HTTP 400` where the body names nothing. */
  code: string;
  description: string;
  /** Per field, codes and texts. */
  details: Record<string, string[]>;
}

/** Reads the bodies of one service. Outside of it nobody knows whether they are JSON or XML. */
export interface Format {
  /** For messages: “something that is not JSON”. */
  name: string;
  /** What is asked for, as the `Accept` header says it. */
  accept: string;
  /** The value in a body; nothing if it is not written in this format. */
  parse: (text: string, contentType: string) => { value: unknown } | undefined;
  /** Whether a body says nothing, in one of the ways of this format. */
  isEmpty: (text: string) => boolean;
  /** Whether the headers of an answer say that the service itself has written it, whatever it has written. */
  isSigned?: (headers: Readonly<Record<string, string>>) => boolean;
  /** Whether a refusal with 409 is none: two calls collided in the service's database, and this one is to be made again. */
  isCollision?: (text: string) => boolean;
  /** What an error document says; `value` is undefined where the body could not be read. */
  refusalOf: (status: number, value: unknown) => Refusal;
  /** Learns the secrets in an answer, before anything can be said about it. `where` ends a phrase: “in the answer to …”. */
  learn: (
    answer: { text: string; headers: Readonly<Record<string, string>> },
    secrets: Pick<SecretRegistry, 'learn'>,
    where: string,
  ) => void;
}

/** JSON, with errors as OAuth 2.0 (RFC 6749) and the Support API write them. */
export const json: Format = {
  name: 'JSON',
  accept: 'application/json',
  parse: (text) => {
    const value = parseJson(text);
    return value === undefined ? undefined : { value };
  },
  isEmpty: (text) => ['', '""', 'null'].includes(text.trim()),
  refusalOf: (status, value) => {
    const body = asObject(value);
    const error = body?.['error'];
    const shaped = asObject(error);
    return {
      code: typeof error === 'string' ? error : textOf(shaped?.['title']) || `HTTP ${String(status)}`,
      description:
        textOf(body?.['error_description']) || textOf(body?.['description']) || textOf(shaped?.['message']),
      details: detailsOf(body?.['details']),
    };
  },
  learn: ({ text }, secrets, where) => learnFromJson(parseJson(text), secrets, where),
};

/** An object's fields; nothing for anything else. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** A text, or the empty one for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function detailsOf(details: unknown): Record<string, string[]> {
  const fields = Object.entries(asObject(details) ?? {});
  return Object.fromEntries(
    fields.map(([field, problems]) => [
      field,
      (Array.isArray(problems) ? (problems as unknown[]) : [problems]).flatMap((problem) =>
        Object.values(asObject(problem) ?? { problem }).filter((text) => typeof text === 'string'),
      ),
    ]),
  );
}
