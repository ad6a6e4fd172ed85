/** The command `npm run gate`: whether a release may go, by the recorded runs of a tenant. It calls no tenant. */
import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { npmCommand } from '../command-line/command.ts';
import { CONSOLE, type Output } from '../command-line/output.ts';
import { findTenant, hostOf } from '../history/find-tenant.ts';
import { damagedNamesIn, folderOf, pointsProblems, readPoints, tenantsIn } from '../history/files.ts';
import { loggable } from '../http/printable.ts';
import pc from 'picocolors';
import { firstLine, onOneLine } from '../lines.ts';
import { displayPath } from '../machine/project.ts';
import { RECORD } from '../results/files.ts';
import { secrets } from '../secrets/registry.ts';
import { describeMistakes } from '../settings/mistake.ts';
import { teach } from '../settings/secrets.ts';
import { loadSettings } from '../systems/settings.ts';
import { describe, messageOf } from '../verdict/errors.ts';
import { EXIT } from '../verdict/verdict.ts';
import { wrap } from '../wrap.ts';
import { columnsOf } from '../machine/terminal.ts';
import { type Answer, answer } from './answer.ts';
import { readArguments } from './arguments.ts';
import { readRecords } from './records.ts';
import { minuteOf } from './refusal.ts';
import { codeHere } from './this-code.ts';

/** Set by GitHub: the file to which a step appends its outputs. */
const OUTPUTS_FILE = 'GITHUB_OUTPUT';

/**
 * Runs the command.
 *
 * @returns the exit code
 */
export async function gate(
  words: readonly string[],
  { print, complain: write }: Output = CONSOLE,
): Promise<number> {
  const safe = (text: string) => loggable(secrets.redact(text));
  // A mistake in the command line repeats what was typed, which may be a secret.
  const loaded = loadSettings();
  teach(loaded, secrets);
  const asked = readArguments(words);
  const complain = (message: string) => {
    write(safe(`\n  ${message.replaceAll('\n', '\n  ')}\n`));
    return EXIT.notJudged;
  };
  if (!asked.ok) return complain(asked.mistake);
  const { question } = asked;
  // A misspelled KEYTURN_RECORD_KEY must not mean that nobody looks at the signature.
  if (!loaded.ok) return complain(describeMistakes(loaded.mistakes, loaded.source));
  const key = loaded.settings.recordKey;
  const isDefault = question.places.length === 0;
  const known = isDefault ? tenantsIn(loaded.history) : [];
  // A history may contain hundreds of tenants.
  const found = isDefault ? findTenant(question.tenant, known) : undefined;
  const places = isDefault
    ? [
        join(loaded.settings.results, RECORD),
        ...(found?.ok === true ? [folderOf(loaded.history, found.tenant)] : []),
      ].filter((path) => existsSync(path))
    : question.places;
  const given = await answer({
    question,
    files: readRecords(places, key),
    known,
    pointsOf: (tenant) => (isDefault ? readPoints(loaded.history, tenant) : []),
    problemsOf: (tenant) =>
      isDefault
        ? [
            ...pointsProblems(loaded.history, tenant),
            // A tenant that was not found is what was typed, and may be the one of a damaged file.
            ...(URL.canParse(tenant) ? [] : damagedNamesIn(loaded.history)).map(
              (file) => `${displayPath(file)} is damaged.`,
            ),
          ]
        : [],
    codeHere: () => codeHere(question.command),
    now: new Date(),
  });
  if (asked.json) print(safe(JSON.stringify(forJson(given), undefined, 2)));
  else print(safe(textOf(given, { isDryRun: asked.dryRun, hasKey: key !== undefined })));
  const outputs = process.env[OUTPUTS_FILE];
  if (outputs !== undefined && outputs !== '') {
    try {
      appendFileSync(outputs, safe(outputsOf(given)));
    } catch (failure) {
      return complain(`Cannot write the outputs of this step to ${outputs}: ${messageOf(failure)}`);
    }
  }
  return asked.dryRun ? EXIT.conformant : given.exitCode;
}

/** Returns the answer as a person reads it. */
function textOf(
  { may, verdict, tenant, decidedBy, refusals, remarks }: Answer,
  { isDryRun, hasKey }: { isDryRun: boolean; hasKey: boolean },
): string {
  const columns = columnsOf(process.stdout);
  const where = URL.canParse(tenant) ? hostOf(tenant) : tenant;
  const lines = [
    `${may ? pc.green(pc.bold('Yes')) : pc.red(pc.bold('No'))}: a release ${may ? 'may' : 'may not'} go, by the runs on ${where}.`,
  ];
  for (const { sentence, ...whatToDo } of refusals) {
    // A file that cannot be read brings its own remedy.
    const isDescribed = sentence.includes('\n');
    lines.push('', ...(isDescribed ? sentence : describe(sentence, whatToDo)).split('\n'));
  }
  if (decidedBy !== undefined) {
    const { own, file, isSigned } = decidedBy;
    const commit = own.environment?.['Commit'];
    const made = `Keyturn ${own.keyturn}${commit === undefined ? '' : `, commit ${commit.slice(0, 12)}`}`;
    const seal = isSigned
      ? 'signed'
      : hasKey
        ? 'not signed'
        : 'not edited by its digest; only KEYTURN_RECORD_KEY could prove it';
    lines.push(
      '',
      `Run: ${own.run} of ${minuteOf(own.startedAt)}, ${npmCommand(own.command)}, ${decidedBy.verdict} (${made})`,
    );
    lines.push(`Record: ${displayPath(file)} (${seal})`);
  } else if (verdict !== 'conformant') lines.push('');
  for (const remark of remarks) lines.push(pc.dim(`Note: ${remark}`));
  if (isDryRun) lines.push(pc.dim('This was a dry run, so the exit code is 0.'));
  const text = lines.map((line) => (line === '' ? '' : wrap(`  ${line}`, columns))).join('\n');
  return `\n${text.trimEnd()}\n`;
}

/** Returns the answer as `--json` prints it. */
function forJson({ decidedBy, ...given }: Answer): object {
  if (decidedBy === undefined) return given;
  const { own, file, isSigned } = decidedBy;
  const { run, command, startedAt, durationMs, keyturn, environment } = own;
  const commit = environment?.['Commit'];
  return {
    ...given,
    run: { run, command, verdict: decidedBy.verdict, startedAt, durationMs, keyturn, commit, file, isSigned },
  };
}

/** Returns the outputs of a step of GitHub Actions, each on one line. */
function outputsOf({ verdict, refusals, decidedBy }: Answer): string {
  const reason = refusals.map(({ sentence }) => firstLine(sentence)).join(' ');
  return [
    `verdict=${verdict}`,
    `reason=${onOneLine(reason)}`,
    `run=${onOneLine(decidedBy?.own.run ?? '')}`,
    '',
  ].join('\n');
}
