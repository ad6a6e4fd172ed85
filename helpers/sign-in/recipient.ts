/** Decides where the input of a form may be sent. */
import type { HostGuard } from '../http/hosts.ts';

/**
 * Whether input on a page may be sent to a target: the page's own host, the tenant, or a host in `KEYTURN_WRITE_HOSTS`.
 * It may never go from an encrypted page to an unencrypted one.
 *
 * @param form.target the URL that the form is sent to
 * @param form.from the URL of its document
 * @param form.shown the URL of the page that contains this document
 */
export function mayReceive(
  form: { target: string; from: string; shown: string },
  tenant: URL,
  guard: HostGuard,
): boolean {
  // A frame that the page itself created has no host.
  const page = /^https?:/.test(form.from) ? form.from : form.shown;
  if (!URL.canParse(form.target) || !URL.canParse(page)) return false;
  const to = new URL(/^about:/.test(form.target) ? page : form.target);
  if (!/^https?:$/.test(to.protocol)) return false;
  const isWeaker = to.protocol === 'http:' && (page.startsWith('https:') || tenant.protocol === 'https:');
  return !isWeaker && (to.host === new URL(page).host || to.host === tenant.host || guard.lists(to));
}
