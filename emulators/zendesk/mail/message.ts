/** Mails as they arrive: messages of RFC 5322 with a text and an HTML part. */
import { randomUUID } from 'node:crypto';
import { escape } from '../sign-in/layout.ts';
import { BRAND } from '../tenant/assumptions.ts';
import type { Mail } from '../tenant/mailbox.ts';

/** The support address of the account. */
const SENDER = 'support@emulated-tenant.example';

/** Base64 in lines of 76 characters, so that no character needs an exception. */
function encoded(text: string): string {
  const base64 = Buffer.from(text.replace(/\r?\n/g, '\r\n')).toString('base64');
  return base64.replace(/.{76}(?=.)/g, '$&\r\n');
}

/** The complete message. */
export function messageOf(mail: Mail): string {
  const boundary = `--==_mimepart_${randomUUID()}`;
  const part = (type: string, text: string): string[] => [
    `--${boundary}`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    encoded(text),
  ];
  return [
    `Date: ${new Date(mail.sentAt).toUTCString().replace('GMT', '+0000')}`,
    `From: ${BRAND} <${SENDER}>`,
    `To: ${withoutLineBreaks(mail.to)}`,
    `Message-ID: <${randomUUID()}@emulated-tenant.example>`,
    `Subject: ${withoutLineBreaks(mail.subject)}`,
    'MIME-Version: 1.0',
    'Auto-Submitted: auto-generated',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
    '',
    ...part('text/plain', `${mail.text}\n\n${FOOTER}\n`),
    ...part('text/html', htmlOf(mail)),
    `--${boundary}--`,
    '',
  ].join('\r\n');
}

/** A year, a house number and a postal code, which are not passcodes. */
const FOOTER = `This email is a service from ${BRAND}. © 2026, 181 Fremont Street, 17th Floor, San Francisco, CA 94105`;

/** The HTML part. Passcodes are large; colors and sizes are numbers, too. */
function htmlOf({ subject, text }: Mail): string {
  const lines = text
    .split('\n')
    .map((line) =>
      escape(line).replace(/\b\d{6}\b/g, '<strong style="font-size:28px;color:#333333">$&</strong>'),
    )
    .map((line) => `<p style="color:#2f3941;line-height:22px">${line}</p>`);
  return `<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>${escape(subject)}</title></head>
<body style="background:#f8f9f9;width:600px">
${lines.join('\n')}
<p style="color:#999999;font-size:12px">${escape(FOOTER)}</p>
</body></html>
`;
}

/** A line break would begin another header. */
function withoutLineBreaks(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}
