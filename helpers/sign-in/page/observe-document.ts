/**
 * Observes one document. It is one long function, because Playwright sends its source to the page, where nothing else of
 * this file exists.
 */
import type { DocumentFacts } from './facts.ts';

/** @returns `null` while the document is loading */
export function observeDocument(refAttribute: string): DocumentFacts | null {
  if (document.readyState === 'loading' || (document.body as HTMLElement | null) === null) return null;

  const all: Element[] = [];
  const collect = (root: Document | ShadowRoot) => {
    for (const element of root.querySelectorAll('*')) {
      all.push(element);
      if (element.shadowRoot !== null) collect(element.shadowRoot);
    }
  };
  collect(document);
  const orderOf = new Map(all.map((element, order) => [element, order]));
  for (const element of all) if (element.hasAttribute(refAttribute)) element.removeAttribute(refAttribute);

  const short = (text: string, length = 120) => text.replace(/\s+/g, ' ').trim().slice(0, length);
  const attributesOf = (element: Element, ...names: string[]) =>
    short(names.map((name) => element.getAttribute(name) ?? '').join(' '), 200);
  const parentOf = (element: Element): Element | null => {
    const root = element.getRootNode();
    return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  };
  const isWithin = (element: Element | null, outer: Element): boolean => {
    for (let each = element; each !== null; each = parentOf(each)) if (each === outer) return true;
    return false;
  };
  const textOf = (element: Element | null, length?: number) =>
    element instanceof HTMLElement ? short(element.innerText, length) : '';

  // Fields that are bait for bots are hidden by style, by position, or from assistive technology.
  const isShown = (element: Element, evenTransparent = false) => {
    const box = element.getBoundingClientRect();
    return (
      element.checkVisibility({ opacityProperty: !evenTransparent, visibilityProperty: true }) &&
      box.width > 1 &&
      box.height > 1 &&
      box.right > 0 &&
      box.bottom + window.scrollY > 0 &&
      element.closest('[aria-hidden="true"], [inert]') === null
    );
  };

  /** Whether a box around the element cuts it off, so that it is not visible and cannot be scrolled into view. */
  const isCutOff = (element: Element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    for (let each = parentOf(element); each !== null && each !== document.body; each = parentOf(each)) {
      const { overflowX, overflowY } = getComputedStyle(each);
      const box = each.getBoundingClientRect();
      if (/hidden|clip/.test(overflowX) && (right <= box.left + 1 || left >= box.right - 1)) return true;
      if (/hidden|clip/.test(overflowY) && (bottom <= box.top + 1 || top >= box.bottom - 1)) return true;
    }
    return false;
  };

  const TYPES = ['text', 'email', 'tel', 'number', 'url', 'password'];
  const fields = all.filter(
    (element): element is HTMLInputElement | HTMLTextAreaElement =>
      ((element instanceof HTMLInputElement && TYPES.includes(element.type)) ||
        element instanceof HTMLTextAreaElement) &&
      element.tabIndex >= 0 &&
      isShown(element, element.autocomplete.includes('one-time-code')) &&
      !isCutOff(element),
  );
  const isLink = (element: Element): element is HTMLAnchorElement =>
    element instanceof HTMLAnchorElement && element.hasAttribute('href');
  // A link without a URL is a button.
  const hasDestination = (link: HTMLAnchorElement) =>
    !/^(?:#.*|javascript:.*|)$/i.test(attributesOf(link, 'href'));
  const controls = all.filter(
    (element): element is HTMLElement =>
      element instanceof HTMLElement &&
      ((element instanceof HTMLButtonElement && element.type !== 'reset') ||
        (element instanceof HTMLInputElement && ['submit', 'image', 'button'].includes(element.type)) ||
        ['button', 'link'].includes(element.getAttribute('role') ?? '') ||
        isLink(element)) &&
      isShown(element) &&
      !isCutOff(element),
  );
  const captionOf = (control: HTMLElement) =>
    short(control instanceof HTMLInputElement ? control.value : control.innerText, 80) ||
    attributesOf(control, 'aria-label').slice(0, 80) ||
    attributesOf(control, 'title', 'alt').slice(0, 80);

  // If there is no form element, the nearest element that contains the field and a button counts as a form.
  const realForm = (element: Element): Element | null =>
    element instanceof HTMLInputElement ||
    element instanceof HTMLButtonElement ||
    element instanceof HTMLTextAreaElement
      ? (element.form ?? element.closest('form'))
      : element.closest('form');
  const isAside = (control: Element) =>
    /show|hide|toggle|reveal|eye|clear/i.test(
      `${attributesOf(control, 'name', 'id', 'class', 'aria-label', 'aria-controls', 'title')} ${textOf(control)}`,
    );
  const groups: Element[] = [];
  for (const field of fields) {
    if (realForm(field) !== null || groups.some((group) => isWithin(field, group))) continue;
    let group = parentOf(field);
    const hasButton = (outer: Element) =>
      controls.some(
        (control) =>
          !(isLink(control) && hasDestination(control)) &&
          realForm(control) === null &&
          !isAside(control) &&
          isWithin(control, outer),
      );
    while (group !== null && group !== document.body && !hasButton(group)) group = parentOf(group);
    const chosen = group ?? document.body;
    for (let at = groups.length - 1; at >= 0; at--) {
      const other = groups[at];
      if (other !== undefined && isWithin(other, chosen)) groups.splice(at, 1);
    }
    groups.push(chosen);
  }
  const forms: Element[] = [...all.filter((element) => element instanceof HTMLFormElement), ...groups];
  const formIndex = (element: Element) => {
    const form = realForm(element);
    if (form !== null) return forms.indexOf(form);
    const group = groups.find((each) => isWithin(element, each));
    return group === undefined ? -1 : forms.indexOf(group);
  };

  // What covers an element is found at the point in its middle, where a pointer would hit it.
  const hitAt = (x: number, y: number) => {
    let hit = document.elementFromPoint(x, y);
    while (hit?.shadowRoot) {
      const inner = hit.shadowRoot.elementFromPoint(x, y);
      if (inner === null || inner === hit) break;
      hit = inner;
    }
    return hit;
  };
  const layers: Element[] = [];
  const DIALOG = 'dialog[open], [role="dialog"], [role="alertdialog"], [aria-modal="true"]';
  for (const element of all) if (element.matches(DIALOG) && isShown(element)) layers.push(element);
  const modal = all.findLast((element) => element.matches('dialog:modal'));
  const isLarge = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    const isModal = element.matches(':modal') || element.getAttribute('aria-modal') === 'true';
    return isModal || (width > innerWidth * 0.7 && height > innerHeight * 0.6);
  };
  const isLabelOf = (hit: Element, element: Element) =>
    element instanceof HTMLInputElement && [...(element.labels ?? [])].some((label) => isWithin(hit, label));
  /** Returns the outermost element over `element` that does not contain it. `undefined` if a pointer would reach it. */
  const coverOf = (element: Element): Element | undefined => {
    // Nothing under a modal dialog can be used, wherever it is.
    if (modal !== undefined) return isWithin(element, modal) ? undefined : modal;
    const box = element.getBoundingClientRect();
    const left = Math.max(box.left, 0);
    const right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0);
    const bottom = Math.min(box.bottom, innerHeight);
    // Outside the window, no point can be tested. But something that covers the whole window also covers what is outside.
    if (right - left < 1 || bottom - top < 1) {
      const middle = hitAt(innerWidth / 2, innerHeight / 2);
      const over = layers.find((layer) => isLarge(layer) && isWithin(middle, layer));
      return over === undefined || isWithin(element, over) ? undefined : over;
    }
    const hit = hitAt((left + right) / 2, (top + bottom) / 2);
    if (hit === null || isWithin(hit, element) || isWithin(element, hit) || isLabelOf(hit, element))
      return undefined;
    let cover = hit;
    let hides = false;
    for (let each: Element | null = hit; each !== null && !isWithin(element, each); each = parentOf(each)) {
      const over = each.getBoundingClientRect();
      hides ||=
        over.left <= box.left + 2 &&
        over.right >= box.right - 2 &&
        over.top <= box.top + 2 &&
        over.bottom >= box.bottom - 2;
      cover = each;
    }
    // A label or an icon inside a field does not cover the field.
    const isField = element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
    return isField && !hides ? undefined : cover;
  };
  const covers = new Map<Element, Element | undefined>();
  for (const element of [...fields, ...controls]) {
    const cover = coverOf(element);
    covers.set(element, cover);
    if (cover !== undefined && !layers.includes(cover)) layers.push(cover);
  }
  const fixed = new Map<Element, boolean>();
  const isFixed = (element: Element) => {
    const known = fixed.get(element) ?? getComputedStyle(element).position === 'fixed';
    fixed.set(element, known);
    return known;
  };
  for (const element of [...fields, ...controls]) {
    for (let each = parentOf(element); each !== null && each !== document.body; each = parentOf(each)) {
      if (isFixed(each) && !layers.includes(each)) layers.push(each);
    }
  }
  const layerOf = (element: Element) => {
    let outermost = -1;
    for (let each: Element | null = element; each !== null; each = parentOf(each)) {
      const at = layers.indexOf(each);
      if (at >= 0) outermost = at;
    }
    return outermost;
  };

  let refs = 0;
  const assignRef = (element: Element) => {
    element.setAttribute(refAttribute, String(refs));
    return refs++;
  };
  const labelOf = (field: HTMLInputElement | HTMLTextAreaElement) => {
    const labels = [...(field.labels ?? [])].map((label) => textOf(label)).join(' ');
    const named = (field.getAttribute('aria-labelledby') ?? '')
      .split(/\s+/)
      .map((id) => (id === '' ? '' : textOf(document.getElementById(id))))
      .join(' ');
    const label = short(`${labels} ${named} ${attributesOf(field, 'aria-label', 'title')}`);
    if (label !== '') return label;
    // Otherwise the text next to it, if there is no other field there.
    let outer = parentOf(field);
    for (
      let steps = 0;
      steps < 3 && outer !== null && outer !== document.body;
      steps++, outer = parentOf(outer)
    ) {
      if (fields.some((other) => other !== field && isWithin(other, outer as Element))) return '';
      const nearby = textOf(outer);
      if (nearby !== '') return nearby;
    }
    return '';
  };
  const absolute = (address: string) => {
    try {
      return new URL(address, document.baseURI).href;
    } catch {
      return address;
    }
  };
  const headings = all.filter(
    (element) => element.matches('h1, h2, h3, h4, legend, [role="heading"]') && isShown(element),
  );
  /** Returns the form's own headings: inside it, or in a container without another form that has fields. */
  const headingOf = (form: Element) => {
    const others = forms.filter((other) => other !== form && fields.some((field) => isWithin(field, other)));
    let outer = form;
    for (let each = parentOf(form); each !== null && each !== document.body; each = parentOf(each)) {
      const around = each;
      if (others.some((other) => isWithin(other, around))) break;
      outer = each;
    }
    return short(
      headings
        .filter((heading) => isWithin(heading, outer))
        .map((heading) => textOf(heading))
        .join(' · '),
      200,
    );
  };
  const headingBefore = (form: Element) => {
    const at = orderOf.get(form) ?? 0;
    const free = headings.filter((heading) => !forms.some((other) => isWithin(heading, other)));
    const before = free.filter((heading) => (orderOf.get(heading) ?? 0) < at).at(-1);
    if (before === undefined) return '';
    // A heading belongs only to the first form after it.
    const between = forms.some((other) => {
      const place = orderOf.get(other) ?? 0;
      return place > (orderOf.get(before) ?? 0) && place < at && !isWithin(form, other);
    });
    return between ? '' : textOf(before);
  };
  const choicesOf = (form: Element) =>
    short(
      all
        .filter(
          (element): element is HTMLInputElement =>
            element instanceof HTMLInputElement && element.type === 'checkbox' && isWithin(element, form),
        )
        .map(
          (box) =>
            `${attributesOf(box, 'name', 'id', 'aria-label')} ${[...(box.labels ?? [])].map((label) => textOf(label)).join(' ')}`,
        )
        .join(' · '),
      300,
    );
  const describesInvalid = (element: Element) =>
    element.id !== '' &&
    all.some(
      (field) =>
        field.getAttribute('aria-invalid') === 'true' &&
        attributesOf(field, 'aria-describedby', 'aria-errormessage').split(' ').includes(element.id),
    );
  const PROMINENT =
    /error|alert|invalid|danger|warn|flash|message|notice|toast|success|info|feedback|banner/i;
  const prominent = all.filter(
    (element): element is HTMLElement =>
      element instanceof HTMLElement &&
      !(element instanceof HTMLInputElement) &&
      (['alert', 'status', 'alertdialog', 'log'].includes(element.getAttribute('role') ?? '') ||
        element.hasAttribute('aria-live') ||
        PROMINENT.test(`${element.id} ${element.className}`) ||
        describesInvalid(element)) &&
      isShown(element) &&
      textOf(element) !== '' &&
      !fields.some((field) => isWithin(field, element)),
  );
  const captions = controls
    .map((control) => captionOf(control))
    .sort((one, other) => other.length - one.length);
  const isCaption = (line: string) =>
    captions
      .reduce((rest, caption) => (caption === '' ? rest : rest.split(caption).join('')), line)
      .trim() === '';
  const shadowText = all.map((element) =>
    element.shadowRoot === null
      ? ''
      : [...element.shadowRoot.children]
          .map((child) =>
            child instanceof HTMLElement &&
            !(child instanceof HTMLStyleElement) &&
            !(child instanceof HTMLScriptElement)
              ? child.innerText
              : '',
          )
          .join('\n'),
  );
  // A sidebar does not answer the input.
  const sidebarLines = new Set(
    all
      .filter((element) =>
        element.matches('aside, footer, nav, [role="complementary"], [role="contentinfo"]'),
      )
      .flatMap((element) => (element instanceof HTMLElement ? element.innerText.split('\n') : []))
      .map((line) => short(line, 240)),
  );
  const lines = [document.body.innerText, ...shadowText]
    .join('\n')
    .split('\n')
    .map((line) => short(line, 240))
    .filter((line) => line !== '' && !isCaption(line) && !sidebarLines.has(line))
    .slice(0, 120);

  return {
    document: String(performance.timeOrigin),
    url: location.href,
    title: short(document.title, 80),
    headings: headings.slice(0, 10).map((heading) => textOf(heading)),
    lines,
    imageTexts: all
      .filter((element) => element.matches('img, canvas, svg') && isShown(element))
      .slice(0, 20)
      .map((element) => attributesOf(element, 'alt', 'aria-label', 'title'))
      .filter((text) => text !== ''),
    forms: forms.map((form) => {
      const passwords = all.filter(
        (element): element is HTMLInputElement =>
          element instanceof HTMLInputElement &&
          element.type === 'password' &&
          formIndex(element) === forms.indexOf(form),
      );
      return {
        action: form.hasAttribute('action') ? absolute(form.getAttribute('action') ?? '') : '',
        naming: attributesOf(form, 'id', 'name', 'aria-label'),
        classes: attributesOf(form, 'class', 'data-testid', 'data-test-id'),
        role: attributesOf(form, 'role'),
        heading: headingOf(form),
        headingBefore: headingBefore(form),
        passwords: passwords.length,
        currentPassword: passwords.some((field) => field.autocomplete.includes('current-password')),
        choices: choicesOf(form),
      };
    }),
    fields: fields.slice(0, 80).map((field) => ({
      ref: assignRef(field),
      order: orderOf.get(field) ?? 0,
      type: field instanceof HTMLTextAreaElement ? 'textarea' : field.type,
      name: field.name.slice(0, 80),
      id: field.id.slice(0, 80),
      autocomplete: field.autocomplete.toLowerCase().slice(0, 80),
      inputMode: field.inputMode,
      placeholder: short(field.placeholder),
      label: labelOf(field),
      maxLength: field.maxLength,
      width: Math.round(field.getBoundingClientRect().width),
      form: formIndex(field),
      readOnly: field.readOnly,
      disabled: field.matches(':disabled'),
      filled: field.value !== '',
      invalid: field.getAttribute('aria-invalid') === 'true',
      transparent: !isShown(field),
      covered: covers.get(field) !== undefined,
      layer: layerOf(field),
    })),
    controls: controls.slice(0, 200).map((control) => {
      const isRealLink = isLink(control) && hasDestination(control);
      const target = isRealLink ? control.href : attributesOf(control, 'formaction');
      return {
        ref: assignRef(control),
        order: orderOf.get(control) ?? 0,
        kind: isRealLink || control.getAttribute('role') === 'link' ? ('link' as const) : ('button' as const),
        submits:
          (control instanceof HTMLButtonElement || control instanceof HTMLInputElement) &&
          ['submit', 'image'].includes(control.type) &&
          realForm(control) !== null,
        caption: captionOf(control),
        naming: attributesOf(control, 'name', 'id', 'value', 'aria-controls', 'data-action', 'aria-label'),
        classes: attributesOf(control, 'class', 'role', 'data-testid', 'data-test-id'),
        target: target === '' ? '' : absolute(target),
        form: formIndex(control),
        enabled: !control.matches(':disabled') && control.getAttribute('aria-disabled') !== 'true',
        covered: covers.get(control) !== undefined,
        layer: layerOf(control),
      };
    }),
    layers: layers.map((layer) => ({
      naming: attributesOf(layer, 'role', 'id', 'class', 'aria-label'),
      text: textOf(layer, 400),
      large: isLarge(layer),
    })),
    messages: prominent.slice(0, 20).map((element) => ({
      text: textOf(element, 300),
      classes: attributesOf(element, 'id', 'class'),
    })),
  };
}
