/** One of the emulated tenants that the contract and the notebook have to judge. */

export interface EmulatedTenant {
  /** The name of its system. */
  system: string;
  /** `honest`: as the emulator is by default. */
  kind: 'fault' | 'variation' | 'honest';
  name: string;
  sentence: string;
  /** Only a browser can tell. */
  pages: boolean;
  /** How the admin of the tenant must prove who they are, for anybody to tell; by password, if nothing is said. */
  needs?: 'server token';
  /** The field of answers that is left out, or told wrong: both have the same. */
  field?: string;
}

/** What to start its emulator with. */
export function overlayOf({ kind, name }: EmulatedTenant): { fault?: string; variation?: string } {
  return kind === 'honest' ? {} : { [kind]: name };
}
