"""`chaeum`: serve it, look at it, try it. One file per group of commands."""

from __future__ import annotations

import sys

import typer

from app.cli import author, clients, compare, evaluate, explain, judge, operate, render, samples, try_out
from app.errors import ConfigurationError

cli = typer.Typer(
    name="chaeum",
    help="채움: messy Korean text in, typed and proven form fields out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli.command("serve")(operate.serve)
cli.command("check")(operate.check)
cli.command("tasks")(operate.tasks)
cli.command("explain")(explain.explain)
cli.command("try")(try_out.try_out)
cli.command("new")(author.new)
cli.command("lint")(author.lint_folders)
cli.command("render")(render.render)
cli.command("diff")(author.diff)
cli.command("eval")(evaluate.evaluate)
cli.command("compare")(compare.compare_runs)
cli.command("export")(evaluate.export)
cli.command("promote")(author.promote)
cli.command("rollback")(author.rollback)
cli.add_typer(clients.commands, name="clients")
cli.add_typer(judge.commands, name="judge")
cli.add_typer(samples.commands, name="samples")


def main() -> None:
    """Run the command line. Exit codes: 0 fine, 1 the command found something wrong, 2 wrong use or configuration."""
    try:
        cli(standalone_mode=True)
    except ConfigurationError as error:
        for flaw in error.flaws:
            print(f"error: {flaw}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)


if __name__ == "__main__":
    main()
