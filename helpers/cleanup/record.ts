/** What a clean-up did, a line each, and whether nothing is left. */
export interface CleanUpRecord {
  lines: string[];
  clean: boolean;
}
