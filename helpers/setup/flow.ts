/** Goes through the questions of a system: gets each answer, checks it on the tenant, and goes back if it does not fit. */
import { loggable } from '../http/printable.ts';
import type { SecretRegistry } from '../secrets/registry.ts';
import type { Values } from '../settings/values.ts';
import type { Variables } from '../settings/variables.ts';
import type { System } from '../systems/system.ts';
import { HostConfirmation } from './confirm-host.ts';
import { checkOnTenant } from './on-tenant.ts';
import { Cancelled, type Prompter, type Screen } from './prompts/prompter.ts';
import { mistakeIn, provisionalSettings } from './provisional.ts';
import {
  type AskedQuestion,
  answersOf,
  type CheckResult,
  isVariable,
  type Option,
  type Setup,
} from '../questions/question.ts';
import { givenTo, impliedFor, type Known, resolve, storedFor, usableFor, valuesFor } from './resolve.ts';
import { ask } from './ask.ts';
import { HIDDEN, isHidden } from './changes.ts';
import { Stopped } from './stopped.ts';

/** What the flow works with. */
export interface FlowOptions extends Known {
  /** Everything in the file. */
  stored: Values;
  system: System;
  setup: Setup;
  variables: Variables;
  /** Settings of the run that are set already, such as a proxy. */
  runValues: Values;
  screen: Screen;
  /** `undefined` if no person can be asked. */
  prompter: Prompter | undefined;
  /** The host that the command line confirms. */
  confirmHost: string | undefined;
  secrets: Pick<SecretRegistry, 'learn' | 'markPublic'>;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** The answers of all questions. */
export interface FlowResult {
  /** By variable, and by the names of choices. */
  answers: Values;
  /** Stored variables that a person decided against. */
  removed: string[];
  writeHosts: string | undefined;
}

/** Asks and checks everything. */
export async function askAll(options: FlowOptions): Promise<FlowResult> {
  return new Flow(options).run();
}

class Flow {
  readonly #options: FlowOptions;
  readonly #answers: Values = {};
  /** The questions that have been answered, by name. */
  readonly #settled = new Set<string>();
  /** The questions that have been answered at least once. The answers that are given are used only then. */
  readonly #asked = new Set<string>();
  /** The questions whose answers have been checked. */
  readonly #verified = new Set<string>();
  readonly #confirmation: HostConfirmation;
  #known: Known;

  constructor(options: FlowOptions) {
    this.#options = options;
    this.#known = options;
    this.#confirmation = new HostConfirmation(options);
  }

  async run(): Promise<FlowResult> {
    const { setup, system } = this.#options;
    const { questions } = setup;
    for (let at = 0; at < questions.length;) {
      const question = questions[at];
      if (question === undefined) break;
      if (question.applies?.(this.#answers) === false) {
        this.#forget(question);
        at++;
        continue;
      }
      if (!this.#settled.has(question.name)) await this.#settle(question);
      if (answersOf(question).some((name) => system.settings.tenant.includes(name))) {
        const confirmed = await this.#confirmation.of(this.#baseUrl());
        if (!confirmed) {
          this.#reopen(question.name);
          continue;
        }
        const { stored, variables } = this.#options;
        this.#known = { ...this.#known, usable: usableFor(system, stored, this.#answers, variables) };
      }
      const back = this.#verified.has(question.name) ? undefined : await this.#verify(question);
      if (back === undefined) {
        this.#verified.add(question.name);
        at++;
      } else at = Math.min(at, ...back.map((name) => this.#indexOf(name)));
    }
    return {
      answers: this.#answers,
      removed: this.#removed(),
      writeHosts: this.#confirmation.writeHosts,
    };
  }

  #removed(): string[] {
    const { setup, stored } = this.#options;
    const declined = setup.questions
      .filter(({ name }) => this.#settled.has(name))
      .flatMap(answersOf)
      .filter((name) => isVariable(name) && this.#answers[name] === undefined);
    const all = [...declined, ...setup.contradicting(this.#answers)];
    return [...new Set(all)].filter((name) => stored[name] !== undefined);
  }

  #baseUrl(): URL {
    const { target } = provisionalSettings(this.#options.system, this.#values()).of(
      this.#options.system.settings,
    );
    if (target === undefined) throw new Error('the answers name no tenant');
    return new URL(target.baseUrl);
  }

  /** The values for a check: those of the run, and the answers. Nothing else that is stored is used before it was asked. */
  #values(): Values {
    const { runValues } = this.#options;
    const { writeHosts } = this.#confirmation;
    return {
      ...runValues,
      ...this.#answers,
      ...(writeHosts === undefined ? {} : { KEYTURN_WRITE_HOSTS: writeHosts }),
    };
  }

  #indexOf(name: string): number {
    return this.#options.setup.questions.findIndex((each) => each.name === name);
  }

  #forget(question: AskedQuestion): void {
    for (const name of answersOf(question)) this.#answers[name] = undefined;
    this.#settled.delete(question.name);
    this.#verified.delete(question.name);
  }

  /** Lets a question be asked again. What depends on it is checked again. */
  #reopen(name: string): void {
    const { questions } = this.#options.setup;
    this.#settled.delete(name);
    for (const each of questions.slice(this.#indexOf(name))) this.#verified.delete(each.name);
  }

  /** Gets the answer of a question. */
  async #settle(question: AskedQuestion): Promise<void> {
    const { screen, prompter, variables } = this.#options;
    const isFirst = !this.#asked.has(question.name);
    this.#asked.add(question.name);
    const given = isFirst ? givenTo(question, this.#known) : {};
    const hasGiven = Object.keys(given).length > 0;
    if (hasGiven || prompter === undefined || question.isNotAsked === true) {
      const values = resolve(question, this.#known, this.#answers) ?? {};
      const mistake = this.#mistakeIn(question, values);
      if (mistake === undefined) {
        if (hasGiven) this.#showGiven(Object.keys(given));
        this.#accept(question, values);
        return;
      }
      if (prompter === undefined || question.isNotAsked === true) throw new Stopped(mistake);
      screen.problem(mistake);
    }
    const values = await ask(question, {
      prompter,
      answers: this.#answers,
      stored: storedFor(question, this.#known),
      implied: impliedFor(question, this.#known),
      current: isFirst ? undefined : this.#answers,
      isSecret: answersOf(question).some((name) => variables.get(name)?.secret !== undefined),
      isHidden: answersOf(question).some((name) => isHidden(variables, name)),
      hint: (name) => variables.remedyFor(name),
      mistakeIn: (typed) => this.#mistakeIn(question, valuesFor(question, typed)),
    });
    this.#accept(question, values);
  }

  #mistakeIn(question: AskedQuestion, values: Values): string | undefined {
    const { system, variables } = this.#options;
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const choices = question.choices?.(this.#answers).map((option) => option.value);
      if (choices?.includes(value) === false) return `${name} must be ${choices.join(' or ')}.`;
      const mistake = mistakeIn(system, name, value, { variables, answers: this.#answers });
      if (mistake !== undefined) return mistake;
    }
    const variablesSet = Object.keys(values).filter((name) => values[name] !== undefined);
    if (variablesSet.length > 1) return `${variablesSet.join(' and ')} are both given. Keep one of them.`;
    return question.validate?.(values, this.#answers);
  }

  #showGiven(names: readonly string[]): void {
    const { given, variables, screen } = this.#options;
    for (const name of names) {
      const { value = '', from = '' } = given.get(name) ?? {};
      const shown = isHidden(variables, name) ? HIDDEN : loggable(value);
      screen.say(`${name} = ${shown}, from ${from}`);
    }
  }

  #accept(question: AskedQuestion, values: Values): void {
    const { variables, secrets, screen } = this.#options;
    for (const name of answersOf(question)) this.#answers[name] = undefined;
    Object.assign(this.#answers, values);
    for (const [name, value] of Object.entries(values)) {
      const kind = variables.get(name)?.secret;
      if (value === undefined || !isVariable(name)) continue;
      if (!isHidden(variables, name)) secrets.markPublic(value);
      if (kind !== undefined) secrets.learn(value, kind, name);
    }
    this.#settled.add(question.name);
    const remark = question.remark?.(values, this.#answers);
    if (remark !== undefined) screen.warn(loggable(remark));
  }

  /** Checks an answer. Returns the questions to go back to, or `undefined` if setup can go on. */
  async #verify(question: AskedQuestion): Promise<string[] | undefined> {
    const { screen, prompter } = this.#options;
    for (;;) {
      const result = await this.#check(question);
      if (result?.found === 'ok' && result.but !== undefined) screen.warn(loggable(result.but));
      if (result?.found !== 'problem') return undefined;
      screen.problem(loggable(result.message));
      if (prompter === undefined)
        throw new Stopped('Nothing was written. Correct the answer, and run setup again.');
      const next = await this.#afterProblem(question, result, prompter);
      if (next !== 'again') return next === 'keep' ? undefined : next;
    }
  }

  async #check(question: AskedQuestion): Promise<CheckResult | undefined> {
    const { system, screen, prompter, signal } = this.#options;
    const { opening, checking = 'Asking {host} …' } = question;
    if (opening === undefined) return undefined;
    const settings = provisionalSettings(system, this.#values());
    const { host } = this.#baseUrl();
    const text = (typeof checking === 'string' ? checking : checking(this.#answers)).replace('{host}', host);
    const sayStopping = () =>
      screen.say(
        'Stopping. If a token was obtained, it is revoked first. (Ctrl-C twice more stops at once.)',
      );
    return screen.task(text, async (aside) => {
      let passcodes = 0;
      signal.addEventListener('abort', sayStopping, { once: true });
      try {
        const askPasscode =
          prompter === undefined
            ? undefined
            : (address: string) =>
                aside(() =>
                  prompter.text({
                    message:
                      passcodes++ === 0
                        ? `A passcode was emailed to ${address}. Enter its six digits.`
                        : `That passcode was not accepted. A new one was emailed to ${address}: enter the six digits of the newest email.`,
                    validate: (typed) =>
                      /^\d{6}$/.test(typed.replaceAll(/\s/g, '')) ? undefined : 'Please enter six digits.',
                  }),
                );
        const tools = { answers: this.#answers, settings, askPasscode };
        const result = await checkOnTenant(system, opening, tools, signal);
        return { end: endOf(result), result };
      } finally {
        signal.removeEventListener('abort', sayStopping);
      }
    });
  }

  async #afterProblem(
    question: AskedQuestion,
    { about = [question.name], instead }: Extract<CheckResult, { found: 'problem' }>,
    prompter: Prompter,
  ): Promise<string[] | 'again' | 'keep'> {
    const { questions } = this.#options.setup;
    const isFirst = answersOf(question).some((name) => this.#options.system.settings.tenant.includes(name));
    const others = about.filter((name) =>
      questions.some((each) => each.name === name && each.applies?.(this.#answers) !== false),
    );
    const options: Option<string>[] = [
      ...(instead === undefined ? [] : [{ value: 'instead', label: instead.label }]),
      ...others.map((name) => ({
        value: `other ${name}`,
        label: `Change the answer to “${this.#titleOf(name)}”`,
      })),
      { value: 'again', label: 'Check again', hint: 'after you have changed something elsewhere' },
      { value: 'keep', label: 'Keep the answer anyway' },
      { value: 'quit', label: 'Quit', hint: isFirst ? NETWORK : 'nothing is written' },
    ];
    const chosen = await prompter.select({ message: 'What now?', options, initial: options[0]?.value });
    if (chosen === 'quit') throw new Cancelled();
    if (chosen === 'again' || chosen === 'keep') return chosen;
    if (chosen === 'instead' && instead !== undefined) {
      const changed = this.#options.setup.questions
        .filter((each) => answersOf(each).some((name) => name in instead.answers))
        .map(({ name }) => name);
      for (const name of changed) this.#reopen(name);
      Object.assign(this.#answers, instead.answers);
      for (const name of changed) this.#settled.add(name);
      return changed;
    }
    const name = chosen.replace(/^other /, '');
    // What was answered after it belongs to it: the password of another address, the secret of another client.
    const reopened = others.filter((each) => this.#indexOf(each) >= this.#indexOf(name));
    for (const each of reopened) this.#reopen(each);
    return reopened;
  }

  #titleOf(name: string): string {
    return this.#options.setup.questions[this.#indexOf(name)]?.message ?? name;
  }
}

/** What a person cannot answer here. */
const NETWORK =
  'nothing is written. If a proxy or certificates are missing, put HTTPS_PROXY or NODE_EXTRA_CA_CERTS into the settings file, and start again';

function endOf(result: CheckResult): { mark: 'ok' | 'unknown'; text: string } | undefined {
  switch (result.found) {
    case 'ok':
      return { mark: 'ok', text: loggable(result.seen) };
    case 'unknown':
      return { mark: 'unknown', text: loggable(result.why) };
    case 'problem':
      return undefined;
  }
}
