/** Reports the secrets of a request to the witness, before anything can refuse the request. */
import type { SecretKind, SecretLog } from '../site/secrets.ts';
import type { DekiRequest } from './request.ts';

const parameters: Record<string, SecretKind> = {
  currentpassword: 'password',
  accountpassword: 'password',
  authpassword: 'password',
  apikey: 'apikey',
  'x-deki-token': 'server_token',
};

const headers: Record<string, SecretKind> = { 'x-apikey': 'apikey', 'x-deki-token': 'server_token' };

/** @param bodyIsPassword whether the body is a password */
export async function noteSecrets(
  secrets: SecretLog,
  request: DekiRequest,
  bodyIsPassword: boolean,
): Promise<void> {
  for (const [name, kind] of Object.entries(parameters)) secrets.record(kind, request.query.get(name) ?? '');
  for (const [name, kind] of Object.entries(headers)) secrets.record(kind, request.header(name) ?? '');
  for (const token of [request.query.get('authtoken'), request.header('x-authtoken')]) {
    secrets.record(token?.startsWith('imp_') === true ? 'impersonation_token' : 'authtoken', token ?? '');
  }
  secrets.record('cookie', request.cookie('authtoken') ?? '');
  const pair = Buffer.from(
    /^basic\s+(.*)$/i.exec(request.header('authorization') ?? '')?.[1] ?? '',
    'base64',
  ).toString('utf8');
  if (pair.includes(':')) secrets.record('password', pair.slice(pair.indexOf(':') + 1));
  if (bodyIsPassword) secrets.record('password', (await request.readableText()) ?? '');
}
