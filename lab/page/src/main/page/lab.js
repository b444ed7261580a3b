'use strict';
/* The page: its state, which the address has behind the #, and what people do. All answers come from the core, ashlar(request). */
(function () {
  const byId = id => document.getElementById(id);
  const USUAL = { step: 5, other: 0, fit: 0, threshold: 4096, arenas: 2, trace: 'abc', at: 0 };
  /* Of a chart: each is a walk of the heap, which the longest trace makes ten times as long. */
  const MOST_MOMENTS = 200, MOST_WORK = 800000;
  let state = { ...USUAL }, text = TRACES.abc.text, total = 0, playing = null;
  const seriesOf = [null, null];
  let stride = 1;

  function ask(request) {
    const answer = JSON.parse(window.ashlar(request));
    if (answer.mistake !== undefined) throw new Error(answer.mistake);
    return answer;
  }

  function say(message) {
    byId('message').textContent = message;
    byId('message').hidden = message === '';
  }

  /* Does it, and says what went wrong; then nothing has changed. */
  function attempt(work) {
    try {
      say('');
      work();
      return true;
    } catch (mistake) {
      say(mistake.message);
      return false;
    }
  }

  /* Operations of the trace, a line each, without comments and header. */
  const operations = () => text.split('\n').filter(line => /^\s*[arf]\b/.test(line)).map(line => line.trim());

  const sides = () => state.other ? [state.step, state.other] : [state.step];

  function open(trace, at) {
    let length = 0;
    sides().forEach((step, side) => {
      length = ask(`open ${side} ${step} ${state.fit} ${state.threshold} ${state.arenas}\n${trace}`).count;
    });
    text = trace;
    total = length;
    stride = Math.max(1, Math.ceil(total / Math.min(MOST_MOMENTS, MOST_WORK / total)));
    sides().forEach((_, side) => { seriesOf[side] = ask(`series ${side} ${stride}`).numbers; });
    byId('trace').value = text;
    byId('position').max = total;
    show(Math.min(at, total));
  }

  function show(at) {
    const focused = focusedHere();
    const pictures = sides().map((_, side) => ask(`show ${side} ${at}`));
    state.at = at;
    byId('position').value = at;
    const scale = {
      rowBytes: Math.max(...pictures.map(rowBytesFor)),
      most: Math.max(1, ...seriesOf.slice(0, pictures.length).flat().map(n => Math.max(n.requested, drawnBytes(n)))),
    };
    byId('tip').hidden = true; // not every browser says that what is gone has lost the focus
    byId('heaps').replaceChildren(...pictures.map((picture, side) => heap(picture, sides()[side], side, scale)));
    const lines = operations();
    const played = at === 0 ? 'Before the first operation' : `${at} of ${total}: ${words(lines[at - 1] || pictures[0].played)}`;
    const said = pictures.map((picture, side) => picture.said && (state.other ? `${STEPS[sides()[side] - 1].name}: ` : '') + picture.said);
    byId('now').textContent = [played, ...said.filter(Boolean)].join(' — ');
    enable();
    lesson();
    remember();
    if (focused) byId('heaps').querySelector(focused)?.focus();
  }

  /* What finds the block or the term that has the focus in the next picture too, if one has it. */
  function focusedHere() {
    const focused = document.activeElement, side = [...byId('heaps').children].indexOf(focused.closest('.heap'));
    const name = ['data-address', 'data-term'].find(one => focused.hasAttribute(one));
    return side >= 0 && name && `.heap:nth-child(${side + 1}) [${name}="${focused.getAttribute(name)}"]`;
  }

  /* At an end, two of the buttons are of no use; who stands on one goes on at its opposite. */
  function enable() {
    const focused = document.activeElement;
    byId('first').disabled = byId('back').disabled = state.at === 0;
    byId('last').disabled = byId('forward').disabled = state.at === total;
    if (focused.disabled && focused.closest('.buttons')) byId(state.at === 0 ? 'forward' : 'back').focus();
  }

  /* A line of a trace in words, with what its writer remarks. */
  function words(line) {
    const [operation, remark] = line.split('#').map(part => part.trim());
    const [kind, id, bytes] = operation.split(/\s+/);
    const who = operation.includes('@') ? `thread ${operation.replace(/.*@/, '')}: ` : '';
    const call = kind === 'a' ? `block ${id} = malloc(${bytes})` : kind === 'r' ? `block ${id} = realloc(block ${id}, ${bytes})` : `free(${id === '-1' ? 'NULL' : `block ${id}`})`;
    return who + call + (remark ? `  — ${remark}` : '');
  }

  /* Two heaps have one scale. */
  function heap(picture, step, side, scale) {
    const section = element('section', { class: 'heap', 'aria-label': `The heap ${STEPS[step - 1].name}` });
    if (state.other) section.append(element('h2', {}, STEPS[step - 1].name));
    section.append(element('div', { class: 'views' }, memory(picture, scale.rowBytes, { free }), lists(picture, STEPS[step - 1].name)), numbers(picture, STEPS[step - 1].name), chart(seriesOf[side], scale.most, stride, state.at));
    return section;
  }

  /* It stays as it is while the heap is the same, and so does the focus in it. */
  function lesson() {
    if (byId('lesson').dataset.step === String(state.step)) return;
    byId('lesson').dataset.step = state.step;
    const step = STEPS[state.step - 1], seen = new Set();
    const code = step.place || `core/ladder, class ${step.name === 'arenas' ? 'Arenas' : step.name[0].toUpperCase() + step.name.slice(1) + 'Heap'}`;
    byId('lesson').replaceChildren(
      element('h2', {}, step.isBeyond ? step.name : `${state.step}. ${step.name}`, element('small', {}, ...explained(step.idea, seen))),
      element('p', {}, ...explained(step.text, seen)),
      element('p', { class: 'cost' }, element('strong', {}, 'What it costs: '), ...explained(step.cost, seen)),
      element('p', { class: 'help' }, step.glibc ? `In glibc: ${step.glibc}. ` : '', `In Ashlar: ${code}. For real programs: `, element('code', {}, `./ashlar run --heap ${step.name} -- PROGRAM`)));
    document.querySelectorAll('#steps a').forEach((link, i) => link.toggleAttribute('aria-current', i + 1 === state.step));
    document.querySelectorAll('#steps a[aria-current]').forEach(link => link.setAttribute('aria-current', 'step'));
  }

  /* The address has it all: a trace of the page by its name, any other whole. */
  function address(chosen) {
    const parts = Object.entries(chosen).filter(([key, value]) => String(value) !== String(USUAL[key]));
    return '#' + parts.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
  }

  function remember() {
    const known = Object.keys(TRACES).find(name => TRACES[name].text === text);
    state.trace = known || text;
    byId('preset').value = known || '';
    history.replaceState(null, '', address(state));
  }

  function recall() {
    const wanted = { ...USUAL };
    for (const part of location.hash.slice(1).split('&').filter(Boolean)) {
      const [key, value] = [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)];
      if (!(key in USUAL)) throw new Error(`“${key}” in the address means nothing here`);
      wanted[key] = key === 'trace' ? decodeURIComponent(value) : Number(value);
      if (key !== 'trace' && !Number.isSafeInteger(wanted[key])) throw new Error(`${key} in the address is “${value}”, where a number is expected`);
    }
    return wanted;
  }

  function settle(wanted) {
    const before = { ...state };
    Object.assign(state, wanted);
    const isDone = attempt(() => open(TRACES[state.trace] ? TRACES[state.trace].text : state.trace, state.at));
    if (!isDone) {
      Object.assign(state, before);
      try { open(text, state.at); } catch (again) { say(again.message); }
    }
    fields();
  }

  function fields() {
    byId('fit').value = state.fit;
    byId('threshold').value = state.threshold;
    byId('arenas').value = state.arenas;
    byId('other').value = state.other;
    for (const option of ['fit', 'threshold', 'arenas']) {
      const matters = sides().some(step => STEPS[step - 1].options && STEPS[step - 1].options.includes(option));
      byId(option).disabled = !matters;
      byId(option).title = matters ? '' : 'It makes no difference to this heap';
    }
  }

  /* What is done by hand goes behind the operations that have been played, before `rest`. */
  function insert(line, rest) {
    const lines = operations().slice(0, state.at).concat(line);
    attempt(() => open(lines.concat(rest).join('\n'), lines.length));
  }

  const idOf = line => Number(line.split(/\s+/)[1]);

  /* What comes behind does without that block, until its id is another's. */
  function free(id) {
    const rest = operations().slice(state.at);
    const again = rest.findIndex(line => line[0] === 'a' && idOf(line) === id);
    insert(`f ${id}${thread()}`, rest.filter((line, i) => idOf(line) !== id || again >= 0 && i >= again));
  }

  const thread = () => byId('thread').value === '0' ? '' : ` @${byId('thread').value}`;

  function stop() {
    clearInterval(playing);
    playing = null;
    byId('play').textContent = '▶ play';
    byId('play').setAttribute('aria-label', 'Play');
  }

  function play() {
    if (playing !== null) return stop();
    if (state.at === total) show(0);
    byId('play').textContent = '❚❚ pause';
    byId('play').setAttribute('aria-label', 'Pause');
    playing = setInterval(() => state.at < total ? show(state.at + 1) : stop(), Math.max(30, Math.min(700, 20000 / total)));
  }

  const go = at => { stop(); attempt(() => show(Math.max(0, Math.min(total, at)))); };

  byId('first').onclick = () => go(0);
  byId('back').onclick = () => go(state.at - 1);
  byId('forward').onclick = () => go(state.at + 1);
  byId('last').onclick = () => go(total);
  byId('play').onclick = play;
  byId('position').oninput = event => go(Number(event.target.value));
  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    const isButton = /^(BUTTON|A)$/.test(event.target.tagName);
    const keys = { ArrowLeft: () => go(state.at - 1), ArrowRight: () => go(state.at + 1), Home: () => go(0), End: () => go(total), ' ': isButton ? null : play };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  byId('hand').onsubmit = event => {
    event.preventDefault();
    const size = byId('size').value.trim();
    if (!/^\d+$/.test(size)) return say(`“${size}” is no size: a number of bytes, 0 or more, is expected`);
    insert(`a ${Math.max(-1, ...operations().map(idOf)) + 1} ${size}${thread()}`, operations().slice(state.at));
  };
  byId('trace-form').onsubmit = event => {
    event.preventDefault();
    stop();
    attempt(() => open(byId('trace').value, 0));
  };
  byId('file').onchange = async event => {
    const [file] = event.target.files;
    if (!file) return;
    event.target.value = ''; // so that the same one, changed, can be opened again
    stop();
    const trace = await file.text().catch(unreadable => say(`${file.name}: ${unreadable.message}`));
    if (trace !== undefined) attempt(() => open(trace, 0));
  };
  byId('preset').onchange = event => { stop(); if (event.target.value) settle({ trace: event.target.value, at: 0 }); };
  byId('options').onsubmit = event => event.preventDefault();
  byId('options').onchange = event => {
    stop();
    const value = event.target.value.trim();
    if (/^\d{1,15}$/.test(value)) return settle({ [event.target.id]: Number(value), trace: text });
    say(`“${value}” bytes: a number is expected`);
    fields();
  };
  byId('link').onclick = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      byId('copied').textContent = 'copied';
    } catch (refused) {
      byId('copied').textContent = 'it is in the address bar';
    }
  };
  addEventListener('hashchange', () => attempt(() => settle(recall())));

  /* What is one thing in two places lights up in both. */
  const light = (target, isOn) => {
    const heap = target.closest && target.closest('.heap'), at = target.closest && target.closest('[data-address]');
    if (heap && at) heap.querySelectorAll(`[data-address="${at.getAttribute('data-address')}"]`).forEach(one => one.classList.toggle('lit', isOn));
  };
  const tip = byId('tip');
  const explain = (target, isOn) => {
    const term = target.closest && target.closest('[data-term]');
    if (!term) return;
    tip.hidden = !isOn;
    if (!isOn) return term.removeAttribute('aria-describedby');
    tip.textContent = TERMS[term.getAttribute('data-term')];
    term.setAttribute('aria-describedby', 'tip');
    const box = term.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8))}px`;
    tip.style.top = `${box.bottom + 6 + tip.offsetHeight > innerHeight ? box.top - tip.offsetHeight - 6 : box.bottom + 6}px`;
  };
  for (const [begin, end] of [['mouseover', 'mouseout'], ['focusin', 'focusout']]) {
    document.addEventListener(begin, event => { light(event.target, true); explain(event.target, true); });
    document.addEventListener(end, event => { light(event.target, false); explain(event.target, false); });
  }

  STEPS.forEach((step, i) => {
    if (step.isBeyond && !STEPS[i - 1].isBeyond) byId('steps').append(element('span', {}, 'and Ashlar’s own:'));
    const link = element('a', { href: `#step=${i + 1}` }, step.isBeyond ? '' : element('b', {}, `${i + 1} `), step.name);
    link.addEventListener('click', event => { event.preventDefault(); stop(); settle({ step: i + 1, trace: text }); });
    byId('steps').append(link);
    byId('other').append(element('option', { value: i + 1 }, step.name));
  });
  byId('other').prepend(element('option', { value: 0 }, 'nothing'));
  byId('preset').append(element('option', { value: '' }, 'your own'), ...Object.entries(TRACES).map(([name, trace]) => element('option', { value: name }, trace.name)));
  document.body.append(element('svg:svg', { width: 0, height: 0, 'aria-hidden': 'true', class: 'defs' }, element('svg:defs', {},
    element('svg:marker', { id: 'head', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto-start-reverse' }, element('svg:path', { d: 'M0 0L8 4L0 8z', class: 'arrowhead' })),
    element('svg:pattern', { id: 'hatch', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, element('svg:rect', { width: 7, height: 7, class: 'ground' }), element('svg:rect', { width: 1.4, height: 7, class: 'line' })),
    element('svg:pattern', { id: 'dots', width: 6, height: 6, patternUnits: 'userSpaceOnUse' }, element('svg:rect', { width: 6, height: 6, class: 'ground' }), element('svg:circle', { cx: 3, cy: 3, r: 1.2, class: 'line' })))));

  /* core.js has a main of its own, which gives us ashlar(). */
  window.main([], () => {});
  addEventListener('resize', () => attempt(() => show(state.at)));
  let wanted = {};
  const isClear = attempt(() => { wanted = recall(); });
  const said = byId('message').textContent;
  settle(wanted);
  if (!isClear) say(said);
}());
