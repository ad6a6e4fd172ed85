/** The mailbox of the option `mailTo`. */

export interface MailTarget {
  /** Always this machine. */
  host: string;
  port: number;
  user: string;
  password: string;
  folder: string;
}

const IMAP_PORT = 143;
const THIS_MACHINE = ['127.0.0.1', 'localhost', '[::1]'];

/** Reads `imap://user:password@127.0.0.1:PORT/FOLDER`; null if it is something else, or leads to another machine. */
export function readMailTarget(text: string): MailTarget | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'imap:' || !THIS_MACHINE.includes(url.hostname)) return null;
  try {
    const [user, password, folder] = [url.username, url.password, url.pathname.slice(1)].map(
      decodeURIComponent,
    );
    if (!user || !password) return null;
    return {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port === '' ? IMAP_PORT : Number(url.port),
      user,
      password,
      folder: folder || 'INBOX',
    };
  } catch {
    // A percent sign that encodes nothing.
    return null;
  }
}

/** Whether a string names such a mailbox. */
export function isMailTarget(text: string): boolean {
  return readMailTarget(text) !== null;
}

/** The same URL without the password. */
export function publicAddress(text: string): string {
  const url = new URL(text);
  url.password = '';
  return url.href;
}
