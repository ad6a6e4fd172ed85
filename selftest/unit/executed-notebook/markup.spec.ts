import { expect, test } from '../../support/test.ts';
import {
  addressHref,
  addressId,
  addressLink,
  exchangeAddress,
  webLink,
} from '../../../helpers/executed-notebook/html/address.ts';
import { html, lines, markup } from '../../../helpers/executed-notebook/html/markup.ts';

test('a value in a template is escaped, in an element and in an attribute', () => {
  const name = `<script>"' onload=x`;
  expect(html`<p title="${name}">${name} & co</p>`.toString()).toBe(
    '<p title="&lt;script&gt;&quot;&#39; onload=x">&lt;script&gt;&quot;&#39; onload=x & co</p>',
  );
});

test('markup is not escaped again, wherever it is', () => {
  const bold = html`<b>${'<'}</b>`;
  expect(html`${bold}${[bold, [bold]]}${markup('<br>')}`.toString()).toBe(
    '<b>&lt;</b><b>&lt;</b><b>&lt;</b><br>',
  );
});

test('nothing is drawn for a missing value, and 0 is a value', () => {
  expect(html`${undefined}${null}${false}${0}`.toString()).toBe('0');
});

test('control and direction characters cannot get into the page', () => {
  expect(html`${'a\u0000b\u202ec\u2066d\u001b[31me'}`.toString()).toBe('a·b·c·de');
});

test('a template loses its indentation, a value keeps its own', () => {
  const drawn = html`<section>
    <p>${'a\n    b'}</p>
    <p>The formatter keeps this one on a line of its own, because the line would be too long.</p>
  </section>`.toString();
  expect(drawn).toContain('<section>\n<p>a\n    b</p>\n<p>The');
  expect(lines([html`a`, html`b`]).toString()).toBe('a\nb');
});

test('an address is its own ID, and the link to it is encoded', () => {
  const address = 'zendesk/notebook/06#revoked-refused';
  expect(addressId(address).toString()).toBe(address);
  expect(addressHref(address).toString()).toBe('#zendesk/notebook/06%23revoked-refused');
  expect(exchangeAddress('zendesk/notebook/06', 2)).toBe('zendesk/notebook/06:3');
});

test('a hostile address stays in its attribute', () => {
  const address = '" onload=x <b>\u202e\ud800';
  expect(addressLink(address).toString()).toBe(
    '<a href="#%22_onload%3Dx_%3Cb%3E%E2%80%AE%EF%BF%BD">&quot; onload=x &lt;b&gt;·\ud800</a>',
  );
  expect(addressId(address).toString()).not.toMatch(/[" <]/);
});

for (const url of [
  'javascript:alert(1)',
  ' https://a.example',
  'data:text/html,x',
  'https://[',
  '//a.example',
  'x',
]) {
  test(`“${url}” is no link`, () => {
    expect(webLink(url).toString()).not.toContain('<a');
  });
}

test('a URL of the web is a link that names no referrer', () => {
  expect(webLink('https://a.example/"><script>').toString()).toBe(
    '<a href="https://a.example/%22%3E%3Cscript%3E" rel="noreferrer noopener">https://a.example/&quot;&gt;&lt;script&gt;</a>',
  );
});
