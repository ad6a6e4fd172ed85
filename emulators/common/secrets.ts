/** Every secret value that went in or out, so that a test can look for it where it must not be. */

export interface Secret<Kind extends string = string> {
  kind: Kind;
  value: string;
}

/** Remembers each value once per kind. */
export class SecretLog<Kind extends string> {
  private readonly known = new Map<string, Secret<Kind>>();

  /** Notes a value; empty ones are no secrets. */
  note(kind: Kind, value: string): void {
    if (value !== '') this.known.set(`${kind}:${value}`, { kind, value });
  }

  list(): Secret<Kind>[] {
    return [...this.known.values()];
  }
}
