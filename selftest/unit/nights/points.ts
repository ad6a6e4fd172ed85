/** Nights, written as a word: `grrbi` are a green one, two reds, a blocked one and an interrupted one, oldest first. */
import type { RecordedCell, RunPoint, RunRecord } from '../../../helpers/record/schema.ts';
import { RUN_ID_ALPHABET } from '../../../helpers/run-id.ts';
import { cellWith, recordWith } from '../record/records.ts';

export const ACME = 'https://acme.zendesk.com';

const KINDS = {
  g: { outcome: 'green', verdict: 'conformant', status: 'passed', exitCode: 0 },
  r: { outcome: 'red', verdict: 'non-conformant', status: 'non-conformant', exitCode: 1 },
  b: { outcome: 'not judged', verdict: 'blocked', status: 'blocked', exitCode: 2 },
  n: { outcome: 'not judged', verdict: 'incomplete', status: 'incomplete', exitCode: 2 },
  i: { outcome: 'interrupted', verdict: 'incomplete', status: 'interrupted', exitCode: 130 },
} as const;

export type NightLetter = keyof typeof KINDS;

/** The ID of the run of a night, counted from 0. */
export const runOf = (night: number) =>
  `aaaaaaaa${RUN_ID_ALPHABET.charAt(Math.floor(night / 31))}${RUN_ID_ALPHABET.charAt(night % 31)}`;

const startOf = (night: number) => new Date(Date.UTC(2026, 10, 1 + night, 2)).toISOString();

/** The time at which a night's run is one hour old. */
export const anHourAfter = (night: number) => Date.parse(startOf(night)) + 3_600_000;

/** The points of these nights. */
export function pointsOf(nights: string, command = 'contract'): RunPoint[] {
  return Array.from(nights).map((letter, night) => {
    const { outcome, verdict } = KINDS[letter as NightLetter];
    return {
      run: runOf(night),
      startedAt: startOf(night),
      command,
      verdict,
      outcome,
      durationMs: 61_000,
      calls: 10,
      proved: outcome === 'green' ? 2 : 1,
      expected: 2,
    };
  });
}

/** The record of a night's run, whose second check ended like this. */
export function recordOf(letter: NightLetter, night: number, check: Partial<RecordedCell> = {}): RunRecord {
  const { verdict, status, exitCode, outcome } = KINDS[letter];
  const address = 'zendesk/password/wrong-previous';
  return recordWith(
    [
      cellWith(),
      cellWith({
        address,
        title: 'A wrong previous password is refused.',
        kind: 'check',
        status,
        error: 'a text of the tenant',
        ...check,
      }),
    ],
    {
      run: runOf(night),
      startedAt: startOf(night),
      command: 'contract',
      verdict,
      exitCode,
      interrupted: outcome === 'interrupted',
      reasons:
        exitCode === 0
          ? []
          : [
              {
                kind: status === 'non-conformant' ? 'failed' : 'blocked',
                address: status === 'non-conformant' ? `${address}#refused` : address,
                sentence: 'a text of the tenant',
                ...(status === 'blocked' ? { help: 'network' } : {}),
              },
            ],
    },
  );
}
