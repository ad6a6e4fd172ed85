/** Every secret value that a tenant received or sent, so that a test can search for it where it must not be. */

export interface Secret<Kind extends string = string> {
  kind: Kind;
  value: string;
}

/** Contains each value once per kind. */
export class SecretLog<Kind extends string> {
  private readonly known = new Map<string, Secret<Kind>>();

  /** Records a value, unless it is empty. */
  record(kind: Kind, value: string): void {
    if (value !== '') this.known.set(`${kind}:${value}`, { kind, value });
  }

  list(): Secret<Kind>[] {
    return [...this.known.values()];
  }
}
