"""`purdahgate calendar show` and `calendar picture`: a year of windows, drawn."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from purdahgate.exchange.year_picture import YearPicture

_EARLIEST, _LATEST = 1900, 2200


def show(
    year: Annotated[
        int | None,
        typer.Argument(min=_EARLIEST, max=_LATEST, help="The year; else this one.", show_default=False),
    ] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Draw a year: months as rows, windows as bars, today, polling days, and how many posts are queued.

    Example: purdahgate calendar show 2027
    """
    from purdahgate.cli.shapes import window_json
    from purdahgate.cli.terminal import visible, write
    from purdahgate.exchange.year_picture_text import drawn, glyphs_for, legend

    desk = Desk(config, as_json=as_json)
    picture = _picture(desk, year)
    if as_json:
        print_json(
            {
                "year": picture.year,
                "today": picture.today.isoformat(),
                "windows": [
                    {"label": bar.label, "lane": bar.lane} | window_json(bar.window) for bar in picture.bars
                ],
                "posts": {day.isoformat(): count for day, count in picture.posts.items()},
            }
        )
        return
    glyphs = glyphs_for(sys.stdout.encoding)
    write("\n".join(visible(line) for line in drawn(picture, glyphs)) + "\n\n")
    for line in legend(picture, glyphs):
        say(line, hang=3)


def picture(
    file: Annotated[Path, typer.Argument(help="The .svg file to write.")],
    year: Annotated[
        int | None, typer.Option(min=_EARLIEST, max=_LATEST, help="The year; else this one.")
    ] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Draw a year as an SVG file for a report: readable without colour, and by a screen reader.

    Example: purdahgate calendar picture 2027.svg --year 2027
    """
    from purdahgate.exchange.files import writing_whole
    from purdahgate.exchange.year_picture_svg import svg

    desk = Desk(config, as_json=as_json)
    year_drawn = _picture(desk, year)
    with writing_whole(file) as target:
        target.write(svg(year_drawn, desk.app.config.body.name))
    if as_json:
        print_json({"file": str(file), "year": year_drawn.year, "windows": len(year_drawn.bars)})
    else:
        say(f"{year_drawn.year} drawn to {file}.")


def _picture(desk: Desk, year: int | None) -> "YearPicture":
    from purdahgate.domain.lifecycle import WAITING
    from purdahgate.exchange.year_picture import lay_out

    zone = desk.app.config.body.zone
    posts = {}
    if desk.app.place.exists():
        with desk.app.store.reading() as book:
            posts = book.due_days(WAITING, zone)
    today = desk.today()
    return lay_out(year or today.year, desk.world().windows, posts, today, zone)
