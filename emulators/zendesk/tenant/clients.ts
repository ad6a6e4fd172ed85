/** An OAuth client of the tenant. */

export interface OAuthClient {
  id: number;
  /** The unique identifier: `client_id` of the OAuth requests. */
  identifier: string;
  name: string;
  kind: 'confidential' | 'public';
  secret: string;
  redirectUris: string[];
  /** The person that the client credentials grant acts as. */
  personId: number;
  mayUseClientCredentials: boolean;
  /** null allows every scope. */
  allowedScopes: string[] | null;
  createdAt: number;
}
