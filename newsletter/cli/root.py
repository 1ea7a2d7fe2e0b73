"""The command ``newsletter`` itself, and the one place where errors become words."""

from __future__ import annotations

import sys
import traceback

import click

from newsletter import __version__
from newsletter.cli import (
    add,
    collect,
    coverage,
    db,
    desk,
    issues,
    items,
    past_issues,
    people,
    preview,
    publish,
    sources,
    status,
    templates,
    workspace,
)
from newsletter.cli.invocation import Invocation, global_options
from newsletter.errors import MistakesError, NewsletterError


class Verbs(click.Group):
    """Lists its commands in the order of the pipeline, not of the alphabet."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names as they were added."""
        return list(self.commands)


def _version(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value:
        invocation = context.ensure_object(Invocation)
        invocation.say(f"newsletter, version {__version__}")
        invocation.document({"version": __version__})
        context.exit()


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: newsletter demo",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
@global_options
def root() -> None:
    """Collect what is new, assemble the newsletter, send it to those who asked for it."""


_MODULES = (
    workspace,
    status,
    collect,
    sources,
    add,
    items,
    desk,
    coverage,
    issues,
    preview,
    publish,
    past_issues,
    templates,
    people,
    db,
)
for _module in _MODULES:
    _module.register(root)


def run() -> int:
    """Run the command line; return its exit code. Raises `KeyboardInterrupt` for Ctrl-C."""
    invocation = Invocation()
    # Wherever it stands, and also where what stands before it cannot be understood.
    invocation.as_json = "--json" in sys.argv[1:]
    try:
        result = root.main(obj=invocation, standalone_mode=False, prog_name="newsletter")
        return result if isinstance(result, int) else 0
    except NewsletterError as error:
        return _told(error, invocation)
    except click.ClickException as error:
        invocation.document(_misused(error))
        error.show()
        return error.exit_code
    except click.Abort as error:  # click's word for it
        raise KeyboardInterrupt from error
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain on its way out.
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001  the last door: no traceback without -v
        return _surprised(error, invocation)


def _told(error: NewsletterError, invocation: Invocation) -> int:
    if invocation.verbose:
        traceback.print_exception(error)
    if isinstance(error, MistakesError):
        names = ("file", "line", "key", "found", "expected")
        mistakes = [{name: getattr(one, name) for name in names} for one in error.mistakes]
        invocation.document({"error": error.message, "mistakes": mistakes})
    else:
        invocation.document({"error": error.message, "hint": error.hint})
    click.echo(f"newsletter: {error}", err=True)
    return error.exit_code


def _misused(error: click.ClickException) -> dict[str, str]:
    context = error.ctx if isinstance(error, click.UsageError) else None
    helpless = isinstance(error, click.exceptions.NoArgsIsHelpError)
    message = "Missing command." if helpless else error.format_message()
    return {"error": message, "hint": f"See: {context.command_path} --help" if context else ""}


def _surprised(error: Exception, invocation: Invocation) -> int:
    if invocation.verbose:
        traceback.print_exception(error)
    invocation.document({"error": f"{type(error).__name__}: {error}"})
    click.echo(f"newsletter: this should not happen: {type(error).__name__}: {error}", err=True)
    click.echo("Repeat it with -v and send us what it prints.", err=True)
    return 1
