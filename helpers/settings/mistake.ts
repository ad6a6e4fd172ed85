/** One mistake in the settings: the culprit, what is wrong with it, and where to find the right value. */
export interface Mistake {
  /** A variable, or a line or a file: the beginning of a sentence. */
  variable: string;
  /** The end of that sentence. It never repeats what may be a secret. */
  problem: string;
  remedy: string;
}
