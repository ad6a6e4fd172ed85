/**
 * The words next to a passcode in an email, and the words next to other six-digit numbers. A sign-in email is in its
 * reader's language, so they come from about twenty-five languages.
 */

/** Words for other codes that do not sign in: "postal code", "Fehlercode". */
const OTHER_CODES =
  'zip|postal|post|area|country|dial(?:l?ing)?|order|ticket|case|request|invoice|incident|booking|tracking|error|status|exit|reason|' +
  'product|item|promo(?:tion)?|discount|coupon|voucher|gift|referr?al|reference|customer|vat|tax|sort|swift|bank|colou?r|hex|html|' +
  'source|bar|qr|gutschein|fehler|quell|länder|rabatt|aktions|kunden|vorgangs|strich|streck|fel|fejl|feil|kortings?|virhe|posti|' +
  'sipariş|hata|ülke|indirim|promosyon';
/** The same, but only as the beginning of a word: "unicode". */
const OTHER_CODE_BEGINNINGS = `${OTHER_CODES}|uni|en|de|geo|op`;

/** Endings of the word for a code in languages that compound or inflect words. */
const CODE = 'code|kode|koden|kod|kodu|kodem|kodunuz|kodunuzu|koodi|koodisi|kód|kódu|kódem|kódja|kódod';

/** Languages with spaces between words. */
const PASSCODE_WORDS = [
  // English, French, German, Dutch, Swedish, Danish, Norwegian, Polish, Czech, Hungarian, Finnish, Turkish, Indonesian.
  `(?<!(?<!\\p{L})(?:${OTHER_CODES})[\\s-]{1,3})(?!(?:${OTHER_CODE_BEGINNINGS})(?:${CODE})(?!\\p{L}))\\p{L}{0,30}(?:${CODE})(?! postal)`,
  'pin|t?otp|one[\\s-]time[\\s-]pass(?:word|phrase)|einmal(?:kennwort|passwort)|mot de passe à usage unique',
  'contraseña de un solo uso|senha de uso único|engangsadgangskode',
  // Spanish, Portuguese, Italian, Catalan, Romanian, Greek.
  'código(?! postal)|codice(?! postale| fiscale| cliente| ordine)|codi(?! postal)|cod(?:ul)?(?! poștal)|κωδικός?|κωδικού',
  // Russian, Ukrainian, Bulgarian.
  'код(?:а|у|ом|ът)?(?! (?:заказа|ошибки|города|страны))|одноразовый пароль',
  // Vietnamese, Hebrew, Arabic, Hindi.
  'mã(?! (?:đơn|bưu|vé|lỗi|khách|số thuế))|ה?קוד|(?:ال)?رمز(?:ك)?(?! (?:ال)?بريدي)|(?:ال)?كود|(?:पास)?कोड',
];
/** Japanese, Chinese, Korean and Thai, where a word may be inside a run of letters. */
const PASSCODE_WORDS_INSIDE = [
  '(?<!バー|QR|エラー|ソース|クーポン|国)コード|認証番号|確認番号|暗証番号|ワンタイムパスワード',
  '验证码|驗證碼|校验码|校驗碼|动态码|動態碼|动态密码|確認碼|确认码|认证码|認證碼|安全码|安全碼|登录码|一次性密[码碼]',
  '인증\\s?번호|확인\\s?번호|(?<!바|QR\\s?|오류\\s?|할인\\s?)코드|일회용\\s?비밀번호',
  'รหัส(?!ไปรษณีย์|สินค้า|ลูกค้า)',
];

/** Things that have their own number, and that emails are about. */
const TICKET_WORDS = [
  'tickets?|incidents?|orders?|invoices?|bookings?|reservations?|receipts?|shipments?',
  'bestell(?:ung|nummer)|auftrag(?:snummer)?|rechnung(?:snummer)?|vorgang(?:snummer)?|ticketnummer|buchung(?:snummer)?',
  'commande|facture|dossier|pedidos?|facturas?|fatura|chamado|ordine|fattura|pratica|bestelling|bestelnummer|factuur',
  'ärende(?:nummer)?|beställning|ordre(?:nummer)?|zamówieni[ea]|zgłoszeni[ea]|faktur[ay]|objednávk[ay]|tilaus(?:numero)?',
  'sipariş|заказа?|тикета?|сч[её]т|обращени[ея]|замовлення|pesanan|tiket|đơn hàng|הזמנה|تذكرة|فاتورة',
];
const TICKET_WORDS_INSIDE = '注文|チケット|請求書|工单|订单|訂單|工單|發票|发票|주문|티켓|청구서|ตั๋ว|คำสั่งซื้อ';

/**
 * Words that name such a thing only if a number follows. They have other meanings as well ("in case", "a new sign-in
 * request").
 */
const AMBIGUOUS_TICKET_WORDS = [
  'cases?|issues?|bugs?|requests?|fall(?:nummer)?|anfragen?(?:nummer)?|demande|solicitud|solicitação|richiesta|aanvraag|zaak(?:nummer)?',
  'caso|sag(?:snummer)?|lasku|заявк[аи]|talep|fiş|vé|תקלה|طلب',
];
const AMBIGUOUS_TICKET_WORDS_INSIDE = 'お問い合わせ|リクエスト|ケース|请求|請求|요청';

/** Other words in front of a number. */
const OTHER_WORDS = [
  `(?:${OTHER_CODES})[\\s-]{0,3}(?:${CODE})s?`,
  'código postal|codice postale|codice fiscale|code postal|cod poștal|(?:почтовый )?индекс|plz|postleitzahl|cep|cap|p\\.?\\s?o\\.? box|postfach',
  'mã (?:đơn|bưu|vé|lỗi|khách|số thuế)(?: \\p{L}+)?|код (?:заказа|ошибки|города|страны)',
  '(?:user |message |request |customer |account |session )?id|uid|ref\\.?|reference|referenz|référence|referencia|riferimento',
  'customer|kunden(?:nummer|nr)|account|konto(?:nummer)?|build|version|port|room|suite|revision|extension|ext\\.?|size',
  'date|time|until|before|datum|uhrzeit|bis',
  'tel\\.?|telephone|phone|call|fax|mobile|cell|hotline|whatsapp|telefon(?:nummer)?|téléphone|teléfono|telefone|telefono|телефон|тел\\.?',
];
const OTHER_WORDS_INSIDE = '電話|电话|전화|郵便番号|邮编|우편번호|โทร|รหัสไปรษณีย์|〒';

/** What may be between such a word and its number, on the same line: "Ticket no. 482915", "order (482915", "ID: 482915". */
const LABEL_GAP =
  '(?:[^\\S\\n]|[:#(\\[="\'-]|numbers?|no\\.?|nr\\.?|num\\.?|n°|nummer|numéro|número|numero|номер|番号|号码?|번호|is|ist|est|es){0,8}';

/** Matches whole words only. */
const spaced = (...words: readonly string[]) => `(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?!\\p{L})`;

/** A word for a passcode. */
export const PASSCODE_WORD = new RegExp(
  [spaced(...PASSCODE_WORDS), ...PASSCODE_WORDS_INSIDE].join('|'),
  'giu',
);

/** If the text in front of a number ends like this, the number is not a passcode. */
export const OTHER_LABEL = label(
  spaced(...TICKET_WORDS, ...OTHER_WORDS),
  TICKET_WORDS_INSIDE,
  OTHER_WORDS_INSIDE,
);

/**
 * If the text in front of a number ends like this, the number is not a passcode either, unless a word for a passcode
 * leads to it: "the code for your request: 482915".
 */
export const AMBIGUOUS_LABEL = label(spaced(...AMBIGUOUS_TICKET_WORDS), AMBIGUOUS_TICKET_WORDS_INSIDE);

function label(...words: readonly string[]): RegExp {
  return new RegExp(`(?:${words.join('|')})${LABEL_GAP}$`, 'iu');
}

/** Recognizes a subject of an email about a ticket, an order or the like. */
export const ABOUT_TICKETS = new RegExp(
  [
    spaced(...TICKET_WORDS),
    TICKET_WORDS_INSIDE,
    `\\[${spaced(...AMBIGUOUS_TICKET_WORDS)}`,
    `${spaced(...AMBIGUOUS_TICKET_WORDS)}(?: received| updated|${LABEL_GAP}\\d)`,
    `(?:${AMBIGUOUS_TICKET_WORDS_INSIDE})${LABEL_GAP}\\d`,
  ].join('|'),
  'iu',
);

/** Whether `text` contains a word for a passcode. */
export function namesPasscode(text: string): boolean {
  return text.search(PASSCODE_WORD) >= 0;
}
