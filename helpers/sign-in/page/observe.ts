/** Looks at a page: what is on it, what can be seen of that, and what lies over what. It judges nothing. */
import type { Frame, Locator, Page } from 'playwright';
import { hostOf } from '../../http/address.ts';
import type { DocumentFacts, PageFacts } from './facts.ts';
import { observeDocument } from './observe-document.ts';

/** Marks the elements that were seen. Playwright finds them by it, also inside open shadow roots. */
const MARK = 'data-keyturn';

/** A page that was looked at, and the frames whose documents it has, in the same order. */
export interface Observed {
  page: PageFacts;
  frames: Frame[];
}

/** The element behind a fact. */
export function elementOf({ frames }: Observed, document: number, ref: number): Locator | undefined {
  return frames[document]?.locator(`[${MARK}="${String(ref)}"]`).first();
}

/**
 * Looks at the page and at the frames in it that are the page's own (its host, or no host at all). Frames of others are
 * left alone, as its images are: they are only named. Nothing comes while a document is being exchanged for another.
 */
export async function observe(page: Page): Promise<Observed | undefined> {
  const documents: DocumentFacts[] = [];
  const frames: Frame[] = [];
  const otherFrames: string[] = [];
  for (const frame of page.frames()) {
    if (!isOwn(frame, page)) {
      if (await isVisible(frame)) otherFrames.push(hostOf(frame.url()));
      continue;
    }
    try {
      if (frame !== page.mainFrame() && !(await isVisible(frame))) continue;
      const facts = await frame.evaluate(observeDocument, MARK);
      if (facts === null) {
        if (frame === page.mainFrame()) return undefined;
        continue;
      }
      documents.push(facts);
      frames.push(frame);
    } catch {
      // The frame went away while it was looked at: it will be looked at again.
      if (frame === page.mainFrame()) return undefined;
    }
  }
  return { page: { documents, otherFrames }, frames };
}

/** A frame of the page's own host and port, or one that the page has written itself. */
function isOwn(frame: Frame, page: Page): boolean {
  for (let each: Frame | null = frame; each !== null; each = each.parentFrame()) {
    const url = each.url();
    if (/^about:/.test(url) || url === '') continue;
    if (hostOf(url) !== hostOf(page.url())) return false;
  }
  return true;
}

async function isVisible(frame: Frame): Promise<boolean> {
  try {
    const element = await frame.frameElement();
    const box = await element.boundingBox();
    return box !== null && box.width > 1 && box.height > 1;
  } catch {
    return false;
  }
}
