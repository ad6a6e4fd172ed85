/**
 * The topics of `npm run doctor -- --explain CODE`. Every error that blocks a run names one. Their text is in
 * `docs/help.md`, with a section for each code, in this order.
 */
export const HELP_TOPICS = [
  // Before the first call
  'settings',
  'fleet',
  'no-tenant',
  'host-not-listed',
  'leaking-variables',
  'command-line',
  'whole-notebook',
  'node-version',
  'browser',
  'folders',
  'ledger',
  'deviations',
  'shards',
  'stored-record',
  'gate',
  'test-list',
  // On the way to the tenant
  'network',
  'proxy',
  'certificates',
  'firewall',
  'wrong-address',
  'clock',
  // Answers that cannot be judged
  'rate-limit',
  'server-error',
  'database-conflict',
  'empty-answer',
  'answer-contradicts',
  'lost-answer',
  'time-limit',
  'tenant-reset',
  // Zendesk: the client and the admin
  'api-access',
  'oauth-client',
  'grant',
  'scopes',
  'redirect-url',
  'consent',
  'admin',
  'admin-sign-in',
  'manual-sign-in',
  // Zendesk: the tenant's settings
  'passwords-setting',
  'password-sign-in',
  'single-sign-on',
  'two-factor',
  'ip-ranges',
  'seats',
  'agent-mails',
  // Zendesk: the test user's sign-in
  'passcode',
  'passcode-command',
  'imap',
  'mailbox',
  'sign-in-page',
  'lockout',
  'test-user-address',
  'test-password',
  'user-search',
  // CXone Expert
  'expert-site',
  'expert-credentials',
  'expert-admin',
  'expert-pool',
  'expert-names',
  // What a run leaves
  'leftovers',
  'left-alone',
  // After a run
  'webhook',
  'nights',
  'github-issues',
  // Keyturn itself
  'defect',
] as const;

/** The code of a topic, in kebab case. */
export type HelpTopic = (typeof HELP_TOPICS)[number];

/** Returns the command that shows a topic. */
export function explainCommand(topic: string): string {
  return `npm run doctor -- --explain ${topic}`;
}
