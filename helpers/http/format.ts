/** The format of a service's answers. */
import { parseJson } from '../json.ts';
import { learnFromJson } from '../secrets/learn.ts';
import type { SecretRegistry } from '../secrets/registry.ts';

/** A refusal, in any of a service's error shapes. */
export interface Refusal {
  /** The service's own name for it (`invalid_token`, `RecordInvalid`), or `HTTP 400` if the body has none. */
  code: string;
  description: string;
  /** Codes and texts, by field. */
  details: Record<string, string[]>;
}

/** Reads the bodies of one service. No other code knows whether they are JSON or XML. */
export interface Format {
  /** For messages: “answered with text/html, not JSON”. */
  name: string;
  /** The value of the `Accept` header. */
  accept: string;
  /** Returns the value in a body, or `undefined` if it is not in this format. */
  parse: (text: string, contentType: string) => { value: unknown } | undefined;
  /** Whether a body is empty, in one of this format's ways to write nothing. */
  isEmpty: (text: string) => boolean;
  /** Whether the headers show that the service itself wrote the answer, whatever its body is. */
  isSigned?: (headers: Readonly<Record<string, string>>) => boolean;
  /** Whether a 409 is a conflict, and not a refusal: two calls met in the service's database. */
  isConflict?: (text: string) => boolean;
  /** Returns the refusal in an error document. `value` is `undefined` if the body could not be read. */
  refusalOf: (status: number, value: unknown) => Refusal;
  /** Learns the secrets in an answer before anything can be printed about it. `where` ends a phrase: “in the answer to …”. */
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

/** Returns the value if it is an object, or else `undefined`. */
export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

/** Returns the value if it is a string, or else an empty string. */
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
