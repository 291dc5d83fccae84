"""Draws learning curves as SVG, with nothing but text.

Benchmarks call `curve`; the picture stands in the README and in docs/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_COLOURS = ("#0b6e4f", "#8a8f98", "#c2c6cc", "#2f6fb5", "#b08900", "#a23b72")
_WIDTH, _HEIGHT, _LEFT, _TOP, _RIGHT, _BOTTOM = 760, 380, 52, 42, 118, 44
_WINDOW = 200


def curve(hits: Mapping[str, Sequence[bool]], title: str) -> str:
    """One line a system: the share of hits over the last 200 questions, by question."""
    count = max(len(each) for each in hits.values())
    lines = [_frame(title, count)]
    ends = list[tuple[float, str, str]]()
    for (name, values), colour in zip(hits.items(), _COLOURS, strict=False):
        points = [
            (i, sum(values[max(0, i - _WINDOW) : i]) / min(i, _WINDOW))
            for i in range(30, len(values) + 1, 5)
        ]
        if not points:
            continue
        path = " ".join(f"{_x(i, count):.1f},{_y(v):.1f}" for i, v in points)
        width = 3 if name == "tacit" else 1.6
        lines.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        )
        ends.append((_y(points[-1][1]), name, colour))
    lines += _labels(ends, count)
    return "\n".join([*lines, "</svg>\n"])


def _labels(ends: list[tuple[float, str, str]], count: int) -> list[str]:
    """Each system's name at its line's end, moved apart where two would touch."""
    labels, last = list[str](), -99.0
    for y, name, colour in sorted(ends):
        last = max(y, last + 15)
        labels.append(
            f'<text x="{_x(count, count) + 8:.1f}" y="{last + 4:.1f}" fill="{colour}" '
            f'font-weight="{700 if name == "tacit" else 400}">{name}</text>'
        )
    return labels


def _x(place: int, count: int) -> float:
    return _LEFT + (_WIDTH - _LEFT - _RIGHT) * place / max(count, 1)


def _y(share: float) -> float:
    return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (1 - min(share, 0.8) / 0.8)


def _frame(title: str, count: int) -> str:
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="system-ui, sans-serif" font-size="13" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15" font-weight="600" fill="#1b1f24">{title}</text>',
    ]
    for share in (0.0, 0.2, 0.4, 0.6, 0.8):
        y = _y(share)
        lines.append(
            f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            'stroke="#e4e7eb"/>'
        )
        lines.append(
            f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" '
            f'fill="#5b6470">{share:.1f}</text>'
        )
    for place in range(0, count + 1, 250 if count > 600 else 100):
        lines.append(
            f'<text x="{_x(place, count):.1f}" y="{_HEIGHT - 22}" text-anchor="middle" '
            f'fill="#5b6470">{place}</text>'
        )
    lines.append(
        f'<text x="{_LEFT}" y="{_HEIGHT - 5}" fill="#5b6470">'
        "judged questions, in the order of time</text>"
    )
    return "\n".join(lines)
