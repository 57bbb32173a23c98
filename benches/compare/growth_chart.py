"""Draws docs/growth.tsv as docs/growth.svg: six panels, both axes logarithmic. `growth_chart.py TSV SVG` draws alone."""
import csv
import math
import sys
from html import escape

WIDTH, HEIGHT = 560, 300
LEFT, RIGHT, TOP, BOTTOM = 84, 44, 66, 48
MARKS = ["circle", "square", "triangle"]
STYLE = """
svg { background: #fff } text { font: 13px system-ui, sans-serif; fill: #1d1d1b } .head { font-weight: 600; font-size: 15px }
.grid { stroke: #d4d4d4; stroke-width: 1 } .axis { stroke: #6b6b6b; stroke-width: 1.5 }
.s0 { stroke: #0b62a8; fill: #0b62a8 } .s1 { stroke: #b3420b; fill: #b3420b } .s2 { stroke: #2d7a2d; fill: #2d7a2d }
.line { fill: none; stroke-width: 2 } .d1 { stroke-dasharray: 7 4 } .d2 { stroke-dasharray: 2 4 }
@media (prefers-color-scheme: dark) {
svg { background: #14171a } text { fill: #ececec } .grid { stroke: #3a3f44 } .axis { stroke: #a0a0a0 }
.s0 { stroke: #6cb8ff; fill: #6cb8ff } .s1 { stroke: #ff9d66; fill: #ff9d66 } .s2 { stroke: #86d486; fill: #86d486 } .line { fill: none }
}
"""

# Axis of the table, title, what the vertical axis says, and the figure.
PANELS = [
    ("feeds", "Reading: time a feed", "microseconds a feed", lambda row: row["seconds"] * 1e6 / row["units"]),
    ("feeds", "Reading: peak memory a feed", "kB a feed", lambda row: row["peak_mb"] * 1024 / row["units"]),
    ("entries", "Entries in the database: time a command", "milliseconds", lambda row: row["seconds"] * 1e3),
    ("entries", "Entries in the database: peak memory a command", "MB", lambda row: row["peak_mb"]),
    ("subscribers", "Mailing: time a subscriber", "microseconds a subscriber", lambda row: row["seconds"] * 1e6 / row["units"]),
    ("subscribers", "Mailing: peak memory a subscriber", "kB a subscriber", lambda row: row["peak_mb"] * 1024 / row["units"]),
]


def read(path):
    """Rows as dictionaries; numbers are numbers, and what was not measured is nothing."""
    with open(path, newline="") as opened:
        rows = list(csv.DictReader(opened, delimiter="\t"))
    for row in rows:
        for name in ("count", "units"):
            row[name] = int(row[name])
        for name in ("seconds", "processor_seconds", "peak_mb"):
            row[name] = float(row[name]) if row[name] else ""
    return rows


def words(row):
    """A row as people read it."""
    a_unit = row["seconds"] * 1e6 / row["units"]
    each = f"{a_unit:,.0f} µs" if row["units"] > 1 else f"{a_unit / 1e3:,.1f} ms"
    memory = f"{row['peak_mb'] * 1024 / row['units']:,.2f}" if row["units"] > 1 else ""
    return [row["axis"], f"{row['count']:,}", row["measure"], f"{row['seconds']:.3f}", each, f"{row['peak_mb']:.0f}", memory]


def number(power):
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def mark(kind, x, y, colour):
    if kind == "circle":
        return f'<circle class="{colour}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    if kind == "square":
        return f'<rect class="{colour}" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'
    return f'<path class="{colour}" d="M{x:.1f} {y - 5:.1f}l5 9h-10z"/>'


class Panel:
    """One pair of axes and its lines."""

    def __init__(self, rows, axis, title, unit, figure):
        self.title, self.unit, self.axis, self.lines = title, unit, axis, {}
        for row in rows:
            if row["axis"] == axis:
                self.lines.setdefault(row["measure"], []).append((math.log10(row["count"]), math.log10(max(figure(row), 1e-6))))
        points = [point for line in self.lines.values() for point in line]
        self.xs = bounds([x for x, _ in points])
        self.ys = bounds([y for _, y in points])

    def place(self, x, y):
        across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
        (left, right), (low, high) = self.xs, self.ys
        return LEFT + across * (x - left) / (right - left), TOP + down * (1 - (y - low) / (high - low))

    def drawn(self):
        parts = [f'<text class="head" x="{LEFT}" y="20">{escape(self.title)}</text>', *self.grid()]
        for number_of, (name, points) in enumerate(self.lines.items()):
            places = [self.place(*point) for point in points]
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            parts.append(f'<path class="line s{number_of} d{number_of}" d="{path}"/>')
            parts += [mark(MARKS[number_of], x, y, f"s{number_of}") for x, y in places]
            parts += self.legend(number_of, name)
        return parts

    def legend(self, number_of, name):
        x = LEFT + sum(30 + 7.4 * len(each) for each in list(self.lines)[:number_of])
        return [mark(MARKS[number_of], x + 5, 40, f"s{number_of}"), f'<text x="{x + 15:.0f}" y="44.5" font-size="12">{escape(name)}</text>']

    def grid(self):
        """A line for each power of ten, with its number."""
        low_x, high_x, low_y, high_y = (*self.xs, *self.ys)
        for power in range(math.ceil(low_x), math.floor(high_x) + 1):
            (x, bottom), (_, top) = self.place(power, low_y), self.place(power, high_y)
            yield f'<path class="grid" d="M{x:.1f} {top:.1f}V{bottom:.1f}"/>'
            yield f'<text x="{x:.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{number(power)}</text>'
        for power in range(low_y, high_y + 1):
            (left, y), (right, _) = self.place(low_x, power), self.place(high_x, power)
            yield f'<path class="grid" d="M{left:.1f} {y:.1f}H{right:.1f}"/>'
            yield f'<text x="{left - 8:.1f}" y="{y + 4.5:.1f}" text-anchor="end">{number(power)}</text>'
        (left, bottom), (right, top) = self.place(low_x, low_y), self.place(high_x, high_y)
        yield f'<path class="axis" fill="none" d="M{left:.1f} {top:.1f}V{bottom:.1f}H{right:.1f}"/>'
        yield f'<text x="{(left + right) / 2:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{self.axis}</text>'
        middle = (top + bottom) / 2
        yield f'<text transform="translate(20 {middle:.1f}) rotate(-90)" text-anchor="middle">{escape(self.unit)}</text>'


def bounds(values):
    """Whole powers of ten around the values, at least one apart."""
    low, high = math.floor(min(values)), math.ceil(max(values))
    return low, max(high, low + 1)


def draw(table, picture):
    rows = read(table)
    panels = [Panel(rows, *panel) for panel in PANELS if any(row["axis"] == panel[0] for row in rows)]
    high = HEIGHT * math.ceil(len(panels) / 2)
    said = "; ".join(f"{panel.title}: {', '.join(panel.lines)}" for panel in panels)
    with open(picture, "w") as out:
        out.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * WIDTH} {high}" role="img" aria-labelledby="title desc">\n')
        out.write('<title id="title">What a feed, an entry and a subscriber cost as there come to be more of them</title>\n')
        out.write(f'<desc id="desc">{escape(said)}. Both axes are logarithmic; the figures are in growth.tsv.</desc>\n<style>{STYLE}</style>\n')
        for at, panel in enumerate(panels):
            out.write(f'<g transform="translate({at % 2 * WIDTH} {at // 2 * HEIGHT})">\n' + "\n".join(panel.drawn()) + "\n</g>\n")
        out.write("</svg>\n")


if __name__ == "__main__":
    draw(*sys.argv[1:3])
