"""Draws how time and memory grow with the number of pages: an SVG with logarithmic axes and nothing from outside."""

import math

SIZES = [1_000, 3_000, 10_000, 30_000, 100_000]

_WIDTH, _HEIGHT = 760, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 92, 74, 62

_STYLE = """
svg { font: 13px system-ui, sans-serif; background: #fff }
text { fill: #24302b }
.grid { stroke: #d9ded9; fill: none }
.axis { stroke: #5b6a63; fill: none }
.time { stroke: #0b6e4f; fill: none; stroke-width: 2.5 }
.memory { stroke: #a34700; fill: none; stroke-width: 2.5; stroke-dasharray: 9 4 }
.linear { stroke: #7a8781; fill: none; stroke-width: 1.5; stroke-dasharray: 2 4 }
.dot-time { fill: #0b6e4f } .dot-memory { fill: #a34700 }
.name-time { fill: #0b6e4f } .name-memory { fill: #a34700 } .name-linear { fill: #5b6a63 }
@media (prefers-color-scheme: dark) {
  svg { background: #131916 } text { fill: #e3e8e4 } .grid { stroke: #2c3631 } .axis { stroke: #94a39b }
  .time { stroke: #5fd3a5 } .memory { stroke: #ffa463 } .linear { stroke: #94a39b }
  .dot-time, .name-time { fill: #5fd3a5 } .dot-memory, .name-memory { fill: #ffa463 } .name-linear { fill: #94a39b }
}
"""


def svg(points, title="Polku: time and memory by number of pages"):
    """`points`: [(pages, seconds, bytes)], in rising order."""
    across = _Scale(min(p[0] for p in points), max(p[0] for p in points), _LEFT, _WIDTH - _RIGHT)
    up = _Scale(*_decades([p[1] for p in points]), _HEIGHT - _BOTTOM, _TOP)
    megabytes = [p[2] / 1e6 for p in points]
    right = _Scale(*_decades(megabytes), _HEIGHT - _BOTTOM, _TOP)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="t d">',
        f'<title id="t">{title}</title>',
        f'<desc id="d">{_description(points)}</desc>',
        f"<style>{_STYLE}</style>",
    ]
    for pages, _, _ in points:
        x = across(pages)
        out.append(f'<path class="grid" d="M{x:.1f} {_TOP}V{_HEIGHT - _BOTTOM}"/>')
        out.append(f'<text x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 20}" text-anchor="middle">{pages:,}</text>')
    for value in up.ticks():
        y = up(value)
        out.append(f'<path class="grid" d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}"/>')
        out.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g} s</text>')
    for value in right.ticks():
        y = right(value)
        out.append(f'<text x="{_WIDTH - _RIGHT + 8}" y="{y + 4:.1f}">{value:,g} MB</text>')
    out.append(f'<path class="axis" d="M{_LEFT} {_TOP}V{_HEIGHT - _BOTTOM}H{_WIDTH - _RIGHT}V{_TOP}"/>')
    out.append(f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 14}" text-anchor="middle">pages (logarithmic)</text>')
    out.append(f'<text class="name-time" x="{_LEFT}" y="{_TOP - 14}" text-anchor="middle">time (s)</text>')
    out.append(f'<text class="name-memory" x="{_WIDTH - _RIGHT}" y="{_TOP - 14}" text-anchor="middle">peak memory (MB)</text>')
    first, last = points[0], points[-1]
    linear = first[1] * last[0] / first[0]
    start, end = (across(first[0]), up(first[1])), (across(last[0]), up(linear))
    out.append(f'<path class="linear" d="M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"/>')
    for name, scale, values in (("memory", right, megabytes), ("time", up, [p[1] for p in points])):
        places = [(across(p[0]), scale(value)) for p, value in zip(points, values)]
        out.append(f'<path class="{name}" d="M' + "L".join(f"{x:.1f} {y:.1f}" for x, y in places) + '"/>')
        out += [f'<circle class="dot-{name}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in places]
    out += _legend()
    return "\n".join([*out, "</svg>"]) + "\n"


def _legend():
    x, out = _LEFT + 60, []
    for name, label, width in (("time", "time", 60), ("memory", "peak memory", 110), ("linear", "time, if it grew in proportion", 0)):
        out.append(f'<path class="{name}" d="M{x} 20h28"/>')
        out.append(f'<text class="name-{name}" x="{x + 34}" y="25">{label}</text>')
        x += 34 + width
    return out


def _description(points):
    told = "; ".join(f"{pages:,} pages: {seconds:.2f} s, {size / 1e6:.0f} MB" for pages, seconds, size in points)
    line = "A straight line shows growth in proportion to the number of pages, from the first point on."
    return f"A plot with logarithmic axes. {told}. {line}"


def _decades(values):
    """The powers of ten around some values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return 10.0**low, 10.0 ** max(high, low + 1)


class _Scale:
    """A logarithmic scale."""

    def __init__(self, low, high, start, end):
        self.low, self.high, self.start, self.end = math.log10(low), math.log10(high), start, end

    def __call__(self, value):
        share = (math.log10(value) - self.low) / ((self.high - self.low) or 1)
        return self.start + share * (self.end - self.start)

    def ticks(self):
        """The powers of ten."""
        return [10.0**power for power in range(round(self.low), round(self.high) + 1)]
