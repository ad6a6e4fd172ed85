import { z } from 'zod';
import type { AnyGroup, Fail } from './group.ts';
import { addNew, type Mistake } from './mistake.ts';
import { type Outside, outsideOf } from './outside.ts';
import { publicSecretMistake, publicSettings } from './public-secrets.ts';
import { DEFAULT_RESULTS, DEFAULT_STATE, defaultHistory } from './folders.ts';
import { runSettings } from './run.ts';
import { secretsIn, type SecretSetting } from './secrets.ts';
import { originOf, readSettingsFile, type SettingsFile } from './settings-file.ts';
import { type Settings, settingsOf } from './settings.ts';
import { collect, unknownNames, type Values } from './values.ts';
import { joinWithOr, Variables } from './variables.ts';

/** All settings, or all mistakes at once. */
export type Loaded = (
  { ok: true; settings: Settings; source: string } | { ok: false; mistakes: Mistake[]; source: string }
) & {
  /** For the first lines of a run: the file that was read, how many variables it sets, and which come from the environment. */
  origin: string;
  /** The folder for everything that a run writes, even if there are mistakes. */
  results: string;
  /** The folder of the ledger, even if there are mistakes. */
  state: string;
  /** The folder of earlier runs, even if there are mistakes. */
  history: string;
  /** The secrets in the settings with their variables, even if there are mistakes. */
  secrets: SecretSetting[];
  /** The public settings, which every report may show. */
  publicValues: Values;
  /** What a command needs that calls another host than a tenant, even if there are mistakes elsewhere. */
  outside: Outside;
};

/** Reads the settings of a run and of its systems. */
export class SettingsLoader {
  readonly variables: Variables;
  readonly #systems: readonly AnyGroup[];
  readonly #groups: readonly AnyGroup[];

  /** @param systems the groups of the systems, in the order of `.env.example` */
  constructor(systems: readonly AnyGroup[]) {
    this.#systems = systems;
    this.#groups = [...systems, runSettings];
    this.variables = new Variables(this.#groups);
    for (const { prefix, variables } of systems) {
      const stray = Object.keys(variables).find((name) => !name.startsWith(`${prefix}_`));
      if (stray !== undefined) throw new Error(`The variable ${stray} does not begin with ${prefix}_.`);
    }
  }

  /** The variables that name a tenant, ready for a message. */
  get tenantVariables(): string {
    return joinWithOr(this.variables.ofTenants.flat());
  }

  /**
   * Reads the settings from `environment` and from the settings file that it names, or else from `.env` in `folder`. The
   * environment overrides the file. Never throws: every mistake is returned, and no message repeats a value that may be
   * secret.
   */
  load(environment: NodeJS.ProcessEnv, folder: string): Loaded {
    return this.loadWith(readSettingsFile(this.variables, environment, folder), environment);
  }

  /** Like {@link load}, with a settings file that has been read already. */
  loadWith(file: SettingsFile, environment: NodeJS.ProcessEnv): Loaded {
    const { variables } = this;
    const mistakes = [...file.mistakes, ...unknownNames(variables, environment, file.values)];
    const { values, given, fromShell } = collect(variables, environment, file.values, mistakes);
    const hasTenant = this.#hasTenant(values);
    const read = this.#read(values);
    // If the file could not be read, a missing setting may be in it.
    addNew(mistakes, [...read.mistakes, ...(file.isRead ? this.#checkTogether(values, hasTenant) : [])]);
    const publicValues = publicSettings(given, variables);
    // If no tenant is called, only the secrets that an emulator gets as well are used.
    const isUsed = ({ source }: SecretSetting) =>
      hasTenant || variables.get(source)?.isUsedOnEmulator === true;
    // An unused secret that is a plain word is not searched for, because it may occur anywhere.
    const secrets = secretsIn(given, variables).filter(
      (each) => isUsed(each) || !/^\p{L}+$/u.test(each.value),
    );
    addNew(
      mistakes,
      secrets.filter(isUsed).flatMap((secret) => publicSecretMistake(secret, publicValues) ?? []),
    );
    // If the folder itself is a mistake, nothing is written there.
    const isMistake = (name: string) => mistakes.some(({ variable }) => variable === name);
    const results =
      (isMistake('KEYTURN_RESULTS') ? undefined : folderIn('KEYTURN_RESULTS', values)) ?? DEFAULT_RESULTS;
    const history = isMistake('KEYTURN_HISTORY') ? undefined : folderIn('KEYTURN_HISTORY', values);
    const about = {
      source: file.path === undefined ? 'the environment' : file.path,
      origin: originOf(file, fromShell, variables),
      results,
      state: folderIn('KEYTURN_STATE', values) ?? DEFAULT_STATE,
      history: history ?? defaultHistory(results),
      secrets,
      publicValues,
      outside: outsideOf(values, mistakes, file.isRead ? [] : file.mistakes),
    };
    if (mistakes.length > 0 || read.settings === undefined) return { ok: false, mistakes, ...about };
    return { ok: true, settings: read.settings, ...about };
  }

  /** Parses the values with every group. Returns the settings and the mistakes of single variables. */
  #read(values: Values): { settings: Settings | undefined; mistakes: Mistake[] } {
    const live = isLive(values);
    const ofSystems = this.#systems.map((group) => ({
      group,
      parsed: z.object(group.shape).safeParse(values),
    }));
    const ofRun = z.object(runSettings.shape).safeParse(values);
    const mistakes = [...ofSystems.map(({ parsed }) => parsed), ofRun]
      .flatMap(({ error }) => error?.issues ?? [])
      .map(({ path, message }) => this.#mistake(String(path[0]), message));
    if (!ofRun.success || mistakes.length > 0) return { settings: undefined, mistakes };
    const read = ofSystems.map(({ group, parsed }) => [group, group.read(parsed.data ?? {}, live)] as const);
    return { settings: settingsOf(runSettings.read(ofRun.data, live), new Map(read)), mistakes };
  }

  /** Finds mistakes that involve several variables: an incomplete tenant or sign-in, or two names for one tenant. */
  #checkTogether(values: Values, hasTenant: boolean): Mistake[] {
    const mistakes: Mistake[] = [];
    const situation = { live: isLive(values), hasTenant, tenantVariables: this.tenantVariables };
    const fail: Fail<string> = (variable, problem) => mistakes.push(this.#mistake(variable, problem));
    for (const group of this.#groups) group.checkTogether(values, fail, situation);
    return mistakes;
  }

  /** Whether a tenant is configured and may be called. */
  #hasTenant(values: Values): boolean {
    return (
      isLive(values) && this.#systems.some(({ tenant }) => tenant.some((name) => values[name] !== undefined))
    );
  }

  #mistake(variable: string, problem: string): Mistake {
    return { variable, problem, remedy: this.variables.remedyFor(variable) };
  }
}

/** Whether tenants may be called at all. */
function isLive(values: Values): boolean {
  return values['KEYTURN_TARGET'] !== 'emulator';
}

/** Returns the folder that is set, or `undefined` if it is a mistake. Then the default applies, so that there is a report. */
function folderIn(
  name: 'KEYTURN_RESULTS' | 'KEYTURN_STATE' | 'KEYTURN_HISTORY',
  values: Values,
): string | undefined {
  return runSettings.shape[name].safeParse(values[name]).data;
}
