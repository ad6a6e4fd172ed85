/** What the terminal of the main process can do. */
import { pathToFileURL } from 'node:url';
import { isUnattended } from './unattended.ts';

/** The parts of the process that decide it. */
export interface Terminal {
  isTTY: boolean;
  environment: NodeJS.ProcessEnv;
}

/** What a terminal is taken for if it does not say how wide it is. */
const USUAL_COLUMNS = 80;

/** Returns the width of a terminal now. What is not a terminal is as wide as its text. */
export function columnsOf({ isTTY, columns }: { isTTY: boolean; columns?: number }): number {
  return isTTY ? columns || USUAL_COLUMNS : Infinity;
}

/** Returns the terminal of this process. */
export function terminalOfProcess(): Terminal {
  return { isTTY: process.stdout.isTTY, environment: process.env };
}

/** Whether a line may be redrawn. Logs, CI and people who want a plain output get nothing that moves. */
export function mayMove({ isTTY, environment }: Terminal): boolean {
  const isPlain = environment['TERM'] === 'dumb' || (environment['NO_COLOR'] ?? '') !== '';
  return isTTY && !isPlain && !isUnattended(environment);
}

/** Values of `TERM_PROGRAM` of terminals that know links. */
const PROGRAMS = new Set([
  'iTerm.app',
  'WezTerm',
  'vscode',
  'ghostty',
  'Hyper',
  'Tabby',
  'rio',
  'WarpTerminal',
]);

/** Values of `TERM` of terminals that know links. */
const TERMS = /^(?:xterm-kitty|xterm-ghostty|alacritty|foot|contour)/;

/** The first version of VTE (GNOME Terminal and others) with links that work. */
const VTE_WITH_LINKS = 5_000;

/** Whether the terminal certainly knows links (OSC 8). Others may print them as garbage. */
export function knowsLinks(terminal: Terminal): boolean {
  const { environment } = terminal;
  const term = environment['TERM'] ?? '';
  // A multiplexer in between may not pass them on.
  if (!mayMove(terminal) || environment['TMUX'] !== undefined || /^(?:screen|tmux)/.test(term)) return false;
  return (
    PROGRAMS.has(environment['TERM_PROGRAM'] ?? '') ||
    TERMS.test(term) ||
    environment['WT_SESSION'] !== undefined ||
    environment['KONSOLE_VERSION'] !== undefined ||
    Number(environment['VTE_VERSION'] ?? 0) >= VTE_WITH_LINKS
  );
}

/** Returns a text that opens a file when it is clicked. */
export function linkTo(path: string, text: string): string {
  return `\u001b]8;;${pathToFileURL(path).href}\u001b\\${text}\u001b]8;;\u001b\\`;
}
