/** A tenant that answers calls: its state, and the gate that decides about each call. */
import type { TenantState } from '../tenant/state.ts';
import type { Gate } from './gate.ts';

export interface Tenant extends TenantState {
  /** Each tenant has a gate of its own, so that an overlay can replace its methods without affecting other tenants. */
  readonly gate: Gate;
}
