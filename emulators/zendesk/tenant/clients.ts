/** OAuth clients. */

export interface OAuthClient {
  id: number;
  /** The unique identifier: `client_id` of the OAuth requests. */
  identifier: string;
  name: string;
  kind: 'confidential' | 'public';
  secret: string;
  redirectUris: string[];
  /** The person as whom the client credentials grant acts. */
  personId: number;
  /** null allows every scope. */
  allowedScopes: string[] | null;
  createdAt: number;
}
