/** Faults in the format of answers, and in which calls are supported. */
import { rewriteAnswers, type WrittenAnswer } from '../../common/written-answers.ts';
import { DekiRequest } from '../http/request.ts';
import { isForPassword } from '../overlays/features.ts';
import type { ExpertFault } from '../overlays/types.ts';

function isRefusal({ status }: WrittenAnswer): boolean {
  return status >= 400;
}

/** Changes refusals. */
function refusals(
  name: string,
  sentence: string,
  change: (wire: WrittenAnswer, url: string) => Partial<WrittenAnswer>,
): ExpertFault {
  return {
    name,
    sentence,
    install: () => rewriteAnswers((wire, c) => (isRefusal(wire) ? change(wire, c.req.url) : undefined)),
  };
}

/** Changes JSON documents that are not refusals. */
function json(
  name: string,
  sentence: string,
  change: (wire: WrittenAnswer) => Partial<WrittenAnswer>,
): ExpertFault {
  return {
    name,
    sentence,
    install: () =>
      rewriteAnswers((wire) =>
        !isRefusal(wire) && wire.headers.get('content-type')?.startsWith('application/json')
          ? change(wire)
          : undefined,
      ),
  };
}

/** The headers with another content type. */
function withContentType({ headers }: WrittenAnswer, type: string): Headers {
  const others = new Headers(headers);
  others.set('content-type', type);
  return others;
}

function asksForJson(url: string): boolean {
  return /[?&]dream\.out\.format=json/i.test(url);
}

const documents: ExpertFault[] = [
  {
    name: 'json-not-answered',
    sentence: 'A request for JSON is answered with XML.',
    install: (site) => {
      const features = ['list', 'search', 'create', 'read', 'update'] as const;
      for (const feature of features) {
        const perform = site.behavior.features[feature];
        site.behavior.features[feature] = async (_, request, caller, userId) => {
          const reply = await perform(site, request, caller, userId);
          const get = request.query.get.bind(request.query);
          request.query.get = (name) => (name === 'dream.out.format' ? undefined : get(name));
          return reply;
        };
      }
      return undefined;
    },
  },
  json('json-called-xml', 'JSON is sent with the content type of XML.', (wire) => ({
    headers: withContentType(wire, 'application/xml; charset=utf-8'),
  })),
  json('json-keeps-its-root', "JSON contains the name of the document's root element.", ({ text }) => ({
    text: `{"${text.includes('"@totalcount"') ? 'users' : 'user'}":${text}}`,
  })),
  json('json-cut-short', 'JSON ends before its last brace.', ({ text }) => ({ text: text.slice(0, -1) })),
  {
    name: 'xml-called-json',
    sentence: 'XML is sent with the content type of JSON.',
    install: () =>
      rewriteAnswers((wire) =>
        wire.headers.get('content-type')?.startsWith('application/xml')
          ? { headers: withContentType(wire, 'application/json; charset=utf-8') }
          : undefined,
      ),
  },
  {
    name: 'xml-cut-short',
    sentence: 'The document of a user who is not an admin ends before its last tag.',
    install: () =>
      rewriteAnswers(({ status, text }) =>
        status === 200 && text.startsWith('<user ') && !text.includes('>Admin</role>')
          ? { text: text.replace('</user>', '') }
          : undefined,
      ),
  },
];

const errors: ExpertFault[] = [
  refusals('error-without-message', 'A refusal has no message.', ({ text }) => ({
    text: text.replace(/<message>.*?<\/message>/s, '').replace(/"message":"(?:[^"\\]|\\.)*",?/, ''),
  })),
  refusals('error-as-page', 'A refusal is an HTML page.', (wire) => ({
    text: '<!DOCTYPE html><html><body><p>The call failed.</p></body></html>',
    headers: withContentType(wire, 'text/html; charset=utf-8'),
  })),
  refusals('error-always-in-xml', 'A refusal is XML although JSON was requested.', (wire, url) =>
    asksForJson(url)
      ? {
          text: '<error><message>The call failed.</message></error>',
          headers: withContentType(wire, 'application/xml; charset=utf-8'),
        }
      : {},
  ),
  refusals('refusal-answered-200', 'Every refusal has the status 200.', () => ({ status: 200 })),
  refusals(
    'refusal-with-a-user',
    'A refusal contains the document of a user instead of an error.',
    (_, url) =>
      asksForJson(url)
        ? { text: '{"@id":"1","status":"active","username":"Admin"}' }
        : { text: '<user id="1"><username>Admin</username><status>active</status></user>' },
  ),
];

/** Answers a call instead of the site; `undefined` leaves it to the site. */
function answers(
  name: string,
  sentence: string,
  answer: (call: { request: DekiRequest; method: string; forPassword: boolean }) => Response | undefined,
): ExpertFault {
  return {
    name,
    sentence,
    install: () => async (c, next) => {
      const request = new DekiRequest(c.req.raw, c.req.url);
      const reply = answer({ request, method: c.req.method, forPassword: isForPassword(c) });
      return reply ?? next();
    },
  };
}

function wrongVerb(): Response {
  return new Response('<error><status>405</status><message>allowed methods are PUT</message></error>', {
    status: 405,
    headers: { 'content-type': 'application/xml; charset=utf-8', allow: 'PUT' },
  });
}

const supported: ExpertFault[] = [
  answers(
    'tunnelled-verb-refused',
    'A POST with dream.in.verb=PUT is refused with 405.',
    ({ request, method }) =>
      method === 'POST' && request.query.get('dream.in.verb') !== undefined ? wrongVerb() : undefined,
  ),
  answers(
    'overriding-header-refused',
    'A POST with X-HTTP-Method-Override is refused with 405.',
    ({ request, method }) =>
      method === 'POST' && request.header('x-http-method-override') !== undefined ? wrongVerb() : undefined,
  ),
  answers(
    'get-of-a-password-answered-200',
    'GET users/{userid}/password is answered with 200.',
    ({ request, forPassword }) =>
      forPassword && request.verb === 'GET' ? new Response(null, { status: 200 }) : undefined,
  ),
  answers(
    'post-of-a-password-answered-200',
    'POST users/{userid}/password is answered with 200.',
    ({ request, forPassword }) =>
      forPassword && request.verb === 'POST' ? new Response(null, { status: 200 }) : undefined,
  ),
  {
    name: 'post-sets-the-password',
    sentence: 'POST users/{userid}/password does what PUT does.',
    install: () => async (c, next) => {
      if (isForPassword(c) && new DekiRequest(c.req.raw, c.req.url).verb === 'POST') {
        const { url, headers } = c.req.raw;
        c.req.raw = new Request(url, { method: 'PUT', headers, body: await c.req.raw.arrayBuffer() });
      }
      return next();
    },
  },
];

export const formatFaults: readonly ExpertFault[] = [...documents, ...errors, ...supported];
