/** Observes a page: its elements, which of them are visible, and what covers them. It draws no conclusions. */
import type { Frame, Locator, Page } from 'playwright';
import { hostOf } from '../../http/address.ts';
import type { DocumentFacts, PageFacts } from './facts.ts';
import { observeDocument } from './observe-document.ts';

/** The attribute by which Playwright finds an observed element, even inside open shadow roots. */
const REF_ATTRIBUTE = 'data-keyturn';

/** An observed page, and the frames of its documents, in the same order. */
export interface Observed {
  page: PageFacts;
  frames: Frame[];
}

/** Returns the element with a `ref`. */
export function elementOf({ frames }: Observed, document: number, ref: number): Locator | undefined {
  return frames[document]?.locator(`[${REF_ATTRIBUTE}="${String(ref)}"]`).first();
}

/**
 * Observes the page and its own frames (from its host, or without a host). Frames from other hosts are
 * only listed.
 *
 * @returns `undefined` while one document is being replaced by another.
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
      const facts = await frame.evaluate(observeDocument, REF_ATTRIBUTE);
      if (facts === null) {
        if (frame === page.mainFrame()) return undefined;
        continue;
      }
      documents.push(facts);
      frames.push(frame);
    } catch {
      // The frame disappeared during the observation. The page will be observed again.
      if (frame === page.mainFrame()) return undefined;
    }
  }
  return { page: { documents, otherFrames }, frames };
}

/** Whether a frame is from the page's own host and port, or was created by the page itself. */
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
