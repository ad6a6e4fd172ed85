/** The names of the form fields in each markup. The pages send these names, and the server reads them. */

export interface FieldNames {
  email: string;
  password: string;
  csrf: string;
  returnTo: string;
  passcode: string;
  /** Names and values of the consent page's buttons. A value of null is the button's label. */
  decision: { allow: { name: string; value: string | null }; deny: { name: string; value: string | null } };
}

export const fieldNames: Record<'plain' | 'garden', FieldNames> = {
  plain: {
    email: 'user[email]',
    password: 'user[password]',
    csrf: 'authenticity_token',
    returnTo: 'return_to',
    passcode: 'passcode',
    // An <input type="submit"> sends its label, which depends on the language.
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
