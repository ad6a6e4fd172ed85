/** Judges the run that decides: whether it is recent, whole, of a tenant and of this code, and conformant. */
import { npmCommand } from '../command-line/command.ts';
import { hostOf } from '../history/find-tenant.ts';
import { isLoopback } from '../http/loopback.ts';
import { isInFuture } from '../in-future.ts';
import { displayPath } from '../machine/project.ts';
import { spanInWords } from '../time-span.ts';
import { count } from '../executed-notebook/text/amounts.ts';
import type { Question } from './arguments.ts';
import type { Chosen } from './choose.ts';
import { contradictionIn } from './contradiction.ts';
import { isAccepted, nameOfRun, type Refusal, runFirst, untrustworthy } from './refusal.ts';
import type { ThisCode } from './this-code.ts';

export interface Judged {
  refusals: Refusal[];
  remarks: string[];
}

interface About {
  question: Question;
  tenant: string;
  code: ThisCode;
  now: Date;
}

/** How many addresses a sentence names. */
const MAX_NAMED = 5;

export function judge(chosen: Chosen, about: About): Judged {
  const parts = [ofTenant, ofCode, ofCells, ofAge, ofVerdict].map((part) => part(chosen, about));
  return {
    refusals: parts.flatMap(({ refusals }) => refusals),
    remarks: parts.flatMap(({ remarks }) => remarks),
  };
}

const NOTHING: Judged = { refusals: [], remarks: [] };
const refused = (...refusals: Refusal[]): Judged => ({ refusals, remarks: [] });
const remarked = (...remarks: string[]): Judged => ({ refusals: [], remarks });

/** An emulator says nothing about a tenant, even if it is configured like one. */
function ofTenant({ own }: Chosen, { tenant, question }: About): Judged {
  const isEmulated =
    own.emulated || own.cells.some(({ emulated }) => emulated === true) || !URL.canParse(tenant);
  if (isEmulated)
    return refused(ofEmulator(`The ${nameOfRun(own)} tested an emulator, not a tenant.`, question));
  if (!isLoopback(new URL(tenant).hostname)) return NOTHING;
  const sentence = `The ${nameOfRun(own)} tested ${hostOf(tenant)}, which is on the machine of the run: an emulator, not a tenant.`;
  return refused(ofEmulator(sentence, question));
}

function ofEmulator(sentence: string, { command }: Question): Refusal {
  return {
    sentence,
    remedy: `run ${npmCommand(command)} on the tenant itself, and ask about that`,
    help: 'gate',
  };
}

function ofCode({ own, record }: Chosen, { question, code }: About): Judged {
  const commit = own.environment?.['Commit'];
  if (question.commit !== undefined && commit?.startsWith(question.commit) !== true) {
    const made =
      commit === undefined ? 'does not say of which commit it is' : `is of commit ${commit.slice(0, 12)}`;
    return refused(runFirst(`The ${nameOfRun(own)} ${made}, not of ${question.commit}.`, question));
  }
  if (question.commit !== undefined && own.environment?.['Changes'] !== undefined)
    return refused(
      runFirst(
        `The ${nameOfRun(own)} was made with code that differs from commit ${question.commit}: files had been changed.`,
        question,
      ),
    );
  if (record.keyturn !== code.keyturn)
    return remarked(`The run was made with Keyturn ${record.keyturn}. This is ${code.keyturn}.`);
  if (commit !== undefined && code.commit !== undefined && commit !== code.commit)
    return remarked(
      `The run was made with commit ${commit.slice(0, 12)}. This is ${code.commit.slice(0, 12)}.`,
    );
  return NOTHING;
}

/** The record must contain everything that the code here proves, and nothing that contradicts it. */
function ofCells({ file, record, own }: Chosen, { question, code }: About): Judged {
  const contradiction = contradictionIn(record, own);
  if (contradiction !== undefined)
    return refused(untrustworthy(`${displayPath(file)} contradicts itself: it ${contradiction}.`));
  if (code.tests === undefined)
    return refused({
      sentence:
        'The cells and checks of this Keyturn could not be listed, so the record cannot be compared with them.',
      remedy: 'run npm run contract -- --list, which shows why',
      help: 'test-list',
    });
  const [{ system } = { system: '' }] = own.targets;
  const here = [...code.tests].filter(([address]) => address.startsWith(`${system}/`));
  const recorded = new Map(own.cells.map((cell) => [cell.address, cell]));
  const notApplicable = new Set(own.notApplicable);
  const missing = here.flatMap(([address]) =>
    recorded.has(address) || notApplicable.has(address) ? [] : [address],
  );
  if (missing.length > 0) {
    const sentence = `The ${nameOfRun(own)} does not contain ${named(missing)}, which this Keyturn proves.`;
    return refused(runFirst(sentence, question));
  }
  if (own.environment?.['Commit'] === undefined || own.environment['Commit'] !== code.commit) return NOTHING;
  const changed = here.flatMap(([address, source]) => {
    const text = recorded.get(address)?.code?.text;
    return text === undefined || source === undefined || text === source ? [] : [address];
  });
  if (changed.length === 0) return NOTHING;
  const sentence = `${displayPath(file)} says that it is of commit ${code.commit.slice(0, 12)}, but its code of ${named(changed)} is not the code of that commit.`;
  return refused(untrustworthy(sentence));
}

function ofAge({ own }: Chosen, { question, now }: About): Judged {
  const started = Date.parse(own.startedAt);
  const ageMs = now.getTime() - started - own.durationMs;
  if (!Number.isFinite(ageMs) || isInFuture(started, now.getTime()))
    return refused({
      sentence: `The ${nameOfRun(own)} is in the future. Its clock or the clock of this machine is wrong.`,
      remedy: 'set the clocks, and run again',
      help: 'clock',
    });
  if (ageMs <= question.maxAgeMs) return NOTHING;
  const sentence = `The newest run is too old: ${nameOfRun(own)} ended ${spanInWords(ageMs)} ago, and --max-age is ${spanInWords(question.maxAgeMs)}.`;
  return refused(runFirst(sentence, question));
}

function ofVerdict({ record, own, verdict }: Chosen, { question }: About): Judged {
  const about = `The ${nameOfRun(own)}`;
  const red = (sentence: string): Refusal => ({ ...runFirst(sentence, question), isRed: true });
  const certain = own.left.filter((each) => each.certain).length;
  const deviations = own.knownDeviations.length + own.accepted.length;
  return {
    refusals: [
      ...(isAccepted(verdict, question) ? [] : [notAccepted(`${about} ended ${verdict}`, own, question)]),
      ...(own.leaks.length > 0 ? [red(`${about} leaked: ${count(own.leaks.length, 'leak')}.`)] : []),
      ...(certain > 0 ? [red(`${about} left ${count(certain, 'leftover')} on the tenant.`)] : []),
      // Such as a report that could not be written.
      ...(own.errors.length > 0 && verdict === 'conformant' && record.exitCode !== 0
        ? [runFirst(`${about} had ${count(own.errors.length, 'error')} after its verdict.`, question)]
        : []),
    ],
    remarks: [
      ...(verdict === 'conformant' || !isAccepted(verdict, question)
        ? []
        : [`${about} ended ${verdict}, which --allow accepts.`]),
      ...(deviations > 0 ? [`${count(deviations, 'known deviation')} of the tenant did not count.`] : []),
    ],
  };
}

/** Names what broke or was not tried by its address. What a tenant answered is in the notebook. */
function notAccepted(beginning: string, own: Chosen['own'], question: Question): Refusal {
  const notProved = own.cells.filter(({ status }) => status !== 'passed' && status !== 'not tried');
  const broken = notProved.filter(({ status }) => status === 'non-conformant');
  const blocked = notProved.filter(({ status }) => status === 'blocked');
  // What did not run after a blocked cell only follows from it.
  const shown = [broken, blocked, notProved].find((each) => each.length > 0) ?? [];
  const sentence = `${beginning}${shown.length === 0 ? '' : `: ${named(shown.map(({ address }) => address))}`}.`;
  if (broken.length === 0) return runFirst(sentence, question);
  return {
    sentence,
    remedy: 'read the notebook of that run: it explains each failure',
    help: 'gate',
    isRed: true,
  };
}

function named(addresses: readonly string[]): string {
  const more = addresses.length - MAX_NAMED;
  return [...addresses.slice(0, MAX_NAMED), ...(more > 0 ? [`${String(more)} more`] : [])].join(', ');
}
