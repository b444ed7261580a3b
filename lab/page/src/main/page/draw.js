'use strict';
/* Pictures of a heap: memory to scale, lists, numbers over time. */
const SVG = 'http://www.w3.org/2000/svg';

function element(name, attributes, ...children) {
  const made = document.createElementNS(name.startsWith('svg:') ? SVG : 'http://www.w3.org/1999/xhtml', name.replace('svg:', ''));
  for (const [key, value] of Object.entries(attributes || {}))
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? '' : value);
  for (const child of children) if (child !== null && child !== undefined) made.append(child);
  return made;
}

const term = (name, text) => element('abbr', { 'data-term': name, tabindex: 0 }, text);

/* The longest first, so that a small bin is not just a bin. */
const KNOWN = new RegExp(`\\b(${Object.keys(TERMS).sort((a, b) => b.length - a.length).join('|')})(s?)\\b`, 'gi');

/* A text in which each term is marked that has not been seen. */
function explained(text, seen) {
  const parts = [];
  let at = 0;
  for (const found of text.matchAll(KNOWN)) {
    const name = Object.keys(TERMS).find(one => one.toLowerCase() === found[1].toLowerCase());
    if (seen.has(name)) continue;
    seen.add(name);
    parts.push(text.slice(at, found.index), term(name, found[0]));
    at = found.index + found[0].length;
  }
  return [...parts, text.slice(at)];
}

/* Bytes before the payload. */
const header = piece => piece.state === 'spare' ? 0 : piece.bytes - piece.payloadBytes;
const hex = address => '0x' + address.toString(16);
const count = (number, word) => `${number.toLocaleString('en')} ${word}${number === 1 ? '' : 's'}`;
const LABELS = { live: 'in use', free: 'free', fast: 'free, kept in its size', mapped: 'in use, mapped', fence: 'somebody else’s', 'handed-out': 'handed out, and nobody’s', spare: 'spare' };

/* What is written in a block, where there is room. */
const MEANINGS = { live: ' (its id)', mapped: ' (its id)', free: ' (its bytes)', fast: ' (its bytes)' };

/* What is said of a piece where there is room for words. */
function describe(piece) {
  const parts = [`${LABELS[piece.state]}${piece.id === undefined ? '' : `, block ${piece.id}`}`, `${hex(piece.address)}`];
  if (piece.payloadBytes) parts.push(`${piece.payloadBytes} bytes of payload${piece.requested === undefined ? '' : `, ${piece.requested} asked for`}`);
  if (piece.prevFree) parts.push('PREV_FREE: the block before is free');
  if (piece.next) parts.push(`next in its list: ${hex(piece.next - header(piece))}`);
  if (piece.arena) parts.push(`arena ${piece.arena}`);
  return parts.join(' · ');
}

/* Runs of pieces that lie behind each other; what is spare is said in words, a fence is drawn short. */
function groups(pieces) {
  const found = [];
  let last = null;
  for (const piece of pieces) {
    if (piece.state === 'spare') continue;
    const isBehind = last && last.end === piece.address && last.arena === piece.arena && piece.state !== 'mapped';
    if (!isBehind) found.push(last = { arena: piece.arena, isMapped: piece.state === 'mapped', start: piece.address, parts: [], bytes: 0 });
    const drawn = piece.state === 'fence' || piece.state === 'handed-out' && piece.bytes > 1 << 16 || piece.bytes > 1 << 14 ? Math.min(piece.bytes, 2048) : piece.bytes;
    last.parts.push({ piece, from: last.bytes, drawn });
    last.bytes += drawn;
    last.end = piece.address + piece.bytes;
  }
  return found;
}

/* More would hide what they lead to: they are faint, but for the one of the block that is looked at. */
const MOST_ARROWS = 30;
const ROW_HEIGHT = 30, ROW_GAP = 8, LEFT = 82, TOP = 14;

/* A unit of a picture is about a pixel, so that its words are as large as others; the lists are beside it, or below. */
const drawnWidth = () => Math.max(300, Math.min(750, Math.floor(innerWidth * (innerWidth > 1000 ? 0.6 : 0.85)) - LEFT));
const isNarrow = () => drawnWidth() < 500;

/* Rows of so many bytes that there are not too many rows. */
function rowBytesFor(picture) {
  const lengths = groups(picture.pieces).map(group => group.bytes);
  const total = lengths.reduce((sum, bytes) => sum + bytes, 0);
  let rowBytes = isNarrow() ? 256 : 512;
  while (total / rowBytes > (isNarrow() ? 24 : 14) && rowBytes < Math.max(...lengths)) rowBytes *= 2;
  return rowBytes;
}

function memory(picture, rowBytes, hooks) {
  const width = drawnWidth();
  const all = groups(picture.pieces);
  const places = new Map(), svg = element('svg:svg', { class: 'memory', role: 'group', 'aria-label': 'Memory, to scale' });
  let y = TOP;
  for (const group of all) {
    const title = group.isMapped ? 'mapped' : group.arena ? `arena ${group.arena}` : null;
    for (let row = 0; row * rowBytes < group.bytes; row++) {
      const first = group.parts.find(part => part.from + part.drawn > row * rowBytes);
      const address = first.piece.address + Math.max(0, row * rowBytes - first.from);
      svg.append(element('svg:text', { x: 0, y: y + 13, class: 'address' }, hex(address)));
      if (row === 0 && title) svg.append(element('svg:text', { x: 0, y: y + 26, class: 'address' }, title));
      for (const part of group.parts) {
        const from = Math.max(part.from, row * rowBytes), to = Math.min(part.from + part.drawn, (row + 1) * rowBytes);
        if (from < to) svg.append(block(part, { from: from - row * rowBytes, to: to - row * rowBytes, scale: width / rowBytes, y, isStart: from === part.from, isLongest: row === longestRow(part, rowBytes) }, places, hooks));
      }
      y += ROW_HEIGHT + ROW_GAP;
    }
  }
  if (all.length === 0) svg.append(element('svg:text', { x: LEFT, y: 24, class: 'empty' }, 'Nothing is allocated yet: step forward.'));
  y = Math.max(y, 40);
  const linked = picture.pieces.filter(piece => piece.next && places.has(piece.address) && places.has(piece.next - header(piece)));
  for (const piece of linked) svg.append(arrow(piece, places.get(piece.address), places.get(piece.next - header(piece))));
  svg.classList.toggle('many', linked.length > MOST_ARROWS);
  svg.setAttribute('viewBox', `0 0 ${LEFT + width + 4} ${y}`);
  return element('div', {}, svg, legend(picture, all.some(group => group.parts.some(part => part.drawn < part.piece.bytes))));
}

/* The row that has most of a piece: there its label is. */
function longestRow(part, rowBytes) {
  const first = Math.floor(part.from / rowBytes), last = Math.floor((part.from + part.drawn - 1) / rowBytes);
  if (last - first > 1) return Math.floor((first + last + 1) / 2);
  return last === first || (first + 1) * rowBytes - part.from >= part.from + part.drawn - last * rowBytes ? first : last;
}

/* What the signs mean that are to be seen. */
function legend(picture, isAnyShort) {
  const states = [...new Set(picture.pieces.map(piece => piece.state))].filter(state => state !== 'spare');
  const list = element('ul', { class: 'legend' });
  const entry = (name, words) => list.append(element('li', {}, element('svg:svg', { width: 22, height: 14, 'aria-hidden': 'true', class: `piece ${name}` }, element('svg:rect', { width: 22, height: 14, class: name === 'header' ? 'head' : 'body' }), name === 'flagged' ? element('svg:path', { d: 'M0 0h11l-11 11z', class: 'flag' }) : null), ` ${words}`));
  if (picture.pieces.some(piece => piece.payloadBytes && piece.bytes > piece.payloadBytes)) entry('header', 'header');
  for (const state of states) entry(state, LABELS[state] + (MEANINGS[state] || ''));
  if (isAnyShort) list.append(element('li', {}, '… … : longer than it is drawn'));
  if (picture.pieces.some(piece => piece.prevFree)) entry('flagged', 'PREV_FREE: the block before is free');
  return list;
}

function block(part, place, places, hooks) {
  const { from, to, scale, y, isStart } = place, piece = part.piece;
  const x = LEFT + from * scale, width = Math.max((to - from) * scale, 1);
  const isFreeable = piece.id !== undefined;
  const group = element('svg:g', { class: `piece ${piece.state}`, 'data-address': piece.address, tabindex: isStart ? 0 : undefined, role: isFreeable ? 'button' : 'img', 'aria-label': describe(piece) + (isFreeable ? '. Enter frees it.' : '') });
  group.append(element('svg:rect', { x, y, width, height: ROW_HEIGHT, class: width < 4 ? 'body thin' : 'body' }));
  if (isStart) {
    places.set(piece.address, { x: x + Math.min(width / 2, header(piece) * scale), y, height: ROW_HEIGHT });
    if (header(piece) && piece.state !== 'fence') group.append(element('svg:rect', { x, y, width: Math.min(header(piece) * scale, width), height: ROW_HEIGHT, class: 'head' }));
    if (piece.prevFree && width > 10) group.append(element('svg:path', { d: `M${x} ${y}h9l-9 9z`, class: 'flag' }));
  }
  const name = piece.id !== undefined ? String(piece.id) : piece.state === 'free' || piece.state === 'fast' ? String(piece.payloadBytes) : LABELS[piece.state];
  const label = part.drawn < piece.bytes ? `… ${name} …` : name;
  const room = width - (isStart ? header(piece) * scale : 0);
  if (place.isLongest && room > label.length * 8 + 4) group.append(element('svg:text', { x: x + width - room / 2, y: y + 20, class: 'label' }, label));
  group.append(element('svg:title', {}, describe(piece)));
  if (isFreeable) {
    group.addEventListener('click', () => hooks.free(piece.id));
    group.addEventListener('keydown', event => { if (event.key === 'Enter') { event.preventDefault(); hooks.free(piece.id); } });
  }
  return group;
}

function arrow(piece, from, to) {
  const isSameRow = from.y === to.y;
  const startY = from.y + (isSameRow ? 0 : from.y < to.y ? from.height : 0), endY = isSameRow ? to.y : from.y < to.y ? to.y : to.y + to.height;
  const bend = isSameRow ? `Q${(from.x + to.x) / 2} ${from.y - 14} ${to.x} ${endY}` : `C${from.x} ${(startY + endY) / 2} ${to.x} ${(startY + endY) / 2} ${to.x} ${endY}`;
  return element('svg:path', { d: `M${from.x} ${startY}${bend}`, class: 'link', 'data-address': piece.address, 'marker-end': 'url(#head)' });
}

const BINS = { fast: 1, small: 8, large: 70 }, ZONES = ['TINY zones', 'SMALL zones', 'LARGE zones'];

/* What a bin of a heap is. */
function binName(heap, bin) {
  if (heap === 'zone') return ZONES[bin];
  if (heap === 'tlsf') return `list ${bin}`;
  if (heap === 'segment') return `slots of ${bin} bytes`;
  if (heap !== 'bins' && heap !== 'arenas') return 'free list';
  if (bin === 0) return 'unsorted bin';
  if (bin < BINS.small) return `fast bin, ${32 + 16 * (bin - BINS.fast)} bytes`;
  if (bin < BINS.large) return `small bin, ${32 + 16 * (bin - BINS.small)} bytes`;
  const log = 10 + Math.floor((bin - BINS.large) / 2), half = (bin - BINS.large) % 2;
  return `large bin, from ${2 ** log + half * 2 ** (log - 1)} bytes`;
}

/* What the lists of a heap are. */
const LISTS = { zone: 'What is free, by kind of zone', tlsf: 'The lists that have something', segment: 'What is free, by size of slots', bins: 'The bins that have something', arenas: 'The bins that have something' };

const MOST_MEMBERS = 60;

function lists(picture, heap) {
  const byAddress = new Map(picture.pieces.map(piece => [piece.address, piece]));
  const list = element('div', { class: 'lists' }, element('h3', {}, LISTS[heap] || 'The free list')), seen = new Set();
  for (const one of picture.lists.slice().sort((a, b) => a.arena - b.arena || a.bin - b.bin)) {
    const isLinked = one.members.some(address => byAddress.get(address).next !== undefined);
    const row = element(isLinked ? 'ol' : 'ul', { 'aria-label': binName(heap, one.bin) });
    for (const address of one.members.slice(0, MOST_MEMBERS))
      row.append(element('li', { 'data-address': address, tabindex: 0, title: describe(byAddress.get(address)) }, String(byAddress.get(address).payloadBytes)));
    if (one.members.length > MOST_MEMBERS) row.append(element('li', { class: 'more' }, `and ${one.members.length - MOST_MEMBERS} more`));
    list.append(element('div', { class: 'bin' }, element('h4', {}, ...explained((one.arena ? `arena ${one.arena}: ` : '') + binName(heap, one.bin), seen)), row));
  }
  if (picture.lists.length === 0) list.append(element('p', { class: 'help' }, heap === 'bump' || heap === 'header' ? 'This step has no list: what is freed is not used again.' : 'Nothing is free.'));
  return list;
}

function numbers(picture, heap) {
  const n = picture.numbers;
  const fragmentation = n.free === 0 ? 0 : Math.round(100 * (1 - n.largestFree / n.free));
  const spare = picture.pieces.filter(piece => piece.state === 'spare').reduce((sum, piece) => sum + piece.bytes, 0);
  const rows = [['requested', n.requested, 'bytes'], ['slack', n.slack, 'bytes'], ['free', n.free, `bytes in ${count(n.freeBlocks, 'block')}`], ...(heap === 'segment' ? [] : [['fragmentation', fragmentation, '%']]),
    ...(n.gone ? [['nobody’s', n.gone, 'bytes']] : []), ['spare', spare, 'bytes'], ['from the system', n.taken, 'bytes'], ...(n.visited === undefined ? [] : [['visited', n.visited, 'blocks']])];
  const list = element('dl', { class: 'numbers' });
  for (const [name, value, unit] of rows)
    list.append(element('div', {}, element('dt', {}, TERMS[name] ? term(name, name) : name), element('dd', {}, `${value.toLocaleString('en')} `, element('small', {}, unit))));
  return list;
}

const drawnBytes = n => n.usable + n.free + n.gone;

/* Requested bytes, and what lies in blocks, in use or free, over the trace; up to so many. */
function chart(series, most, stride, position) {
  const width = 900, height = 90, used = series.map(drawnBytes);
  const last = Math.max(1, series.length - 1);
  const path = values => 'M' + values.map((value, i) => `${(i / last * width).toFixed(1)} ${(height - value / most * (height - 6)).toFixed(1)}`).join('L');
  const x = Math.min(position / stride / last, 1) * width;
  return element('figure', { class: 'chart' },
    element('svg:svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Bytes over the trace', preserveAspectRatio: 'none' },
      element('svg:path', { d: path(used) + `L${width} ${height}L0 ${height}Z`, class: 'area' }),
      element('svg:path', { d: path(series.map(n => n.requested)) + `L${width} ${height}L0 ${height}Z`, class: 'asked' }),
      element('svg:path', { d: `M${x} 0V${height}`, class: 'cursor' })),
    element('figcaption', {}, element('span', { class: 'key asked' }, 'asked for'), ' ', element('span', { class: 'key area' }, 'slack, free, and nobody’s'), ` · at most ${most.toLocaleString('en')} bytes`));
}
