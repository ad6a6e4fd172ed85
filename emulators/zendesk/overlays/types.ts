/** What can be put over an emulated tenant: the types of the lists. */
import type * as common from '../../common/overlays.ts';
import type { Tenant } from '../http/tenant.ts';
import type { ZendeskOptions } from '../tenant/options.ts';

/** How something is put over a tenant. */
export type Install = common.Install<Tenant>;
/** The smallest lie that a tenant could tell. */
export type ZendeskFault = common.Fault<Tenant>;
/** Something in which honest tenants differ. */
export type ZendeskVariation = common.Variation<Tenant, ZendeskOptions>;
/** A field that honest tenants may leave out of their answers. */
export type ZendeskField = common.OptionalField<Tenant>;
