'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const byId = id => document.getElementById(id);
  const number = new Intl.NumberFormat('en-US');
  const element = (name, text, parent, className) => {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    if (className) made.className = className;
    if (parent) parent.append(made);
    return made;
  };

  // Bars: a style attribute would be refused by the page's policy, a property is not.
  all('.bar i').forEach(part => { part.style.flexGrow = part.dataset.grow; });
  all('.fill').forEach(part => { part.style.width = (100 * part.dataset.part) + '%'; });

  // The table of classes: what is compared is read once.
  const table = byId('class-table');
  const body = table.tBodies[0];
  const rows = all('tr', body).map(row => ({
    row,
    index: Number(row.dataset.class),
    values: Array.from(row.cells, cell => cell.dataset.v === undefined ? cell.textContent.trim() : Number(cell.dataset.v)),
    words: (row.cells[0].textContent + ' ' + row.cells[1].textContent).toLowerCase()
  }));
  const collator = new Intl.Collator('en');
  all('thead button', table).forEach(button => button.addEventListener('click', () => {
    const head = button.parentElement;
    const key = Number(button.dataset.key);
    const text = button.dataset.kind === 'text';
    const was = head.getAttribute('aria-sort');
    const next = was === null ? (text ? 'ascending' : 'descending') : (was === 'ascending' ? 'descending' : 'ascending');
    all('thead th', table).forEach(other => other.removeAttribute('aria-sort'));
    head.setAttribute('aria-sort', next);
    const sign = next === 'ascending' ? 1 : -1;
    rows.sort((a, b) => sign * (text ? collator.compare(a.values[key], b.values[key]) : a.values[key] - b.values[key]) || a.index - b.index);
    body.append(...rows.map(each => each.row));
  }));
  byId('filter').addEventListener('input', event => {
    const words = event.target.value.toLowerCase().split(/\s+/).filter(word => word);
    let shown = 0;
    rows.forEach(each => {
      const fits = words.every(word => each.words.includes(word));
      each.row.hidden = !fits;
      if (fits) shown++;
    });
    byId('shown').textContent = number.format(shown) + (shown === 1 ? ' class' : ' classes');
  });

  // The clips of a class stand in groups of one split, state and reason.
  const clipsOf = index => data.classes[index].groups.flatMap(group => group.names.split('/').map(name => ({
    name, ending: group.ending, split: data.splits[group.split], state: data.states[group.state], reason: data.reasons[group.reason]})));
  const dialog = byId('class-dialog');
  let left = [];
  let folders = {};
  const showMore = () => {
    left.splice(0, 200).forEach(clip => {
      const row = element('tr', null, byId('class-clips'));
      const head = element('th', null, row);
      head.scope = 'row';
      const folder = folders[clip.split];
      if (clip.state === 'there' && folder) {
        element('a', clip.name, head).href = folder + encodeURIComponent(clip.name) + clip.ending;
      } else {
        head.textContent = clip.name;
      }
      [clip.split, clip.state, clip.reason].forEach(text => element('td', text, row));
    });
    byId('class-more').hidden = left.length === 0;
    byId('class-more').textContent = 'Show more (' + number.format(left.length) + ' left)';
  };
  const openClass = index => {
    const label = data.classes[index].name;
    const clips = clipsOf(index);
    folders = data.classes[index].folders;
    byId('class-title').textContent = label || '(no class)';
    const there = clips.filter(clip => clip.state === 'there').length;
    byId('class-figures').textContent = number.format(there) + ' of ' + number.format(clips.length) + ' clips are there.';
    const samples = byId('class-samples');
    samples.replaceChildren();
    all('.sheet-row').filter(row => row.dataset.label === label)
      .forEach(row => all('li', row).forEach(item => samples.append(item.cloneNode(true))));
    byId('class-clips').replaceChildren();
    left = clips.sort((a, b) => data.states.indexOf(b.state) - data.states.indexOf(a.state));
    showMore();
    dialog.showModal();
  };
  all('.open-class').forEach(button => button.addEventListener('click', () => openClass(Number(button.closest('tr').dataset.class))));
  byId('class-more').addEventListener('click', showMore);
  byId('class-close').addEventListener('click', () => dialog.close());

  // Playing where one points: one video at a time, made when it is needed.
  let playing = null;
  const stop = () => { if (playing) { playing.remove(); playing = null; } };
  const play = sample => {
    stop();
    const video = document.createElement('video');
    Object.assign(video, {muted: true, loop: true, playsInline: true, src: sample.href});
    video.addEventListener('error', stop);
    sample.append(video);
    playing = video;
    video.play().catch(() => {});
  };
  const sampleOf = event => event.target.closest && event.target.closest('.sample[data-playable=true]');
  ['mouseover', 'focusin'].forEach(kind => document.addEventListener(kind, event => {
    const sample = sampleOf(event);
    if (sample && !(playing && playing.parentElement === sample)) play(sample);
  }));
  ['mouseout', 'focusout'].forEach(kind => document.addEventListener(kind, event => {
    const sample = sampleOf(event);
    if (sample && !sample.contains(event.relatedTarget)) stop();
  }));

  // What is missing, as CSV: a text that a spreadsheet would take for a formula gets a quote before it.
  const cell = text => {
    const safe = /^[=+\-@\t\r]/.test(text) && text.length > 1 ? "'" + text : text;
    return /[",\r\n]/.test(safe) ? '"' + safe.replaceAll('"', '""') + '"' : safe;
  };
  const csv = () => {
    const lines = ['clip,split,class,state,reason'];
    data.classes.forEach((each, index) => clipsOf(index).filter(clip => clip.state !== 'there')
      .forEach(clip => lines.push([clip.name, clip.split, each.name, clip.state, clip.reason].map(cell).join(','))));
    return lines.join('\n') + '\n';
  };
  byId('save-csv').addEventListener('click', () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([csv()], {type: 'text/csv'}));
    link.download = 'missing.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  byId('copy-csv').addEventListener('click', () => {
    navigator.clipboard.writeText(csv()).then(
      () => { byId('csv-done').textContent = 'copied'; },
      () => { byId('csv-done').textContent = 'the browser did not allow it; save it instead'; });
  });

  // Charts.
  const charts = [];
  const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const chart = (id, labels, values, xTitle, yTitle) => {
    const canvas = byId('chart-' + id);
    if (!canvas) return;
    const axis = title => ({
      title: {display: true, text: title, color: colour('soft')},
      ticks: {color: colour('soft'), maxRotation: 50, autoSkip: true},
      grid: {color: colour('line')}, border: {color: colour('line')}
    });
    const x = axis(xTitle);
    x.grid.display = false;
    const y = axis(yTitle);
    y.beginAtZero = true;
    y.ticks.precision = 0;
    charts.push(new Chart(canvas, {
      type: 'bar',
      data: {labels, datasets: [{label: yTitle, data: values, backgroundColor: colour('accent'), borderRadius: 3, maxBarThickness: 46}]},
      options: {
        animation: false, responsive: true, maintainAspectRatio: false, scales: {x, y},
        plugins: {legend: {display: false}, tooltip: {callbacks: {label: item => number.format(item.parsed.y) + (item.parsed.y === 1 ? ' clip' : ' clips')}}}
      }
    }));
  };
  const draw = () => {
    charts.splice(0).forEach(each => each.destroy());
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    data.charts.forEach(each => chart(each.id, each.labels, each.values, each.unit, 'clips'));
    chart('days', data.days.labels, data.days.values, 'day (UTC)', 'clips');
  };
  draw();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  addEventListener('beforeprint', () => charts.forEach(each => each.resize()));
  document.documentElement.dataset.ready = 'true';
})();
