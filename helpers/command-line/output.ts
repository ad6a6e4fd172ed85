/** Where a command prints that runs no specs. */
export interface Output {
  print: (line: string) => void;
  complain: (line: string) => void;
}

/** The console of this process. */
export const CONSOLE: Output = {
  print: (line) => console.log(line),
  complain: (line) => console.error(line),
};
