"""Define `kiosk enrol`: enrol this branch at its centre."""

from typing import Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, say, tell


def enrol(
    code: Annotated[str, typer.Argument(help="The one-time code, as `kiosk central invite` printed it.")],
    new_key: Annotated[bool, typer.Option("--new-key", help="Replace the signing key of the branch.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Enrol this branch at its centre: the centre learns its key and gives it a device token."""
    from kiosk.config import load_site
    from kiosk.program.enrolment import enrol_branch

    site = load_site(config)
    done = enrol_branch(site, code, new_key=new_key)
    tell("enrol.done", url=site.config.centre.url, installation=done.installation)
    if done.is_first_centre:
        tell("enrol.first_centre", folder=site.keys)
    if new_key:
        tell("enrol.new_key", fingerprint=done.fingerprint)
    if done.is_other_centre:
        typer.echo(say("enrol.other_centre", folder=site.keys), err=True)
