/** Starts a command at a pseudo-terminal, and types into it as a person does. */
import { spawn } from '@lydell/node-pty';
import { stripVTControlCharacters } from 'node:util';
import { PROJECT } from './keyturn.ts';

/** Keys that a person presses. */
export const KEYS = {
  enter: '\r',
  down: '\u001b[B',
  left: '\u001b[D',
  right: '\u001b[C',
  ctrlC: '\u0003',
  backspace: '\u007f',
};

/** Far beyond what anything takes, even on a busy machine. After it, a test shows what the terminal showed. */
const LIMIT_MS = 60_000;

/** A command at a terminal. */
export interface AtTerminal {
  pid: number;
  /** Everything that was shown so far, unchanged. */
  raw: () => string;
  /** The same, without colors and movements of the cursor. */
  text: () => string;
  /** Resolves once what was shown since the last call matches. */
  shows: (pattern: RegExp) => Promise<void>;
  /** Waits for a question, and then types. */
  answer: (question: RegExp, keys: string) => Promise<void>;
  type: (keys: string) => void;
  ended: Promise<number>;
  kill: () => void;
}

/** Starts one of our commands at a terminal. */
export function startAtTerminal(
  words: readonly string[],
  { env, cols = 120 }: { env: NodeJS.ProcessEnv; cols?: number },
): AtTerminal {
  const defined = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
  const terminal = spawn(process.execPath, [`${PROJECT}bin/keyturn.mjs`, ...words], {
    cwd: PROJECT,
    cols,
    rows: 50,
    env: defined,
  });
  let raw = '';
  let seen = 0;
  let code: number | undefined;
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  terminal.onData((data) => {
    raw += data;
    changed();
  });
  const ended = new Promise<number>((done) =>
    terminal.onExit(({ exitCode }) => {
      code = exitCode;
      changed();
      done(exitCode);
    }),
  );
  const text = () => stripVTControlCharacters(raw);
  const shows = (pattern: RegExp) =>
    new Promise<void>((found, failed) => {
      const late = setTimeout(() => {
        listeners.delete(look);
        failed(new Error(`it does not show ${String(pattern)}:\n${text().slice(seen)}`));
      }, LIMIT_MS);
      const look = () => {
        const match = pattern.exec(text().slice(seen));
        if (match === null && code === undefined) return;
        listeners.delete(look);
        clearTimeout(late);
        if (match === null)
          failed(new Error(`it ended (${String(code)}) without showing ${String(pattern)}:\n${text()}`));
        else {
          seen += match.index + match[0].length;
          found();
        }
      };
      listeners.add(look);
      look();
    });
  return {
    pid: terminal.pid,
    raw: () => raw,
    text,
    shows,
    answer: async (question, keys) => {
      await shows(question);
      terminal.write(keys);
    },
    type: (keys) => terminal.write(keys),
    ended,
    kill: () => terminal.kill(),
  };
}
