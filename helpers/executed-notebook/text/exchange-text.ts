/** An exchange as plain text: the request as it was sent, and the answer. Everything in it is already redacted. */
import type { RecordedExchange, SignInRecord } from '../../verdict/cell.ts';
import { count, duration } from './amounts.ts';
import { cut } from './words.ts';

/** Returns the line that identifies an exchange: `PUT /api/v2/users/7/password as admin: 422`. */
export function exchangeTitle({ method, url, as, status, failure }: RecordedExchange): string {
  const path = URL.canParse(url) ? url.slice(new URL(url).origin.length) : url;
  const answer =
    status === undefined ? `no answer${failure === undefined ? '' : `, ${failure}`}` : String(status);
  return `${method} ${cut(path, 200)} as ${as}: ${cut(answer, 200)}`;
}

/** Returns the whole exchange. Each body is cut after `bodyLength` characters. */
export function exchangeText(exchange: RecordedExchange, { bodyLength }: { bodyLength: number }): string {
  const { method, url, requestHeaders, requestBody, responseHeaders, responseBody } = exchange;
  return [
    `${method} ${cut(url, bodyLength)}`,
    ...headerLines(requestHeaders),
    ...bodyLines(requestBody, bodyLength),
    '',
    answerLine(exchange),
    ...headerLines(responseHeaders),
    ...bodyLines(responseBody, bodyLength),
  ].join('\n');
}

/** Returns a sign-in through the pages of the tenant in one sentence. */
export function signInText({ as, steps, outcome, message, durationMs }: SignInRecord): string {
  const said = message === undefined ? '' : ` (the page says: ${cut(message, 500)})`;
  return `Sign-in page as ${as}: ${[...steps, outcome].join(', ')}${said}, ${duration(durationMs)}`;
}

function answerLine({
  as,
  with: secrets,
  status,
  failure,
  durationMs,
  attempts,
  waitedMs,
}: RecordedExchange): string {
  const answer = status === undefined ? `no answer: ${failure ?? 'unknown'}` : `HTTP ${String(status)}`;
  const facts = [
    `as ${as}`,
    ...(secrets === undefined ? [] : [`with ${secrets.join(', ')}`]),
    duration(durationMs),
    ...(attempts > 1 ? [`sent ${count(attempts, 'time')}`] : []),
    ...(waitedMs > 0 ? [`waited ${duration(waitedMs)}`] : []),
  ];
  return `→ ${answer} (${facts.join('; ')})`;
}

/** A header longer than this is cut. */
const MAX_HEADER = 1000;

function headerLines(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers).map(([name, value]) => `${name}: ${cut(value, MAX_HEADER)}`);
}

function bodyLines(body: string | undefined, length: number): string[] {
  return body === undefined || body === '' ? [] : ['', cut(body, length)];
}
