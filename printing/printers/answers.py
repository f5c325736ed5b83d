"""Sort the bytes that a printer sends into answers, whatever it mixes between them.

A byte is an answer to DLE EOT, or to GS r, by its fixed bits. A group is an answer of several bytes from 0x37 to NUL.
Four bytes of automatic status (ASB) begin with 0xx1xx00. Their last three look like answers to GS r.
"""

from printing.printers.printer_status import is_report

_GROUP, _LONGEST_GROUP = 0x37, 7
_ASB_LENGTH = 4


class Answers:
    """Hold the answers that came, oldest first. An unfinished one waits for its remaining bytes.

    `statuses` has each byte that is nothing else, also a malformed one.
    """

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.reports: list[int] = []
        self.groups: list[bytes] = []
        self._rest = bytearray()

    def hear(self, data: bytes) -> None:
        """Sort what arrived."""
        self._rest += data
        while self._rest and (length := self._length()):
            answer = bytes(self._rest[:length])
            del self._rest[:length]
            if length == 1:
                (self.reports if is_report(answer[0]) else self.statuses).append(answer[0])
            elif answer[0] == _GROUP:
                self.groups.append(answer)

    def _length(self) -> int:
        """Return the length of the first answer; 0 when it is not complete yet."""
        first = self._rest[0]
        if first == _GROUP:
            end = self._rest.find(0, 0, _LONGEST_GROUP) + 1
            return end or (0 if len(self._rest) < _LONGEST_GROUP else 1)
        if first & 0x93 == 0x10:
            if not all(map(is_report, self._rest[1:_ASB_LENGTH])):
                return 1
            return _ASB_LENGTH if len(self._rest) >= _ASB_LENGTH else 0
        return 1
