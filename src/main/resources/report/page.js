'use strict';
// Sorts and filters the table of addresses. Without it, the page has all that is to be read.
(() => {
  const body = document.querySelector('.rows tbody');
  if (!body) {
    return;
  }
  const create = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const rows = [...body.rows].map((row) => ({
    row,
    words: row.dataset.words,
    section: document.querySelector(row.querySelector('a').getAttribute('href')),
    text: [...row.cells].map((cell) => cell.textContent).concat(row.dataset.all).join(' ').toLowerCase(),
  }));
  const input = create('input', { type: 'search', placeholder: 'address, behavior, CVE, network \u2026' });
  const count = create('output');
  const chosen = new Set();
  const filter = () => {
    const wanted = input.value.toLowerCase().split(/\s+/);
    let shown = 0;
    rows.forEach(({ row, words, section, text }) => {
      const fits = (!chosen.size || chosen.has(words)) && wanted.every((word) => text.includes(word));
      row.hidden = !fits;
      section.classList.toggle('filtered', !fits);
      shown += fits;
    });
    count.textContent = shown === rows.length ? shown + ' known' : shown + ' of ' + rows.length + ' known';
  };
  input.addEventListener('input', filter);
  document.querySelector('.rows').before(create('p', { className: 'filter' },
    create('label', {}, 'Filter ', input), ' ', count));

  document.querySelectorAll('.tally li').forEach((item) => {
    const words = item.dataset.words;
    if (!rows.some((row) => row.words === words)) {
      return;
    }
    const button = create('button', { type: 'button', title: 'Show only these' }, ...item.childNodes);
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => {
      const pressed = chosen.delete(words) || !chosen.add(words);
      button.setAttribute('aria-pressed', String(!pressed));
      filter();
    });
    item.append(button);
  });

  const order = new Intl.Collator('en', { numeric: true }).compare;
  const heads = [...document.querySelectorAll('.rows th')];
  heads.forEach((head, column) => {
    const key = ({ row }) => row.cells[column].dataset.key || row.cells[column].textContent;
    const button = create('button', { type: 'button' }, ...head.childNodes);
    button.addEventListener('click', () => {
      const turn = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
      heads.forEach((other) => other.removeAttribute('aria-sort'));
      head.setAttribute('aria-sort', turn > 0 ? 'ascending' : 'descending');
      // What is not known comes last in both directions.
      rows.sort((a, b) => !key(a) - !key(b) || turn * order(key(a), key(b)));
      body.append(...rows.map(({ row }) => row));
    });
    head.append(button);
  });
  filter();
})();
