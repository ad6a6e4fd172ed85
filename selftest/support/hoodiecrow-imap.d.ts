/** What these tests use of an IMAP server in plain JavaScript. */
declare module 'hoodiecrow-imap' {
  import type { Server } from 'node:net';

  export default function hoodiecrow(options: {
    plugins: readonly string[];
    users: Record<string, { password: string; xoauth2?: { accessToken: string } }>;
    storage: Record<string, object>;
    secureConnection?: boolean;
  }): { server: Server };
}
