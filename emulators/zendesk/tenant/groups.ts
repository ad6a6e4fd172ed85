/** The groups of agents. */

export interface Group {
  id: number;
  name: string;
  description: string;
  /** Whether new agents join it. */
  default: boolean;
  /** Milliseconds since 1970, like `updatedAt`. */
  createdAt: number;
  updatedAt: number;
}
