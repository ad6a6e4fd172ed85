/** The names of the form fields in each markup. The server reads what its own pages send. */

export interface FieldNames {
  email: string;
  password: string;
  csrf: string;
  returnTo: string;
  passcode: string;
  /** Name and values of the buttons of the consent page. */
  decision: { allow: { name: string; value: string | null }; deny: { name: string; value: string | null } };
}

export const fieldNames: Record<'plain' | 'garden', FieldNames> = {
  plain: {
    email: 'user[email]',
    password: 'user[password]',
    csrf: 'authenticity_token',
    returnTo: 'return_to',
    passcode: 'passcode',
    // An <input type="submit"> sends its label in every language.
    decision: { allow: { name: 'commit', value: null }, deny: { name: 'deny', value: null } },
  },
  garden: {
    email: 'credentials.identifier',
    password: 'credentials.secret',
    csrf: 'csrf_token',
    returnTo: 'redirect',
    passcode: 'challenge.code',
    decision: { allow: { name: 'decision', value: 'approve' }, deny: { name: 'decision', value: 'reject' } },
  },
};
