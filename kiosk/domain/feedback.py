"""Describe where feedback (phản ánh, kiến nghị) about administrative rules is sent: the block that must be posted.

Source: Nghị định 20/2008/NĐ-CP, Điều 13.3 (address of the agency, postal address, telephone, website, e-mail), and
118/2025/NĐ-CP, Điều 16.2.b (the telephone number for guidance). No number is built in: what is empty is not shown.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

_SCHEME = re.compile(r"^https?://")


@dataclass(frozen=True, slots=True)
class FeedbackBlock:
    """Hold where feedback is sent, in the order in which it is shown.

    `hotline` is the telephone number for guidance.
    """

    phone: str = ""
    hotline: str = ""
    website: str = ""
    email: str = ""
    address: str = ""
    post: str = ""

    @property
    def shown(self) -> Mapping[str, str]:
        """Return what the branch has filled in, by its name, as people read it: a website without ``https://``."""
        return {name: _SCHEME.sub("", text) for name, text in asdict(self).items() if text}


NO_FEEDBACK = FeedbackBlock()
