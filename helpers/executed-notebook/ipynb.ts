/**
 * `notebook.ipynb`: the executed notebook in Jupyter's format (nbformat 4.5): prose and code, with what each cell did and
 * proved as its output. It is for reading: there is no kernel that could run it again.
 *
 * Outputs are plain text, so nothing that a tenant sent is rendered. The prose cells contain it only escaped.
 */
import { createHash } from 'node:crypto';
import { printable } from '../http/printable.ts';
import { type Calls, callsOfCell, callsOfCleanUp, inOrder } from '../record/cell-calls.ts';
import type { RecordedCell, RunRecord } from '../record/schema.ts';
import { exchangeText, exchangeTitle, signInText } from './text/exchange-text.ts';
import { code, inline, paragraph } from './markdown/escape.ts';
import { headSections } from './markdown/head.ts';
import { fitted } from './markdown/section.ts';
import { duration } from './text/amounts.ts';
import { CELL_SIGNS, cut, PROOF_SIGNS, verdictWord } from './text/words.ts';

interface Stream {
  output_type: 'stream';
  name: 'stdout';
  text: string[];
}

interface Display {
  output_type: 'display_data';
  data: { 'text/plain': string[] };
  metadata: Record<string, unknown>;
}

interface Failure {
  output_type: 'error';
  ename: string;
  evalue: string;
  traceback: string[];
}

type Output = Stream | Display | Failure;

interface MarkdownCell {
  id: string;
  cell_type: 'markdown';
  metadata: Record<string, unknown>;
  source: string[];
}

interface CodeCell {
  id: string;
  cell_type: 'code';
  metadata: Record<string, unknown>;
  source: string[];
  outputs: Output[];
  /** The number of the cell in its notebook. `null` if it did not run, and for a check, which has no number. */
  execution_count: number | null;
}

/** The file. */
export interface Notebook {
  nbformat: 4;
  nbformat_minor: 5;
  metadata: Record<string, unknown>;
  cells: (MarkdownCell | CodeCell)[];
}

/** Longer bodies and messages are cut. */
const MAX_TEXT = 20_000;

/** The prose of the first cell is smaller than this. */
const MAX_HEAD_BYTES = 100_000;

/** Languages of Jupyter's interface know the code by this name. */
const LANGUAGE = {
  kernelspec: { name: 'typescript', display_name: 'TypeScript', language: 'typescript' },
  language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/x-typescript' },
};

/** @param digest the SHA-256 digest of the record's file */
export function notebookIpynb(record: RunRecord, { digest }: { digest?: string | undefined } = {}): Notebook {
  const idOf = uniqueIds();
  const shown = record.cells.filter(
    ({ kind, status }) => kind !== 'check' || (status !== 'passed' && status !== 'not run'),
  );
  const head = fitted(headSections(record, digest), MAX_HEAD_BYTES);
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      ...LANGUAGE,
      title: `Keyturn: ${verdictWord(record)}`,
      keyturn: { run: record.run, verdict: record.verdict, exitCode: record.exitCode, digest },
    },
    cells: [
      { id: idOf('keyturn'), cell_type: 'markdown', metadata: {}, source: lines(head) },
      ...shown.flatMap((cell) => [proseCell(cell, idOf), codeCell(cell, idOf)]),
      ...provedChecks(record, idOf),
    ],
  };
}

function proseCell(
  { address, title, status, prose, documented, level }: RecordedCell,
  idOf: IdOf,
): MarkdownCell {
  const said =
    documented === undefined
      ? []
      : [`The documentation says: ${inline(cut(documented.says, MAX_TEXT))} (${code(documented.at)})`];
  const text = [
    `## ${inline(title === '' ? address : title)}`,
    `${CELL_SIGNS[status]} **${status}** ${code(address)}${level === undefined ? '' : ` (${level})`}`,
    ...(prose === undefined ? [] : [paragraph(cut(prose, MAX_TEXT))]),
    ...said,
  ].join('\n\n');
  return { id: idOf(`${address}-prose`), cell_type: 'markdown', metadata: {}, source: lines(text) };
}

function codeCell(cell: RecordedCell, idOf: IdOf): CodeCell {
  const { address, status, level, proofs, code: source, kind } = cell;
  const number = Number(/\/(\d+)$/.exec(address)?.[1] ?? NaN);
  const ran = status !== 'not run';
  return {
    id: idOf(address),
    cell_type: 'code',
    metadata: {
      keyturn: {
        address,
        status,
        level,
        source: source === undefined ? undefined : `${source.file}:${String(source.line)}`,
        proofs: proofs.map(({ address, level, outcome }) => ({ address, level, outcome })),
      },
    },
    source: lines(printable(source?.text ?? '')),
    outputs: ran ? outputsOf(cell) : [],
    execution_count: ran && kind === 'cell' && Number.isInteger(number) ? number : null,
  };
}

function outputsOf(cell: RecordedCell): Output[] {
  const { proofs, output, cleanUp, error, durationMs, calls } = cell;
  const shown = (calls: Calls) =>
    inOrder(calls).map((item) =>
      display(
        'signIn' in item
          ? signInText(item.signIn)
          : `${exchangeTitle(item.exchange)}\n\n${exchangeText(item.exchange, { bodyLength: MAX_TEXT })}`,
      ),
    );
  const proved = proofs.map(({ address, level, sentence, outcome, detail }) => {
    const seen = detail === undefined ? '' : `\n    ${cut(detail, MAX_TEXT).replaceAll('\n', '\n    ')}`;
    return `${PROOF_SIGNS[outcome]} ${outcome} ${address} (${level}): ${sentence}${seen}`;
  });
  return [
    ...(output === undefined || output === '' ? [] : [stream(output)]),
    ...shown(callsOfCell(cell)),
    ...(proved.length === 0 ? [] : [display(proved.join('\n'))]),
    ...(cleanUp === undefined ? [] : [display(`Clean-up:\n${cleanUp}`)]),
    ...shown(callsOfCleanUp(cell)),
    display(`${duration(durationMs)}, ${String(calls)} calls`),
    ...(error === undefined ? [] : [failure(cell.status, error)]),
  ];
}

/** The checks that were proved, whose code and exchanges the record does not contain. */
function provedChecks({ cells }: RunRecord, idOf: IdOf): MarkdownCell[] {
  const checks = cells.filter(
    ({ kind, status }) => kind === 'check' && (status === 'passed' || status === 'not run'),
  );
  if (checks.length === 0) return [];
  const items = checks.map(
    ({ address, status, title }) =>
      `- ${CELL_SIGNS[status]} ${status} ${code(address)} ${inline(cut(title, 300))}`,
  );
  const text = `## Other contract checks\n\n${items.join('\n')}`;
  return [{ id: idOf('other-checks'), cell_type: 'markdown', metadata: {}, source: lines(text) }];
}

function display(text: string): Display {
  return { output_type: 'display_data', data: { 'text/plain': lines(printable(text)) }, metadata: {} };
}

function stream(text: string): Stream {
  return { output_type: 'stream', name: 'stdout', text: lines(printable(cut(text, MAX_TEXT))) };
}

/** An error begins with its kind: `NonConformant: …`. */
function failure(status: string, error: string): Failure {
  const text = printable(cut(error, MAX_TEXT));
  const [, name, rest = text] = /^(\w+): (.*)$/s.exec(text) ?? [];
  return {
    output_type: 'error',
    ename: name ?? status,
    evalue: rest.split('\n')[0] ?? '',
    traceback: text.split('\n'),
  };
}

type IdOf = (name: string) => string;

/** Longer IDs are not valid. */
const MAX_ID = 64;

/** Returns a function that makes valid IDs, each only once, and the same in every run. */
function uniqueIds(): IdOf {
  const used = new Set<string>();
  return (name) => {
    const plain = name.replace(/[^a-zA-Z0-9_-]/g, '-');
    for (let attempt = 0; ; attempt++) {
      const hash = createHash('sha256')
        .update(`${name} ${String(attempt)}`)
        .digest('hex')
        .slice(0, 10);
      const id =
        attempt === 0 && plain !== '' && plain.length <= MAX_ID
          ? plain
          : `${plain.slice(0, MAX_ID - 11)}-${hash}`;
      if (used.has(id)) continue;
      used.add(id);
      return id;
    }
  };
}

/** Jupyter stores text as lines, each with its line break. */
function lines(text: string): string[] {
  return text.split(/(?<=\n)/);
}
