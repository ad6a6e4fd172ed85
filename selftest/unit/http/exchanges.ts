/** Exchanges that were never sent, for tests of what is read from an answer. */
import { z } from 'zod';
import { Exchange } from '../../../helpers/http/exchange.ts';
import type { ExchangeRecord } from '../../../helpers/http/exchange-record.ts';

export const RECORD: ExchangeRecord = {
  as: 'admin',
  method: 'POST',
  url: 'https://acme.zendesk.com/api/v2/users?x=1',
  requestHeaders: {},
  requestBody: undefined,
  status: 200,
  responseHeaders: {},
  responseBody: '[redacted]',
  failure: undefined,
  startedAt: '2026-11-21T12:00:00.000Z',
  durationMs: 3,
  attempts: 1,
  waitedMs: 0,
};

/** An exchange with this answer, whose body may be anything. */
export function answered(
  status: number,
  text: string,
  headers: Record<string, string> = {},
): Exchange<unknown> {
  return new Exchange({ ...RECORD, status }, { status, headers, text }, z.unknown());
}
