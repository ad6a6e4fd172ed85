/** Who may receive what is typed into a form. */
import type { HostGuard } from '../http/hosts.ts';

/**
 * Whether what is typed on a page may be sent to an address: to the page's own host, to the tenant, and where somebody has
 * listed the host by name; never from a page that is encrypted to one that is not.
 *
 * @param form.target where the form is sent
 * @param form.from the address of its document
 * @param form.shown the address of the page that this document is in
 */
export function mayReceive(
  form: { target: string; from: string; shown: string },
  tenant: URL,
  guard: HostGuard,
): boolean {
  // A frame that the page has written itself has no host of its own.
  const page = /^https?:/.test(form.from) ? form.from : form.shown;
  if (!URL.canParse(form.target) || !URL.canParse(page)) return false;
  const to = new URL(/^about:/.test(form.target) ? page : form.target);
  if (!/^https?:$/.test(to.protocol)) return false;
  const isWeaker = to.protocol === 'http:' && (page.startsWith('https:') || tenant.protocol === 'https:');
  return !isWeaker && (to.host === new URL(page).host || to.host === tenant.host || guard.lists(to));
}
