/** What a person reads while a doctor is at work: a line for each item, and below it what to do. */
import pc from 'picocolors';
import { explainCommand } from '../help/topics.ts';
import { columnsOf, mayMove, type Terminal } from '../machine/terminal.ts';
import { wrap } from '../wrap.ts';
import { count } from '../executed-notebook/text/amounts.ts';
import { isForOwner } from '../verdict/for-owner.ts';
import { EXIT } from '../verdict/verdict.ts';
import { countsOf, exitCodeOf, type Item, type Mark, type Report, TOKEN_REVOKED } from './report.ts';

const COLOR: Record<Mark, (text: string) => string> = {
  PASS: pc.green,
  WARN: pc.yellow,
  FAIL: pc.red,
  SKIP: pc.dim,
};

/** Erases the line of the terminal, and goes back to its beginning. */
const ERASE = '\r\u001b[2K';

/** The columns of an item's mark. What belongs to an item stands below its sentence. */
const INDENT = ' '.repeat(10);

/** Draws the report on a console, item by item. */
export class ConsoleReport {
  readonly #write: (text: string) => void;
  readonly #moves: boolean;
  #about = '';
  /** The items of this section that wait for another one. */
  #waiting: string[] = [];
  #hasLiveLine = false;

  /** @param write prints a text as it is; it is redacted there */
  constructor(write: (text: string) => void, terminal: Terminal) {
    this.#write = write;
    this.#moves = mayMove(terminal);
  }

  /** Shows what is being checked, if the line can be erased later. */
  starts(sentence: string): void {
    if (!this.#moves) return;
    this.#erase();
    // A line that is wider than the terminal could not be erased.
    const width = columnsOf(process.stdout) - 12;
    const short = sentence.length > width ? `${sentence.slice(0, width - 1)}…` : sentence;
    this.#write(`    ${pc.dim('…')}     ${pc.dim(short)}`);
    this.#hasLiveLine = true;
  }

  /** Shows why nothing happens. */
  waits(line: string): void {
    if (this.#moves) this.starts(line);
    else this.#line(line);
  }

  item(item: Item): void {
    this.#erase();
    const { about, mark, sentence, seen, first, name } = item;
    // The last items are about the token, and do not wait for anything.
    if (about !== this.#about || name === TOKEN_REVOKED) this.#endSection();
    if (about !== this.#about) {
      this.#about = about;
      this.#write(`\n  ${pc.bold(about)}\n`);
    }
    if (first !== undefined) {
      this.#waiting.push(sentence);
      return;
    }
    const after = seen === undefined ? '' : pc.dim(`  ${seen}`);
    this.#line(`${sentence}${after}`, `    ${COLOR[mark](mark)}  `);
    for (const line of linesOf(item)) this.#line(line);
  }

  ends(report: Report): void {
    this.#erase();
    this.#endSection();
    this.#write(`\n${wrap(`  ${summaryOf(report)}`, columnsOf(process.stdout))}\n\n`);
  }

  /** What waits for something else is listed in one place, so that it does not hide what has to be done. */
  #endSection(): void {
    if (this.#waiting.length === 0) return;
    this.#line(
      pc.dim('These can be checked once what failed above is mended:'),
      `    ${COLOR.SKIP('SKIP')}  `,
    );
    for (const sentence of this.#waiting) this.#line(pc.dim(sentence));
    this.#waiting = [];
  }

  /** Writes a line below the sentences, or one that begins with a mark. */
  #line(text: string, beginning = INDENT): void {
    const wrapped = wrap(`${INDENT}${text}`, columnsOf(process.stdout));
    this.#write(`${beginning}${wrapped.slice(INDENT.length)}\n`);
  }

  #erase(): void {
    if (this.#hasLiveLine) this.#write(ERASE);
    this.#hasLiveLine = false;
  }
}

function linesOf({ mark, problem, remedy, where, who, undo, help }: Item): string[] {
  if (problem === undefined) return [];
  const labelled: [string, string | undefined][] = [
    ['To do:', remedy],
    ['Where:', where],
    ['Who:  ', who],
    ['Undo: ', undo],
    ['More: ', mark === 'PASS' || help === undefined ? undefined : explainCommand(help)],
  ];
  return [
    ...problem.split('\n'),
    ...labelled.flatMap(([label, text]) => (text === undefined ? [] : [`${label} ${text}`])),
  ];
}

/** Returns the last line: how many of each, and what that means. */
function summaryOf(report: Report): string {
  const { items, interrupted } = report;
  const { PASS, WARN, FAIL, SKIP } = countsOf(items);
  const counts = [
    FAIL > 0 && pc.red(`${String(FAIL)} failed`),
    WARN > 0 && pc.yellow(count(WARN, 'warning')),
    SKIP > 0 && `${String(SKIP)} skipped`,
    `${String(PASS)} passed`,
  ].filter((each) => each !== false);
  return `${counts.join(', ')}: ${meaningOf(report, interrupted)}`;
}

function meaningOf(report: Report, interrupted: string | undefined): string {
  if (exitCodeOf(report) === EXIT.failed) return 'a token may still be alive (see above): npm run sweep';
  if (interrupted !== undefined) return `interrupted by ${interrupted} before its end. Nothing was changed.`;
  const isUntried = report.items.some(({ name, mark }) => name === 'passcode' && mark === 'SKIP');
  if (exitCodeOf(report) === EXIT.conformant)
    return isUntried
      ? 'ready for a run (npm start), if it can read passcodes: npm run doctor -- --mailbox tries that. Nothing was changed.'
      : 'ready for a run (npm start). Nothing was changed.';
  const isAsked = report.items.some((item) => item.mark === 'FAIL' && isForOwner(item));
  const forward = isAsked
    ? '\n  To get a page that you can forward to whoever may change it: npm run doctor -- --owner'
    : '';
  return `not ready for a run. Nothing was changed.${forward}`;
}
