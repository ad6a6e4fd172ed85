/** The types of the overlays of an emulated tenant. */
import type * as common from '../../common/overlays.ts';
import type { Tenant } from '../http/tenant.ts';
import type { ZendeskOptions } from '../tenant/options.ts';

/** Installs an overlay on a tenant. */
export type Install = common.Install<Tenant>;
/** A wrong behavior, the smallest that a check must catch. */
export type ZendeskFault = common.Fault<Tenant>;
/** A difference between honest tenants. */
export type ZendeskVariation = common.Variation<Tenant, ZendeskOptions>;
/** A field that honest tenants may leave out of their answers. */
export type ZendeskField = common.OptionalField<Tenant>;
