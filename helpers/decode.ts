/** Decodes files that people write, in whichever encoding their editor uses. */
import { isUtf8 } from 'node:buffer';

/** The text of a file, or the problem with its bytes, as the end of a sentence that begins with the file. */
export type Decoded = { ok: true; text: string } | { ok: false; problem: string };

const NEWLINE = 0x0a;

/**
 * Decodes a file in UTF-8 or UTF-16, with or without a byte order mark. PowerShell and Windows Notepad write both.
 * Other encodings are not guessed, because a wrong guess would change a secret.
 */
export function decode(bytes: Uint8Array): Decoded {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return utf16(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return utf16(bytes, 'utf-16be');
  if (bytes.includes(0)) return utf16(bytes, parityOfNuls(bytes) === 'odd' ? 'utf-16le' : 'utf-16be');
  if (!isUtf8(bytes)) {
    const line = firstInvalidLine(bytes);
    return { ok: false, problem: `is not valid UTF-8 (first in line ${String(line)})` };
  }
  return { ok: true, text: new TextDecoder().decode(bytes) };
}

function utf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): Decoded {
  const problem = 'is neither UTF-8 nor UTF-16: it contains binary data';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes('\0') ? { ok: false, problem } : { ok: true, text };
  } catch {
    return { ok: false, problem };
  }
}

/** Returns whether most zero bytes are at even or odd offsets. In UTF-16, each is half of a letter or digit. */
function parityOfNuls(bytes: Uint8Array): 'even' | 'odd' {
  let odd = 0;
  let all = 0;
  for (const [offset, byte] of bytes.entries()) {
    if (byte !== 0) continue;
    all++;
    odd += offset % 2;
  }
  return odd * 2 > all ? 'odd' : 'even';
}

function firstInvalidLine(bytes: Uint8Array): number {
  for (let from = 0, line = 1; ; line++) {
    const end = bytes.indexOf(NEWLINE, from);
    if (end < 0 || !isUtf8(bytes.subarray(from, end))) return line;
    from = end + 1;
  }
}
