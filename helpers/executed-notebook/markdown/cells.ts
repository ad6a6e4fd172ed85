/** The cells of the notebooks: a table, each that broke in detail, and all proofs. */
import { firstLine } from '../../lines.ts';
import { callsOfCell } from '../../record/cell-calls.ts';
import type { RecordedCell, RunRecord } from '../../record/schema.ts';
import type { ProofRecord, RecordedExchange } from '../../verdict/cell.ts';
import { exchangeText, exchangeTitle, signInText } from '../text/exchange-text.ts';
import { duration } from '../text/amounts.ts';
import { CELL_SIGNS, cut, isBroken, PROOF_SIGNS, provedOf } from '../text/words.ts';
import { code, fence, fold, foldTitle, inline, paragraph, row } from './escape.ts';
import type { Section } from './section.ts';

/** Longer messages and bodies are cut. */
const MAX_MESSAGE = 6000;
const MAX_BODY = 2000;

/** How many exchanges of a proof or cell are shown. */
const MAX_EXCHANGES = 5;

export function cellSections({ cells, again }: RunRecord): Section[] {
  const own = cells.filter(({ kind }) => kind !== 'check');
  return [
    {
      heading: '## Cells',
      above: ['| | Cell | Title | Proved | Calls | Time |', '| - | - | - | -: | -: | -: |'].join('\n'),
      blocks: own.map(cellRow),
      tight: true,
      rank: 4,
    },
    {
      heading: '## What broke',
      // Checks that were not tried are listed with the contract.
      blocks: cells
        .filter((cell) => isBroken(cell) && !(cell.kind === 'check' && cell.status === 'incomplete'))
        .map((cell) => brokenCell(cell, again)),
      rank: 6,
    },
    {
      heading: '## Proofs of the cells',
      above: ['| | Proof | Level | Sentence |', '| - | - | - | - |'].join('\n'),
      blocks: own.flatMap(({ proofs }) => proofs.map(proofRow)),
      tight: true,
      rank: 8,
    },
  ];
}

function cellRow({ address, title, status, proofs, calls, durationMs }: RecordedCell): string {
  const ran = status !== 'not run';
  return row(
    `${CELL_SIGNS[status]} ${status}`,
    code(address),
    inline(cut(title, 300)),
    provedOf(proofs),
    ran ? String(calls) : '',
    ran ? duration(durationMs) : '',
  );
}

function proofRow({ address, level, sentence, outcome, detail }: ProofRecord): string {
  const seen =
    outcome === 'proved' || detail === undefined ? '' : ` (${inline(cut(firstLine(detail), 200))})`;
  return row(
    `${PROOF_SIGNS[outcome]} ${outcome}`,
    code(address),
    level,
    `${inline(cut(sentence, 300))}${seen}`,
  );
}

/** A cell or check that broke: what it is, what failed, what was sent and answered, and how to run it again. */
function brokenCell(cell: RecordedCell, again: string | undefined): string {
  const { address, title, status, prose, error, proofs, cleanUp, code: source } = cell;
  // What follows from another proof needs no explanation of its own.
  const failed = proofs.filter(
    ({ outcome, follows }) => outcome === 'failed' || (outcome === 'not tried' && follows === undefined),
  );
  const own = callsOfCell(cell);
  return [
    `### ${CELL_SIGNS[status]} ${code(address)} ${inline(cut(title, 300))}`,
    `**${status}**${cell.target === undefined ? '' : ` on ${code(cut(cell.target, 300))}`}`,
    ...(prose === undefined ? [] : [paragraph(cut(prose, 1000))]),
    ...documented(cell),
    ...failed.map((proof) => brokenProof(cell, proof)),
    // The message of a proof is also that of its cell.
    ...(error === undefined || failed.some(({ detail = '' }) => detail !== '' && error.endsWith(detail))
      ? []
      : [fence(cut(error, MAX_MESSAGE), 'text')]),
    // The last ones, if it is not known which of them belong to the proof that failed.
    ...(failed.some(({ exchanges }) => exchanges !== undefined) ? [] : exchangeFolds(own.exchanges)),
    ...own.signIns.slice(-MAX_EXCHANGES).map((each) => paragraph(cut(signInText(each), 1500))),
    ...(cleanUp === undefined ? [] : [fold('Clean-up', fence(cut(cleanUp, MAX_MESSAGE), 'text'))]),
    ...(source === undefined
      ? []
      : [
          fold(
            foldTitle(`${source.file}:${String(source.line)}`),
            fence(cut(source.text, MAX_MESSAGE), 'ts'),
          ),
        ]),
    ...(again === undefined ? [] : [`Run it again: ${code(again)}`]),
  ].join('\n\n');
}

function documented({ documented: source }: RecordedCell): string[] {
  if (source === undefined) return [];
  return [`The documentation says: ${inline(cut(source.says, 1000))} (${code(cut(source.at, 500))})`];
}

function brokenProof(cell: RecordedCell, proof: ProofRecord): string {
  const { address, level, sentence, outcome, detail, exchanges } = proof;
  const made = exchanges === undefined ? [] : (cell.exchanges ?? []).slice(...exchanges);
  return [
    `${PROOF_SIGNS[outcome]} **${outcome}** ${code(address)} (${level}): ${inline(cut(sentence, 1000))}`,
    ...(detail === undefined ? [] : [fence(cut(detail, MAX_MESSAGE), 'text')]),
    ...exchangeFolds(made),
  ].join('\n\n');
}

function exchangeFolds(exchanges: readonly RecordedExchange[]): string[] {
  const shown = exchanges.slice(-MAX_EXCHANGES);
  const before = exchanges.length - shown.length;
  return [
    ...(before > 0 ? [`${String(before)} earlier exchanges are in ${code('run.json')}.`] : []),
    ...shown.map((each) =>
      fold(foldTitle(exchangeTitle(each)), fence(exchangeText(each, { bodyLength: MAX_BODY }), 'http')),
    ),
  ];
}
