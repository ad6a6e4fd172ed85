import { type Terminal, terminalOfProcess } from '../machine/terminal.ts';

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

/** Where a command prints that draws its own lines, and what its terminal can do. */
export interface TerminalOutput {
  out: (text: string) => void;
  error: (text: string) => void;
  terminal: Terminal;
}

/** The terminal of this process. */
export const TERMINAL: TerminalOutput = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  terminal: terminalOfProcess(),
};
