/** The heading above what the page shows of one tenant. */
import { systemOf } from '../../record/tenant.ts';
import type { RunRecord } from '../../record/schema.ts';
import { html, type Markup } from './markup.ts';

/** Returns the name of the system and the tenant: `Zendesk · emulator`, `Zendesk · https://example.zendesk.com`. */
export function tenantTitle(
  { targets }: Pick<RunRecord, 'targets'>,
  tenant: string,
  addressInTenant?: string,
): Markup {
  const emulated = /^emulator of (.+)$/s.exec(tenant)?.[1];
  const target =
    targets.find((each) => each.tenant === tenant) ??
    targets.find(
      ({ system }) =>
        system === (emulated ?? (addressInTenant === undefined ? undefined : systemOf(addressInTenant))),
    );
  const title = target?.title ?? target?.system ?? emulated;
  const where = emulated === undefined ? tenant : 'emulator';
  if (title === undefined) return html`<bdi>${where}</bdi>`;
  return html`<bdi>${title}</bdi> <span class="muted">· <bdi>${where}</bdi></span>`;
}
