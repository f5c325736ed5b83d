"""Define `kiosk keys`: bind the key files to this machine, unbind them, and name the key that signs."""

from pathlib import Path

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, tell
from kiosk.program.services import Services

keys = typer.Typer(no_args_is_help=True, help="Bind the keys of the branch to this machine, name the one that signs.")


@keys.command(name="fingerprint")
def print_fingerprint(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Print the fingerprint of the branch's signing key. Keep it with the key of the backups."""
    from kiosk.config import load_site
    from kiosk.store.keys import load_keys, signing_key
    from kiosk.store.signing import fingerprint, public_half

    folder = load_site(config).keys
    typer.echo(load_keys(folder).fingerprint or fingerprint(public_half(signing_key(folder))))


@keys.command()
def bind(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Encrypt the keys for this machine alone: with its TPM2, else with a secret on its disk. As root."""
    from kiosk.config import load_site
    from kiosk.program.key_binding import bind_keys

    site = load_site(config)
    done = bind_keys(site)
    Services().give_keys(site)
    tell("cli.keys.bound_host" if done.is_host_alone else "cli.keys.bound_tpm2", names=_names(done.files))


@keys.command()
def unbind(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Write the bound keys as plain files again, for a copy or another machine. As root."""
    from kiosk.config import load_site
    from kiosk.program.key_binding import unbind_keys

    site = load_site(config)
    done = unbind_keys(site)
    Services().give_keys(site)
    tell("cli.keys.unbound", names=_names(done))


def _names(files: tuple[Path, ...]) -> str:
    return ", ".join(file.name for file in files) or "–"
