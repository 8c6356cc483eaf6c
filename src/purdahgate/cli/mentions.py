"""`purdahgate mentions`: how well the detector does."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from purdahgate.cli.desk import Desk, print_json, say
from purdahgate.cli.options import AsJson, ConfigFile

if TYPE_CHECKING:
    from purdahgate.domain.score import Score
    from purdahgate.usecases.evaluate import Measured, Wrong

mentions = typer.Typer(help="How well the detector does.", no_args_is_help=True)


@mentions.command("eval")
def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled posts: .jsonl, one object a line.")],
    on: Annotated[
        str | None, typer.Option(help="Registers as of this day, as 2027-04-20; today.", show_default=False)
    ] = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
) -> None:
    """Score the detector on your own labelled posts: precision, recall, every miss and false alarm.

    A line has `text`, if you like `id`, and `party_mention`, `member_mention`, `political`: true or false.

    Example: purdahgate mentions eval labelled.jsonl --on 2027-04-20
    """
    from purdahgate.usecases.evaluate import evaluate as measure

    desk = Desk(config, as_json=as_json)
    day = desk.day(on) if on else desk.today()
    count, measured = measure(desk.app.detector, file, day)
    if as_json:
        kinds = {each.kind.value: _measured(each) for each in measured}
        print_json({"texts": count, "on": day.isoformat(), "kinds": kinds})
        return
    _show(count, measured)


def _show(count: int, measured: "tuple[Measured, ...]") -> None:
    from purdahgate.cli.terminal import many, table

    say(f"{many(count, 'text')}.")
    scores = [(each.kind.value, each.posts) for each in measured]
    scores += [
        (f"{each.kind.value}, exact words", each.spans) for each in measured if each.spans.recall is not None
    ]
    heads = ("Kind", "Right", "Missed", "False", "Precision", "95 %", "Recall", "95 %")
    table(heads, (((name, *_cells(score)), ()) for name, score in scores))
    for each in measured:
        _list(f"Missed: {each.kind.value}", each.misses)
        _list(f"False alarms: {each.kind.value}", each.false_alarms)


def _list(title: str, wrong: "tuple[Wrong, ...]") -> None:
    """Each text with its id, the words in question marked."""
    from purdahgate.cli.terminal import marked, write

    if not wrong:
        return
    say()
    say(f"{title}")
    for each in wrong:
        where = each.id if each.id == f"line {each.line}" else f"{each.id} (line {each.line})"
        say(f"{where}: {', '.join(each.rules)}" if each.rules else where, 2)
        write("\n".join(marked(each.text, each.spans, indent=4)) + "\n")


def _cells(score: "Score") -> tuple[str, ...]:
    return (
        f"{score.right:,}",
        f"{score.missed:,}",
        f"{score.false:,}",
        _share(score.precision),
        _range(score.precision_interval),
        _share(score.recall),
        _range(score.recall_interval),
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _range(value: tuple[float, float] | None) -> str:
    return "-" if value is None else f"{value[0]:.2f}-{value[1]:.2f}"


def _measured(measured: "Measured") -> dict[str, Any]:
    return {
        **_score(measured.posts),
        "spans": _score(measured.spans),
        "misses": [_wrong(each) for each in measured.misses],
        "false_alarms": [_wrong(each) for each in measured.false_alarms],
    }


def _score(score: "Score") -> dict[str, Any]:
    return {
        "right": score.right,
        "missed": score.missed,
        "false": score.false,
        "precision": score.precision,
        "precision_interval": score.precision_interval,
        "recall": score.recall,
        "recall_interval": score.recall_interval,
    }


def _wrong(wrong: "Wrong") -> dict[str, Any]:
    return {
        "id": wrong.id,
        "line": wrong.line,
        "text": wrong.text,
        "spans": [[start, end, wrong.text[start:end]] for start, end in wrong.spans],
        "rules": list(wrong.rules),
    }
