/** Prints a line for each result, and writes the tables to `results/faults/` at the end. */
import type { FullResult, Reporter, Suite, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import colors from 'picocolors';
import { PROJECT } from '../../helpers/machine/project.ts';
import { RESULT, type Result } from './result.ts';
import { TENANTS } from './tenants.ts';
import { findingsOf, isRight, outcomeOf, pageOf, summaryOf } from './table.ts';

const FOLDER = join(PROJECT, 'results', 'faults');

export default class TableReporter implements Reporter {
  readonly #results: Result[] = [];
  #broken = 0;

  printsToStdio(): boolean {
    return true;
  }

  onBegin(_: unknown, suite: Suite): void {
    const count = suite.allTests().length;
    console.log(
      `\nRunning the contract checks and the notebook against ${String(count)} ${count === 1 ? 'tenant' : 'tenants'}.\n`,
    );
  }

  onTestEnd({ title }: TestCase, { attachments, error, duration, status }: TestResult): void {
    const body = attachments.find(({ name }) => name === RESULT)?.body;
    const seconds = colors.dim(`${(duration / 1000).toFixed(1)} s`);
    if (body === undefined) {
      if (status === 'skipped') return;
      this.#broken++;
      console.log(`${colors.red('✗')} ${title}  ${seconds}\n${indent(error?.message ?? status)}`);
      return;
    }
    const result = JSON.parse(body.toString()) as Result;
    this.#results.push(result);
    const { system, kind, name, sentence } = result;
    const right = isRight(result);
    const mark = right ? colors.green('✓') : colors.red('✗');
    console.log(`${mark} ${system} ${kind} ${colors.bold(name)}: ${outcomeOf(result)}  ${seconds}`);
    if (right) return;
    console.log(indent(sentence));
    for (const { address, message } of findingsOf(result)) console.log(indent(`${address}: ${message}`));
  }

  onError({ message }: TestError): void {
    this.#broken++;
    console.log(colors.red(message ?? 'unknown error'));
  }

  onEnd({ status, duration }: FullResult): Promise<{ status: FullResult['status'] }> {
    const place = (result: Result) =>
      TENANTS.findIndex(
        ({ system, kind, name }) => system === result.system && kind === result.kind && name === result.name,
      );
    const results = this.#results.sort((a, b) => place(a) - place(b));
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, 'faults.json'), `${JSON.stringify(results, undefined, 2)}\n`);
    writeFileSync(join(FOLDER, 'table.md'), pageOf(results));
    const wrong = results.filter((each) => !isRight(each));
    console.log(`\n${summaryOf(results)} ${(duration / 1000).toFixed(0)} s.`);
    for (const each of wrong) console.log(colors.red(`  ${each.system} ${each.name}: ${outcomeOf(each)}`));
    if (this.#broken > 0) console.log(colors.red(`  ${String(this.#broken)} could not be judged`));
    if (status === 'interrupted') console.log('  interrupted');
    console.log(colors.dim(`Tables: ${join(FOLDER, 'table.md')}\n`));
    return Promise.resolve({
      status: status === 'passed' && (wrong.length > 0 || this.#broken > 0) ? 'failed' : status,
    });
  }
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
