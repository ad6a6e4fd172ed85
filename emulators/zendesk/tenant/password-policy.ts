/** The password security levels (https://support.zendesk.com/hc/en-us/articles/4408822149018). */
import { ATTEMPTS_BEFORE_LOCKOUT, BREACHED_PASSWORDS } from './assumptions.ts';
import { isAmongLast, type StoredPassword } from './password-store.ts';

export type PolicyLevel = 'low' | 'medium' | 'high' | 'recommended';

/** The person who will have the password. */
export interface PasswordOwner {
  email: string | null;
  stored: StoredPassword | null;
}

interface Rule {
  /** The text that the requirements endpoint and a refusal show. */
  text: string;
  isMet: (password: string, owner: PasswordOwner) => boolean;
}

export interface Policy {
  /** `security_policy_id`. */
  id: number;
  rules: Rule[];
  failedAttemptsAllowed: number;
  /** How many of the last passwords cannot be used again. */
  historyLength: number;
  minimumLength: number;
}

const atLeast = (length: number): Rule => ({
  text: `must be at least ${length} characters`,
  isMet: (password) => Array.from(password).length >= length,
});
const notTheAddress: Rule = {
  text: 'must be different from email address',
  isMet: (password, { email }) => password.toLowerCase() !== email?.toLowerCase(),
};
const mixedCase: Rule = {
  text: 'must include letters in mixed case',
  isMet: (password) => /\p{Lu}/u.test(password) && /\p{Ll}/u.test(password),
};
const aNumber: Rule = { text: 'must include a number', isMet: (password) => /\d/.test(password) };
const aSpecialCharacter: Rule = {
  text: 'must include a character that is not a letter or number',
  isMet: (password) => /[^\p{L}\p{N}]/u.test(password),
};
const notTheLast = (count: number): Rule => ({
  text: `must be different from the previous ${count} passwords`,
  isMet: (password, { stored }) => !isAmongLast(stored, password, count),
});
const notTheProduct: Rule = {
  text: 'must not contain "Zendesk"',
  isMet: (password) => !password.toLowerCase().includes('zendesk'),
};
const notLikeTheAddress: Rule = {
  text: 'must not be similar to your email address',
  isMet: (password, { email }) => {
    const localPart = email?.toLowerCase().split('@')[0] ?? '';
    // One or two letters would forbid half of all passwords.
    return localPart.length < 3 || !password.toLowerCase().includes(localPart);
  },
};
const notBreached: Rule = {
  text: 'must not be a password that is known to have been compromised',
  isMet: (password) => !BREACHED_PASSWORDS.has(password.toLowerCase()),
};

const classes = [aNumber, mixedCase, aSpecialCharacter];

const policies: Record<PolicyLevel, Policy> = {
  low: {
    id: 100,
    rules: [atLeast(5), notTheAddress],
    failedAttemptsAllowed: ATTEMPTS_BEFORE_LOCKOUT,
    historyLength: 0,
    minimumLength: 5,
  },
  medium: {
    id: 200,
    rules: [atLeast(6), ...classes, notTheAddress],
    failedAttemptsAllowed: ATTEMPTS_BEFORE_LOCKOUT,
    historyLength: 0,
    minimumLength: 6,
  },
  high: {
    id: 300,
    rules: [atLeast(6), ...classes, notTheAddress, notTheLast(5)],
    failedAttemptsAllowed: ATTEMPTS_BEFORE_LOCKOUT,
    historyLength: 5,
    minimumLength: 6,
  },
  recommended: {
    id: 350,
    rules: [atLeast(12), ...classes, notTheProduct, notLikeTheAddress, notBreached],
    failedAttemptsAllowed: 5,
    historyLength: 0,
    minimumLength: 12,
  },
};

export function policyOf(level: PolicyLevel): Policy {
  return policies[level];
}

/** The requirements that a password fails, in words; empty if it meets all. */
export function violations(level: PolicyLevel, password: string, owner: PasswordOwner): string[] {
  return policies[level].rules.filter((rule) => !rule.isMet(password, owner)).map((rule) => rule.text);
}
