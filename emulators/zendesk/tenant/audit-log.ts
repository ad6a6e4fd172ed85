/** The audit log (https://developer.zendesk.com/api-reference/ticketing/account-configuration/audit_logs/). */
import type { IdSequence } from './ids.ts';
import type { Person } from './people.ts';

export interface AuditEntry {
  id: number;
  action: 'create' | 'update' | 'destroy' | 'login';
  actor: Pick<Person, 'id' | 'name'>;
  source: { id: number; type: string; label: string };
  description: string;
  createdAt: number;
}

export class AuditLog {
  private readonly entries: AuditEntry[] = [];
  private readonly ids: IdSequence;
  private readonly now: () => number;

  constructor(ids: IdSequence, now: () => number) {
    this.ids = ids;
    this.now = now;
  }

  /** Records what `actor` did to `subject`. The description must not contain a password. */
  add(action: AuditEntry['action'], actor: Person, subject: Person, description: string): void {
    this.entries.push({
      id: this.ids.next(),
      action,
      actor: { id: actor.id, name: actor.name },
      source: { id: subject.id, type: 'user', label: subject.name },
      description,
      createdAt: this.now(),
    });
  }

  /** Newest first. */
  list(): AuditEntry[] {
    return [...this.entries].reverse();
  }
}
