// What is known of the piece where the pointer or the arrow keys are. The map itself is drawn already.
const data = JSON.parse(document.getElementById('data').textContent);
const map = document.querySelector('.map');
const mark = document.querySelector('.mark');
const detail = document.querySelector('.detail');
const SIGNS = { '#': 'live', 'k': 'kept', '.': 'free', '_': 'unmade' };
const WIDE = 1200;
let current = -1;

const hex = (number) => '0x' + number.toString(16);

function size(bytes) {
  const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  for (; bytes >= 1024 && unit < 4; unit++) bytes /= 1024;
  return (Number.isInteger(bytes) || bytes >= 100 ? Math.round(bytes) : bytes.toFixed(1)) + ' ' + names[unit];
}

function add(parent, name, attributes, text) {
  const element = document.createElementNS(name === 'svg' || parent.namespaceURI === map.namespaceURI ? map.namespaceURI : detail.namespaceURI, name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

// A row: [y, height, address, bytes, bytes to the end of the scale]
const rowOf = (piece) => data.rows[piece[0]];
const x = (row, offset) => data.left + data.width * offset / row[4];

function facts(list) {
  const what = add(detail, 'div', { class: 'what' });
  for (const [name, value] of list) {
    if (value === '' || value === undefined) continue;
    const fact = add(what, 'span', {}, name + ' ');
    add(fact, name === 'address' ? 'code' : 'b', {}, value);
  }
}

function runsOf(text) {
  const runs = [];
  for (const [, count, sign] of text.matchAll(/(\d*)(\D)/g)) runs.push([SIGNS[sign], count === '' ? 1 : Number(count)]);
  return runs;
}

// Slots as cells, in lines from left to right.
function drawSlots(slots, text) {
  const columns = Math.min(256, slots);
  const lines = Math.ceil(slots / columns);
  const height = lines === 1 ? 26 : Math.max(5, Math.min(12, 90 / lines));
  const width = WIDE / columns;
  const inset = width > 6 ? 1 : 0.4;
  const paths = {};
  let at = 0;
  for (const [use, count] of runsOf(text)) {
    for (let left = count; left > 0; left--, at++) {
      const path = 'M' + (at % columns * width).toFixed(1) + ' ' + (Math.floor(at / columns) * height).toFixed(1);
      paths[use] = (paths[use] || '') + path + 'h' + (width - inset).toFixed(1) + 'v' + (height - 1).toFixed(1) + 'h-' + (width - inset).toFixed(1);
    }
  }
  const svg = add(detail, 'svg', { viewBox: '0 0 ' + WIDE + ' ' + lines * height });
  for (const use in paths) add(svg, 'path', { class: use, d: paths[use] });
}

function drawDensities(text) {
  const svg = add(detail, 'svg', { viewBox: '0 0 ' + WIDE + ' 36' });
  const width = WIDE / text.length;
  [...text].forEach((digit, i) => {
    add(svg, 'rect', { class: 'unmade', x: i * width, y: 0, width: width - 1, height: 36 });
    add(svg, 'rect', { class: 'live', x: i * width, y: 36 - 4 * digit, width: width - 1, height: 4 * digit });
  });
}

// Parts side by side: [use, bytes].
function drawParts(parts) {
  const svg = add(detail, 'svg', { viewBox: '0 0 ' + WIDE + ' 26' });
  const all = parts.reduce((sum, part) => sum + part[1], 0);
  let at = 0;
  for (const [use, bytes] of parts) {
    if (bytes > 0) add(svg, 'rect', { class: use, x: at, y: 0, width: Math.max(1, WIDE * bytes / all), height: 26 });
    at += WIDE * bytes / all;
  }
}

const KINDS = {
  // [row, offset, bytes, 'p', slotBytes, slots, made, live, kept, underWay, owner, slots or densities]
  p(piece, address) {
    const [, , bytes, , slotBytes, slots, made, live, kept, underWay, owner, text] = piece;
    facts([['page of', size(slotBytes) + ' slots'], ['address', hex(address)], ['', size(bytes)], ['live', live + ' of ' + slots],
      ['kept ready', kept || ''], ['free', made - live - kept || ''], ['under way', underWay || ''], ['not made', slots - made || ''],
      ['owner', data.names[owner] || 'nobody']]);
    if (!text) drawParts([['live', live], ['kept', kept], ['free', made - live - kept], ['unmade', slots - made]]);
    else if (/\D/.test(text)) drawSlots(slots, text);
    else drawDensities(text);
  },
  // [row, offset, bytes, 'b', use, around, first byte from here, all bytes, payload from there, payload bytes, isFenced, allocated by, freed by]
  b(piece, address) {
    const [, , , , use, around, first, all, front, payloadBytes, isFenced, allocatedBy, freedBy] = piece;
    facts([[data.uses[use][1] + ' block of', payloadBytes + ' bytes'], ['address', hex(address + first + front)], ['takes', size(all)],
      ['', isFenced ? 'nobody may touch it' : ''], ['allocated by', data.names[allocatedBy]], ['freed by', data.names[freedBy]]]);
    drawParts([[data.uses[around][0], front], [data.uses[use][0], payloadBytes], [data.uses[around][0], all - front - payloadBytes]]);
  },
  // [row, offset, bytes, 'r', use]
  r(piece, address) {
    const [, , bytes, , use] = piece;
    facts([['', data.uses[use][1]], ['address', hex(address)], ['', size(bytes)], ['', data.uses[use][2]]]);
  },
  // [row, offset, bytes, 't', use, bytes, use, bytes, …]
  t(piece, address) {
    const parts = [];
    for (let i = 4; i !== piece.length; i += 2) parts.push([data.uses[piece[i]], piece[i + 1]]);
    facts([['', size(piece[2])], ['address', hex(address)], ...parts.map(([use, bytes]) => [use[1], size(bytes)])]);
    drawParts(parts.map(([use, bytes]) => [use[0], bytes]));
  },
};

function show(index) {
  if (index === current) return;
  current = index;
  const piece = data.pieces[index];
  const row = rowOf(piece);
  mark.setAttribute('x', x(row, piece[1]) - 1);
  mark.setAttribute('y', row[0] - 1);
  mark.setAttribute('width', Math.max(3, data.width * piece[2] / row[4] + 1));
  mark.setAttribute('height', row[1] + 2);
  detail.replaceChildren();
  KINDS[piece[3]](piece, row[2] + piece[1]);
}

function at(event) {
  const box = map.getBoundingClientRect();
  const scale = map.viewBox.baseVal.width / box.width;
  const px = (event.clientX - box.left) * scale;
  const py = (event.clientY - box.top) * scale;
  return data.pieces.findIndex((piece) => {
    const row = rowOf(piece);
    const isInRow = py >= row[0] && row[0] + row[1] >= py;
    return isInRow && px >= x(row, piece[1]) && x(row, piece[1] + piece[2]) > px;
  });
}

// Up and down: the piece nearest in the row before, or after.
function beside(step) {
  const here = data.pieces[current];
  const middle = here[1] + here[2] / 2;
  let best = current;
  let distance = Infinity;
  data.pieces.forEach((piece, i) => {
    const away = Math.max(piece[1] - middle, middle - piece[1] - piece[2], 0);
    if (piece[0] === here[0] + step && distance > away) [best, distance] = [i, away];
  });
  return best;
}

const last = data.pieces.length - 1;
const KEYS = {
  ArrowRight: () => Math.min(last, current + 1), ArrowLeft: () => Math.max(0, current - 1),
  ArrowDown: () => beside(1), ArrowUp: () => beside(-1), Home: () => 0, End: () => last,
};

if (last >= 0) {
  map.addEventListener('pointermove', (event) => {
    const index = at(event);
    if (index >= 0) show(index);
  });
  map.addEventListener('keydown', (event) => {
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    show(KEYS[event.key]());
    mark.scrollIntoView({ block: 'nearest' });
  });
  show(Math.max(0, data.pieces.findIndex((piece) => piece[3] === 'p' || piece[3] === 'b')));
}
