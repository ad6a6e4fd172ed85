/** Writes answers to the wire (docs/expert.md: E-WIRE-1 to E-WIRE-5, E-ERR-4, E-ERR-6). */
import { OUTPUT_FORMATS, SERVER_HEADER, UNDOCUMENTED } from '../site/assumptions.ts';
import type { ErrorDetails } from '../site/error-details.ts';
import { element, written, type Element } from '../xml/element.ts';
import { asJson } from '../xml/json.ts';
import { Refusal } from './errors.ts';
import type { Reply } from './reply.ts';
import type { DekiRequest } from './request.ts';
import type { Site } from './site.ts';

type Format = (typeof OUTPUT_FORMATS)[number];

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  500: 'Internal Error',
  501: 'Not Implemented',
};

/**
 * Returns the format that the query requests.
 * @throws {Refusal} 400 if it is unknown
 */
export function formatOf(request: DekiRequest): Format {
  const asked = request.query.get('dream.out.format') ?? 'xml';
  const format = OUTPUT_FORMATS.find((known) => known === asked.toLowerCase());
  if (format === undefined)
    throw new Refusal({ status: 400, message: `${asked} output format not supported` });
  return format;
}

/** An error in the site's error style. The classic document repeats the request's URI with its query. */
export function errorReply(site: Site, request: DekiRequest, details: ErrorDetails): Reply {
  const { status, message, serviceError, headers = {}, withoutSiteHeaders } = details;
  if (details.crash === true) {
    const document = element('exception', [element('message', message)]);
    return { status, headers: { 'content-type': 'application/x-dream-exception+xml' }, document };
  }
  const classic = [
    element('status', String(status)),
    element('title', titles[status] ?? 'Error'),
    element('message', message),
    element('uri', request.uri),
  ];
  return {
    status,
    headers,
    ...(withoutSiteHeaders === undefined ? {} : { withoutSiteHeaders }),
    document: element(
      'error',
      serviceError !== undefined && site.options.errors === 'newer' ? newer(message, serviceError) : classic,
    ),
    instruction: `<?xml-stylesheet type='text/xsl' href='${site.baseUrl}/@api/deki/resources/error.xslt'?>`,
  };
}

function newer(message: string, serviceError: NonNullable<ErrorDetails['serviceError']>): Element[] {
  const list = serviceError.arguments?.map((argument) => element('argument', argument));
  return [
    element('exception', serviceError.exception),
    element('message', message),
    element('resource', serviceError.resource.replaceAll('_', '-')),
    ...(list === undefined ? [] : [element('arguments', list, { count: String(list.length) })]),
  ];
}

/** @param startedAt `performance.now()` when the call came in */
export function render(site: Site, reply: Reply, format: Format, startedAt: number): Response {
  const headers = new Headers({ server: SERVER_HEADER });
  if (reply.withoutSiteHeaders !== true) {
    headers.set('x-deki-site', 'id="default"');
    headers.set('x-data-stats', `request-time-ms=${(performance.now() - startedAt).toFixed(0)}; `);
  }
  if (reply.document !== undefined) headers.set('content-type', `application/${format}; charset=utf-8`);
  for (const [name, value] of Object.entries(reply.headers ?? {})) headers.set(name, value);
  const bytes = Buffer.from(body(site, reply, format));
  if (site.options.chunked) {
    headers.set('transfer-encoding', 'chunked');
    return new Response(inChunks(bytes), { status: reply.status, headers });
  }
  headers.set('content-length', String(bytes.length));
  return new Response(bytes.length === 0 ? null : bytes, { status: reply.status, headers });
}

function body(site: Site, { document, text = '', instruction = '', headers }: Reply, format: Format): string {
  if (document === undefined) return text;
  const shown = site.options.extraFields ? withExtraFields(document) : document;
  const translated = format === 'json' && headers?.['content-type'] === undefined;
  return translated ? asJson(shown) : instruction + written(shown);
}

function withExtraFields(document: Element): Element {
  const { name, attributes, content } = document;
  if (typeof content === 'string') return document;
  // In a list, each user gets the extra fields, too.
  const inner = content.map((each) => (each.name === 'user' ? withExtraFields(each) : each));
  return element(name, [...inner, ...UNDOCUMENTED.elements], { ...attributes, ...UNDOCUMENTED.attributes });
}

/** Sends each chunk in a separate turn of the event loop. Two bytes or more make at least two chunks. */
function inChunks(bytes: Buffer): ReadableStream<Uint8Array> {
  const size = Math.max(1, Math.ceil(bytes.length / 3));
  let at = 0;
  return new ReadableStream({
    async pull(controller) {
      if (at >= bytes.length) {
        controller.close();
        return;
      }
      await new Promise((resolve) => setImmediate(resolve));
      controller.enqueue(new Uint8Array(bytes.subarray(at, at + size)));
      at += size;
    },
  });
}
