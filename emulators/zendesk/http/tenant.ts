/** A tenant that answers calls: its state, and what decides about each call. */
import type { TenantState } from '../tenant/state.ts';
import type { Gate } from './gate.ts';

export interface Tenant extends TenantState {
  /** Belongs to each tenant, so that an overlay of one tenant can replace a part of it. */
  readonly gate: Gate;
}
