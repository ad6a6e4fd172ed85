import { expect, test } from '@playwright/test';
import { proxyFrom } from '../../helpers/http/proxy.ts';

const bypass = 'localhost,127.0.0.1,[::1]';

for (const [address, proxy] of [
  ['http://proxy.example:8080', { server: 'http://proxy.example:8080' }],
  ['https://proxy.example/', { server: 'https://proxy.example' }],
  ['http://[::1]:3128', { server: 'http://[::1]:3128' }],
  ['http://me:p%40ss@127.0.0.1:3128', { server: 'http://127.0.0.1:3128', username: 'me', password: 'p@ss' }],
  [
    'http://corp%5Cme:p%3As%2Fs%25@proxy.example:1',
    { server: 'http://proxy.example:1', username: 'corp\\me', password: 'p:s/s%' },
  ],
  ['http://m%C3%BC@proxy.example:1', { server: 'http://proxy.example:1', username: 'mü', password: '' }],
  // Not how it is written into a URL; but who writes it so means it so.
  ['http://me:100%@proxy.example:1', { server: 'http://proxy.example:1', username: 'me', password: '100%' }],
] as const) {
  test(`the proxy of ${address}`, () => expect(proxyFrom(address)).toEqual({ bypass, ...proxy }));
}
