/** The contract: counts by subject, then every check with its address and outcome. */
import type { RecordedCell, RunRecord } from '../../record/schema.ts';
import { count } from '../text/amounts.ts';
import { cut, subjectOf } from '../text/words.ts';
import { code, fold, foldTitle, inline, row } from './escape.ts';
import type { Section } from './section.ts';

/** The columns after the subject, with the statuses that each counts. */
const COLUMNS: readonly (readonly [string, readonly RecordedCell['status'][]])[] = [
  ['Proved', ['passed']],
  ['Failed', ['non-conformant']],
  ['Blocked', ['blocked', 'interrupted']],
  ['Not tried', ['incomplete', 'not tried']],
  ['Not run', ['not run']],
];

export function contractSections({ cells, knownDeviations, accepted }: RunRecord): Section[] {
  const checks = cells.filter(({ kind }) => kind === 'check');
  const subjects = [...new Set(checks.map(({ address }) => subjectOf(address)))].map(
    (subject) => [subject, checks.filter(({ address }) => subjectOf(address) === subject)] as const,
  );
  const missing = checks.filter(({ status }) => status !== 'passed');
  return [
    {
      heading: '## Contract',
      above: [row('Subject', ...COLUMNS.map(([title]) => title)), row('-', ...COLUMNS.map(() => '-:'))].join(
        '\n',
      ),
      blocks: subjects.map(([subject, own]) =>
        row(code(subject), ...COLUMNS.map(([, statuses]) => countIn(own, statuses))),
      ),
      tight: true,
      rank: 5,
    },
    { heading: '### Checks that were not proved', blocks: missing.map(checkItem), tight: true, rank: 7 },
    {
      heading: '### Known deviations and accepted proofs',
      blocks: [...knownDeviations, ...accepted].map(
        ({ address, reason, expires }) =>
          `- ${code(address)}: ${inline(cut(reason, 1000))} (until ${inline(expires)})`,
      ),
      tight: true,
      rank: 7,
    },
    {
      heading: '### Checks that were proved',
      blocks: subjects.flatMap(([subject, own]) => provedChecks(subject, own)),
      rank: 9,
    },
  ];
}

function countIn(checks: readonly RecordedCell[], statuses: readonly RecordedCell['status'][]): string {
  const count = checks.filter(({ status }) => statuses.includes(status)).length;
  return count === 0 ? '' : String(count);
}

function checkItem({ address, level, title, status, error, proofs }: RecordedCell): string {
  const why = error ?? proofs.find(({ outcome }) => outcome !== 'proved')?.detail ?? '';
  const reason = why === '' ? [] : [inline(cut(why.split('\n')[0] ?? '', 300))];
  const said = [...(title === '' ? [] : [inline(cut(title, 300))]), ...reason].join(' — ');
  const parts = proofs.filter((proof) => proof.outcome !== 'proved' && proof.address !== address);
  return [
    `- **${status}** ${code(address)} ${level === undefined ? '' : `(${level}) `}${said}`,
    ...parts.map(
      ({ address, outcome, sentence }) => `  - ${outcome} ${code(address)}: ${inline(cut(sentence, 300))}`,
    ),
  ].join('\n');
}

function provedChecks(subject: string, checks: readonly RecordedCell[]): string[] {
  const proved = checks.filter(({ status }) => status === 'passed');
  if (proved.length === 0) return [];
  const items = proved.map(
    ({ address, level, title }) =>
      `- ${code(address)} ${level === undefined ? '' : `(${level}) `}${inline(cut(title, 300))}`,
  );
  return [fold(`${foldTitle(subject)} ${count(proved.length, 'check')}`, items.join('\n'))];
}
