/** The questions of a system's setup, as data. `helpers/setup/` asks them. */
import type { CleanUpRecord } from '../clean-up/clean-up.ts';
import type { HostGuard } from '../http/hosts.ts';
import type { Transport } from '../http/transport.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Settings } from '../settings/settings.ts';
import type { Values } from '../settings/values.ts';

/**
 * What a check found: the answer fits, it does not, or that cannot be known. A problem says what to do about it. It names the
 * questions whose answers may be wrong, the likeliest one first, and may offer other answers with which it would not arise.
 */
export type CheckResult =
  /** `but` is what keeps a run from passing although the answer fits. */
  | { found: 'ok'; seen: string; but?: string }
  | { found: 'unknown'; why: string }
  | {
      found: 'problem';
      message: string;
      about?: readonly string[];
      instead?: { label: string; answers: Values };
    };

/** An option of a choice. */
export interface Option<Value extends string> {
  value: Value;
  label: string;
  hint?: string;
}

/** What the connection of any system is built from. */
export interface ConnectionParts {
  transport: Transport;
  guard: HostGuard;
  ledger: Ledger;
}

/** What is the same for every question. A question that sets nothing is only a check of the answers before it. */
interface QuestionData {
  /** Its name. If it decides only which questions follow, it is in lower case, and its answer is not written. */
  name: string;
  message: string;
  /** Where the answer is found, or what it is used for. If not given, what the settings say about the variable. */
  hint?: string | ((answers: Values) => string);
  /** The variables that it sets, if that is not the one with its name. Each can be given as a flag. */
  sets?: readonly string[];
  /** Turns what a person typed into values of these variables. If not given, it is the value. */
  read?: (typed: string) => Values;
  /** Turns values back into what a person would type. */
  write?: (answers: Values) => string | undefined;
  choices?: (answers: Values) => readonly Option<string>[];
  /** The answer that is offered if none is stored. */
  initial?: (answers: Values) => string | undefined;
  /** What happens without an answer. If not given, there must be one. */
  withoutAnswer?: (answers: Values) => string | undefined;
  /** Whether it is asked, given the answers so far. */
  applies?: (answers: Values) => boolean;
  /** Whether it is not asked at all, and answered only by a flag, the environment, the file, or an offer of a check. */
  isNotAsked?: true;
  /** The answer that other answers imply, which may be given although they have not been asked yet. */
  implied?: (given: Values) => string | undefined;
  /** Finds a mistake that the settings do not know, as a sentence. */
  validate?: (values: Values, answers: Values) => string | undefined;
  /** What a person should know about an answer, although it is right. */
  remark?: (values: Values, answers: Values) => string | undefined;
  /** What is shown while its check is under way. `{host}` stands for the tenant's host. */
  checking?: string | ((answers: Values) => string);
}

/** What a check may use, besides the tenant. */
export interface CheckTools {
  answers: Values;
  settings: Settings;
  /** Asks the person at the terminal for a passcode that was emailed to this address. `undefined` if there is no person. */
  askPasscode: ((address: string) => Promise<string>) | undefined;
}

/** One question of a system that reaches its tenants by this connection. */
interface Question<Connection> extends QuestionData {
  /** Calls the tenant with the answers so far. It may throw what calls throw, and leaves nothing that lives. */
  check?: (connection: Connection, tools: CheckTools) => Promise<CheckResult>;
}

/** How a system is set up. The rest of Keyturn does not know its connection. */
export interface Setup {
  questions: readonly AskedQuestion[];
  /** The variables of the file that contradict these answers, and are removed. */
  contradicting: (answers: Values) => readonly string[];
}

/** A question, with a check that does not show its connection. */
export interface AskedQuestion extends QuestionData {
  opening?: OpenForCheck;
}

/** Connects for one check. */
export type OpenForCheck = (
  parts: ConnectionParts,
  tools: CheckTools,
) => {
  check: () => Promise<CheckResult>;
  /** Removes what the check obtained and did not revoke on its own. Never throws. */
  cleanUp: (transport: Transport) => Promise<CleanUpRecord>;
  /** Closes what the connection has opened, such as a browser. */
  close: () => Promise<void>;
};

/** What a system defines. */
interface Definition<Connection> {
  questions: readonly Question<Connection>[];
  contradicting: (answers: Values) => readonly string[];
  connect: (parts: ConnectionParts, tools: CheckTools) => Connection;
  cleanUp: (connection: Connection, settings: Settings) => Promise<CleanUpRecord>;
  close?: (connection: Connection) => Promise<void>;
}

/** Returns a system's setup, in the form that code which knows no system can use. */
export function defineSetup<Connection extends { transport: Transport }>({
  questions,
  contradicting,
  connect,
  cleanUp,
  close,
}: Definition<Connection>): Setup {
  return {
    contradicting,
    questions: questions.map(({ check, ...data }) => {
      if (check === undefined) return data;
      const opening: OpenForCheck = (parts, tools) => {
        const connection = connect(parts, tools);
        return {
          check: () => check(connection, tools),
          cleanUp: (transport) => cleanUp({ ...connection, transport }, tools.settings),
          close: async () => close?.(connection),
        };
      };
      return { ...data, opening };
    }),
  };
}

/** Whether a question's name is a variable of the settings. */
export function isVariable(name: string): boolean {
  return /^[A-Z]/.test(name);
}

/** Returns the names under which the answers of a question are kept. */
export function answersOf({ name, sets }: Pick<QuestionData, 'name' | 'sets'>): readonly string[] {
  return sets ?? [name];
}
