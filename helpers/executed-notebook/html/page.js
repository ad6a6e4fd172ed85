// What the page can do in addition if scripts may run: filter, keys, copying, and opening what the address names.
'use strict';
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const tools = byId('tools');
  const search = byId('search');
  const status = byId('filter-status');
  const level = byId('filter-level');
  const matches = byId('matches');
  const keys = byId('keys');
  const rows = all('.filterable');
  const cells = () => all('.cell').filter((cell) => !cell.hidden);
  const failures = () =>
    cells().filter((cell) => ['non-conformant', 'blocked', 'interrupted'].includes(cell.dataset.status));
  const texts = new WeakMap();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  tools.hidden = false;

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const isFiltered = words.length > 0 || status.value !== '' || level.value !== '';
    let shown = 0;
    for (const row of rows) {
      const levels =
        row.dataset.level === undefined
          ? all('.level', row).map((of) => of.textContent)
          : [row.dataset.level];
      const matching =
        (status.value === '' || row.dataset.status === status.value) &&
        (level.value === '' || levels.includes(level.value)) &&
        words.every((word) => textOf(row).includes(word));
      row.hidden = !matching;
      if (matching) shown++;
    }
    matches.textContent = isFiltered ? `${shown} of ${rows.length}` : '';
  };
  for (const control of [search, status, level]) control.addEventListener('input', filter);

  search.addEventListener('keydown', (event) => {
    const first = cells()[0] ?? rows.find((row) => !row.hidden);
    if (event.key !== 'Enter' || search.value.trim() === '' || !first) return;
    event.preventDefault();
    goTo(first);
  });

  const reset = () => {
    search.value = status.value = level.value = '';
    filter();
  };

  /** Shows an element: it is not filtered out, and everything around it is open. */
  const reveal = (element) => {
    if (element.closest('[hidden]')) reset();
    for (let around = element.parentElement; around; around = around.parentElement)
      if (around.tagName === 'DETAILS') around.open = true;
  };
  const nextFrame = (then) => globalThis.requestAnimationFrame(then);
  /** Scrolls twice: the cells on the way get their real height only when they come near. */
  const scrollTo = (element) => {
    element.scrollIntoView();
    nextFrame(() => nextFrame(() => element.scrollIntoView()));
  };
  const goTo = (element) => {
    reveal(element);
    element.tabIndex = -1;
    element.focus({ preventScroll: true });
    scrollTo(element);
  };
  const showTarget = () => {
    let name = location.hash.slice(1);
    let target = byId(name);
    if (!target) {
      try {
        name = decodeURIComponent(name);
      } catch {
        return;
      }
      target = byId(name);
    }
    if (!target || name === '' || name === 'top') return;
    const own = target.querySelector(':scope > details.exchange');
    if (own) own.open = true;
    reveal(target);
    scrollTo(target);
  };
  addEventListener('hashchange', showTarget);
  showTarget();

  /** Goes to the next of some elements, from the focused one or from the upper edge of the window. */
  const step = (elements, direction) => {
    if (elements.length === 0) return;
    const current = document.activeElement?.closest('.cell');
    let at = elements.indexOf(current);
    if (at === -1) {
      const edge = current ? current.getBoundingClientRect().top : 80;
      const next = elements.findIndex((element) => element.getBoundingClientRect().top > edge + 1);
      at = direction > 0 ? (next === -1 ? elements.length : next) - 1 : next === -1 ? elements.length : next;
    }
    goTo(elements[(at + direction + elements.length) % elements.length]);
  };
  const openAll = (root) => {
    const details = all('details', root);
    const open = !details.every((element) => element.open);
    for (const element of details) element.open = open;
  };
  byId('next-failure').addEventListener('click', () => step(failures(), 1));
  byId('next-failure').disabled = failures().length === 0;
  byId('open-all').addEventListener('click', () => openAll(byId('content')));
  byId('show-keys').addEventListener('click', () => keys.showModal());

  const ACTIONS = {
    n: () => step(failures(), 1),
    p: () => step(failures(), -1),
    j: () => step(cells(), 1),
    k: () => step(cells(), -1),
    o: () => openAll(document.activeElement?.closest('.cell') ?? byId('content')),
    '/': () => search.focus(),
    '?': () => keys.showModal(),
  };
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return;
    if (event.key === 'Escape') {
      reset();
      document.activeElement?.blur();
      return;
    }
    if (/^(?:INPUT|SELECT|TEXTAREA)$/.test(document.activeElement?.tagName ?? '')) return;
    const action = Object.hasOwn(ACTIONS, event.key) ? ACTIONS[event.key] : undefined;
    if (!action) return;
    event.preventDefault();
    action();
  });

  const copy = async (text, button) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A file that was opened by double click may have no clipboard. The old way needs a selection.
      const area = document.createElement('textarea');
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    button.textContent = 'Copied';
    setTimeout(() => (button.textContent = 'Copy'), 1500);
  };
  for (const element of all('.command, .copy-text')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy-button';
    button.textContent = 'Copy';
    button.addEventListener('click', () => {
      button.hidden = true;
      const text = (element.querySelector('pre') ?? element).innerText.trim();
      button.hidden = false;
      void copy(text, button);
    });
    element.append(button);
  }
})();
