"""Keep the answers of the first-start guide in a file, and found the branch that they describe."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kiosk.branch.setup.publishing import Author
from kiosk.branch.staff import new_pin
from kiosk.clock import Clock
from kiosk.config import load_site
from kiosk.domain.language.text import CounterError
from kiosk.domain.people.secret import secret_refusal
from kiosk.domain.setup.form import plain, read
from kiosk.domain.setup.guide import GuideAnswers, GuideRules, GuideStep
from kiosk.domain.setup.template import ADMINISTRATOR
from kiosk.durable_file import replace_file
from kiosk.program.config_file import Changes, change_config
from kiosk.program.new_branch import BranchPlan, create_at, has_branch
from kiosk.program.places import data_folder
from kiosk.program.texts import texts

STATE_NAME = "guide.json"

_log = logging.getLogger(__name__)


def needs_guide(config: Path) -> bool:
    """Return whether a machine has no branch yet: no configuration, or a database without a branch.

    Raises:
        CounterError: ``config.*`` for a configuration that a person broke.
    """
    if not config.exists():
        return True
    site = load_site(config)
    try:
        return not has_branch(site)
    except CounterError as problem:
        if not problem.message.key.startswith("store."):
            raise
        return False  # the window opens and waits for the database


def forget_answers(config: Path) -> None:
    """Remove what a power cut left behind just after the founding."""
    try:
        answers_file(config).unlink(missing_ok=True)
    except OSError as problem:
        _log.warning("%s cannot be read: %r", answers_file(config), problem)


def answers_file(config: Path) -> Path:
    """Return the file of the answers: among the data of the machine, or beside a configuration that is not there."""
    folder = config.resolve().parent
    data = load_site(config).data if config.exists() else folder / data_folder(folder)
    return data / STATE_NAME


@dataclass(frozen=True, slots=True)
class FirstStart:
    """Keep the answers beside a configuration, and found the branch there. Every method does I/O."""

    config: Path
    guide: GuideRules
    clock: Clock

    @property
    def file(self) -> Path:
        """Return the file of the answers. It has no PIN in it."""
        return answers_file(self.config)

    def answers(self) -> GuideAnswers:
        """Return what was answered before; fresh answers where there are none or where they cannot be read."""
        try:
            found, problems = read(GuideAnswers, json.loads(self.file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return GuideAnswers()
        except (OSError, ValueError) as problem:
            _log.warning("%s cannot be read: %r", self.file, problem)
            return GuideAnswers()
        if found is None or not GuideStep.NAME <= found.step <= found.furthest <= GuideStep.DONE:
            _log.warning("%s does not hold the answers of this guide: %s", self.file, problems)
            return GuideAnswers()
        return found

    def keep(self, answers: GuideAnswers) -> None:
        """Write the answers to the disk.

        Raises:
            CounterError: ``guide.not_kept`` (folder).
        """
        try:
            self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(self.file, json.dumps(plain(answers), ensure_ascii=False, indent=1).encode())
        except OSError as problem:
            raise CounterError("guide.not_kept", folder=str(self.file.parent)) from problem

    def found(self, answers: GuideAnswers, pin: str) -> Mapping[str, str]:
        """Found the branch with the administrator's PIN, and return the first PINs of the others by their login.

        Raises:
            CounterError: what is missing, ``people.secret.*``, and those of `create_at`.
        """
        for step in GuideStep:
            for one in self.guide.missing(answers, step):
                raise CounterError(one.key, **one.args)
        refused = secret_refusal(pin, ADMINISTRATOR)
        if refused is not None:
            raise CounterError(refused.key, **refused.args)
        pins = {login: new_pin(login) for login in self.guide.logins(answers)}
        plan = BranchPlan(
            pin=pin,
            pins=pins,
            document=self.guide.document(answers),
            author=Author(ADMINISTRATOR, texts(answers.language).say("guide.reason")),
            scanner=answers.scanner,
            printer=answers.printer,
            profile=answers.profile,
            language=answers.language,
        )
        if self.config.exists():
            change_config(self.config, _devices(answers))
        create_at(self.config, plan, self.clock)
        self.file.unlink(missing_ok=True)
        return pins


def _devices(answers: GuideAnswers) -> Changes:
    return {
        ("scanner", "url"): answers.scanner,
        ("printer", "url"): answers.printer,
        ("printer", "profile"): answers.profile,
    }
