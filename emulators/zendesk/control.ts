/** What the emulator offers besides the tenant: its mailbox, for a passcode command. It answers this machine only. */
import type { App } from '../common/env.ts';
import { Refusal } from './http/errors.ts';
import type { TenantState } from './tenant/state.ts';

/** Calls below this path are not tenant calls: no call hook, no rate limit, no entry in the list of calls. */
export const CONTROL_PREFIX = '/__emulator__/';

/**
 * `GET /__emulator__/mailbox?to=ADDRESS&since=ISO_TIME` → `{"mails":[{"to","subject","text","sent_at"}]}`, oldest
 * first.
 */
export function addControlRoutes(app: App, tenant: TenantState): void {
  app.get(`${CONTROL_PREFIX}mailbox`, (c) => {
    // The Host is checked as well as the peer's address: a web page could reach this under the page's own host name.
    const peer = c.env.incoming.socket.remoteAddress ?? '';
    const { hostname } = new URL(c.req.url);
    const local = /^(::ffff:)?127\./.test(peer) || peer === '::1';
    if (!local || !['127.0.0.1', 'localhost', '[::1]'].includes(hostname))
      throw new Refusal(403, 'Loopback only');
    const since = Date.parse(c.req.query('since') ?? '');
    const mails = tenant.mailbox.to(c.req.query('to') ?? '', Number.isNaN(since) ? undefined : since);
    return c.json({
      mails: mails.map(({ to, subject, text, sentAt }) => ({
        to,
        subject,
        text,
        sent_at: new Date(sentAt).toISOString(),
      })),
    });
  });
}
