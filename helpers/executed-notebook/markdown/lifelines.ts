/** The life of each password and token of the notebooks, and of those of checks that may be alive: a table. */
import { type Lifeline, lifelinesOf, type LifeMark } from '../../record/lifelines.ts';
import type { RunRecord } from '../../record/schema.ts';
import { time } from '../text/words.ts';
import { code, inline, row } from './escape.ts';
import type { Section } from './section.ts';

export function lifelinesSection({ cells }: RunRecord): Section {
  const tenants = lifelinesOf(cells);
  const rows = tenants.flatMap(({ tenant, lifelines, ofChecks }) =>
    [...lifelines, ...ofChecks.filter(({ state }) => state === 'still alive')].map((each) =>
      lifelineRow(each, tenants.length > 1 ? tenant : undefined),
    ),
  );
  return {
    heading: '## Passwords and tokens',
    above: [
      '| Name | Issued or set | Replaced, revoked or ended | Proved dead | After the last cell |',
      '| - | - | - | - | - |',
    ].join('\n'),
    blocks: rows,
    tight: true,
    rank: 6,
  };
}

/** @param tenant if there are several */
function lifelineRow({ name, marks, state, expires }: Lifeline, tenant: string | undefined): string {
  const of = (...did: readonly LifeMark['did'][]) =>
    [...new Set(marks.filter((mark) => did.includes(mark.did)).map(({ cell }) => cell))]
      .map((cell) => code(cell))
      .join(', ');
  const until = expires === undefined ? '' : ` until ${inline(time(expires))}`;
  return row(
    `${code(name)}${tenant === undefined ? '' : ` on ${code(tenant)}`}`,
    of('issued', 'set'),
    of('replaced', 'revoked', 'ended with its user'),
    of('proved dead'),
    `${state === 'still alive' ? `**${state}**` : state}${until}`,
  );
}
