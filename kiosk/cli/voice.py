"""Define `kiosk voice`: make and check the recorded pieces of the hall voice."""

from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.cli.context import DEFAULT_CONFIG, ConfigOption, at_branch, tell
from kiosk.domain.language.text import LANGUAGES, VIETNAMESE, CounterError

if TYPE_CHECKING:
    from kiosk.branch.office import Office

voice = typer.Typer(no_args_is_help=True, help="Make and check the sound files of the hall voice.")


@voice.command()
def build(
    language: Annotated[str, typer.Argument(help="The language: vi, en or km.")] = VIETNAMESE,
    config: ConfigOption = DEFAULT_CONFIG,
) -> int:
    """Make the missing pieces of a language with espeak-ng. Existing recordings stay. Status 1: record them."""
    from devices.voice_builder import build_pack
    from kiosk.config import load_site
    from kiosk.program.voice import script_of

    if language not in LANGUAGES:
        raise CounterError("voice.no_language", language=language, languages=", ".join(LANGUAGES))
    script, folder = script_of(language), load_site(config).voices / language
    count = build_pack(folder, script)
    key = "cli.voice.built" if script.voice else "cli.voice.record"
    tell(key, count=count, folder=folder, language=language)
    return 0 if script.voice else 1


@voice.command()
def check(config: ConfigOption = DEFAULT_CONFIG) -> int:
    """List the missing or unplayable pieces with the words to record. Exit with status 1 when there are some."""
    from kiosk.config import load_site
    from kiosk.program.voice import packs_of

    packs = packs_of(load_site(config), at_branch(config, _voices))
    faults = [(pack, fault) for pack in packs for fault in pack.faults()]
    for pack, fault in faults:
        tell("cli.voice.fault", words=fault.words, file=pack.folder / fault.file, why=fault.why)
    if not faults:
        languages = ", ".join(pack.script.language for pack in packs)
        tell("cli.voice.whole" if packs else "cli.voice.off", languages=languages)
    return 1 if faults else 0


def _voices(office: "Office") -> tuple[str, ...]:
    return office.setup().hall.voices
