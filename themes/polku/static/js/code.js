// A QR code of a text (ISO/IEC 18004): bytes, error correction level L, versions 1 to 40. Returns a drawing, or null if the text is too long.
window.polkuCode = (function (d) {
  'use strict';
  // By version: codewords for correction in each block, and the number of blocks.
  const CORRECTION = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28].concat(Array(14).fill(30));
  const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25];

  // Modules that hold data and correction, once the patterns have theirs.
  function capacity(version) {
    let bits = (16 * version + 128) * version + 64;
    if (version > 1) {
      const n = Math.floor(version / 7) + 2;
      bits -= (25 * n - 10) * n - 55;
      if (version > 6) bits -= 36;
    }
    return bits >> 3;
  }
  // Multiplication in GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1.
  function times(a, b) {
    let sum = 0;
    for (let i = 7; i >= 0; i--) {
      sum = (sum << 1) ^ ((sum >> 7) * 0x11d);
      sum ^= ((b >> i) & 1) * a;
    }
    return sum;
  }
  function divisor(degree) {
    const out = Array(degree - 1).fill(0).concat(1);
    let root = 1;
    for (let i = 0; i < degree; i++, root = times(root, 2)) {
      for (let j = 0; j < degree; j++) out[j] = times(out[j], root) ^ (out[j + 1] || 0);
    }
    return out;
  }
  function remainder(data, by) {
    const out = by.map(() => 0);
    data.forEach(byte => {
      const factor = byte ^ out.shift();
      out.push(0);
      by.forEach((coefficient, i) => { out[i] ^= times(coefficient, factor); });
    });
    return out;
  }
  function codewords(bytes, version) {
    const total = capacity(version), extra = CORRECTION[version - 1], blocks = BLOCKS[version - 1];
    const room = total - extra * blocks, bits = [];
    const put = (value, length) => { for (let i = length - 1; i >= 0; i--) bits.push((value >> i) & 1); };
    put(4, 4);
    put(bytes.length, version < 10 ? 8 : 16);
    bytes.forEach(byte => put(byte, 8));
    put(0, Math.min(4, room * 8 - bits.length));
    put(0, (8 - bits.length % 8) % 8);
    const data = [];
    for (let i = 0; i < bits.length; i += 8) data.push(parseInt(bits.slice(i, i + 8).join(''), 2));
    for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);
    const short = blocks - total % blocks, size = Math.floor(total / blocks) - extra, by = divisor(extra);
    const parts = [];
    for (let i = 0, at = 0; i < blocks; i++) {
      const part = data.slice(at, at + size + (i < short ? 0 : 1));
      at += part.length;
      parts.push([part, remainder(part, by)]);
    }
    const out = [];
    for (let i = 0; i <= size; i++) parts.forEach(([part]) => { if (i < part.length) out.push(part[i]); });
    for (let i = 0; i < extra; i++) parts.forEach(([, correction]) => out.push(correction[i]));
    return out;
  }
  const MASKS = [
    (x, y) => (x + y) % 2, (x, y) => y % 2, x => x % 3, (x, y) => (x + y) % 3,
    (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2, (x, y) => x * y % 2 + x * y % 3,
    (x, y) => (x * y % 2 + x * y % 3) % 2, (x, y) => ((x + y) % 2 + x * y % 3) % 2,
  ];
  function matrix(bytes, version) {
    const size = version * 4 + 17;
    const on = Array.from({ length: size }, () => Array(size).fill(false));
    const fixed = Array.from({ length: size }, () => Array(size).fill(false));
    const set = (x, y, value) => { on[y][x] = value; fixed[y][x] = true; };
    for (let i = 0; i < size; i++) { set(6, i, i % 2 === 0); set(i, 6, i % 2 === 0); }
    [[3, 3], [size - 4, 3], [3, size - 4]].forEach(([cx, cy]) => {
      for (let dy = -4; dy <= 4; dy++) for (let dx = -4; dx <= 4; dx++) {
        const far = Math.max(Math.abs(dx), Math.abs(dy)), x = cx + dx, y = cy + dy;
        if (x >= 0 && x < size && y >= 0 && y < size) set(x, y, far !== 2 && far !== 4);
      }
    });
    if (version > 1) {
      const n = Math.floor(version / 7) + 2, step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (n * 2 - 2)) * 2;
      const at = [6];
      for (let place = size - 7; at.length < n; place -= step) at.splice(1, 0, place);
      at.forEach((cx, i) => at.forEach((cy, j) => {
        if ((i === 0 && j === 0) || (i === 0 && j === n - 1) || (i === n - 1 && j === 0)) return;
        for (let dy = -2; dy <= 2; dy++) for (let dx = -2; dx <= 2; dx++) set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
      }));
    }
    function format(mask) {
      let rest = 8 | mask;
      for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
      const bits = ((8 | mask) << 10 | rest) ^ 0x5412, bit = i => ((bits >> i) & 1) === 1;
      for (let i = 0; i <= 5; i++) set(8, i, bit(i));
      set(8, 7, bit(6)); set(8, 8, bit(7)); set(7, 8, bit(8));
      for (let i = 9; i < 15; i++) set(14 - i, 8, bit(i));
      for (let i = 0; i < 8; i++) set(size - 1 - i, 8, bit(i));
      for (let i = 8; i < 15; i++) set(8, size - 15 + i, bit(i));
      set(8, size - 8, true);
    }
    format(0);
    if (version > 6) {
      let rest = version;
      for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >> 11) * 0x1f25);
      const bits = version << 12 | rest;
      for (let i = 0; i < 18; i++) {
        const a = size - 11 + i % 3, b = Math.floor(i / 3), value = ((bits >> i) & 1) === 1;
        set(a, b, value); set(b, a, value);
      }
    }
    const words = codewords(bytes, version);
    let i = 0;
    for (let right = size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < size; step++) for (let j = 0; j < 2; j++) {
        const x = right - j, y = ((right + 1) & 2) === 0 ? size - 1 - step : step;
        if (!fixed[y][x] && i < words.length * 8) {
          on[y][x] = ((words[i >> 3] >> (7 - (i & 7))) & 1) === 1;
          i++;
        }
      }
    }
    const flip = mask => {
      for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) if (!fixed[y][x] && MASKS[mask](x, y) === 0) on[y][x] = !on[y][x];
    };
    // The fewer runs and squares of one colour, the better it is read.
    function penalty() {
      let sum = 0, dark = 0;
      for (let y = 0; y < size; y++) {
        let across = 0, down = 0;
        for (let x = 0; x < size; x++) {
          across = x && on[y][x] === on[y][x - 1] ? across + 1 : 1;
          down = x && on[x][y] === on[x - 1][y] ? down + 1 : 1;
          sum += [across, down].reduce((all, run) => all + (run === 5 ? 3 : run > 5 ? 1 : 0), 0);
          if (x && y && on[y][x] === on[y - 1][x] && on[y][x] === on[y][x - 1] && on[y][x] === on[y - 1][x - 1]) sum += 3;
          dark += on[y][x] ? 1 : 0;
        }
      }
      return sum + Math.floor(Math.abs(dark * 20 - size * size * 10) / (size * size)) * 10;
    }
    let best = 0, least = Infinity;
    for (let mask = 0; mask < 8; mask++) {
      format(mask);
      flip(mask);
      const own = penalty();
      if (own < least) { least = own; best = mask; }
      flip(mask);
    }
    format(best);
    flip(best);
    return on;
  }
  return function (text) {
    const bytes = Array.from(new TextEncoder().encode(text));
    let version = 1;
    const fits = v => bytes.length + (v < 10 ? 2 : 3) <= capacity(v) - CORRECTION[v - 1] * BLOCKS[v - 1];
    while (version <= 40 && !fits(version)) version++;
    if (version > 40) return null;
    const on = matrix(bytes, version), size = on.length + 8;
    const svg = (name, attributes) => {
      const made = d.createElementNS('http://www.w3.org/2000/svg', name);
      for (const key in attributes) made.setAttribute(key, attributes[key]);
      return made;
    };
    const drawing = svg('svg', { viewBox: `0 0 ${size} ${size}`, role: 'img', class: 'code-drawing', 'shape-rendering': 'crispEdges' });
    const path = on.flatMap((row, y) => row.map((dark, x) => dark ? `M${x + 4} ${y + 4}h1v1h-1z` : '')).join('');
    drawing.append(svg('rect', { width: size, height: size, fill: '#fff' }), svg('path', { d: path, fill: '#000' }));
    return drawing;
  };
})(document);
