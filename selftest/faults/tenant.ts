/** An emulated tenant that the contract checks and the notebook judge. */
export interface EmulatedTenant {
  /** The name of its system. */
  system: string;
  /** `honest`: the emulator with its defaults. */
  kind: 'fault' | 'variation' | 'honest';
  name: string;
  sentence: string;
  /** Whether only a browser can show it. */
  pages: boolean;
  /** How the admin must authenticate so that the difference shows. Default: by password. */
  needs?: 'server token';
  /** The field that is omitted or falsified. The fault and the variation have the same one. */
  field?: string;
}

/** The options that start its emulator. */
export function overlayOf({ kind, name }: EmulatedTenant): { fault?: string; variation?: string } {
  return kind === 'honest' ? {} : { [kind]: name };
}
