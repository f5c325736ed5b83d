"""What a transaction on PostgreSQL sends: as few messages as can be, while everybody else waits for it.

Writers of all machines stand in one line (`Post.begin`), and whoever holds the turn waits for the server's answer to
each message. The line moves as fast as those messages go there and back. So whatever needs no answer of its own is
kept, and goes along with the next question or with the commit, in the driver's pipeline, in its order.

Nobody stands in the line while the server's disk writes: the turn passes on with the commit, and whoever has written
waits behind it until the disk has it all. What comes later in the server's log is on the disk later, so nobody builds
on what a crash then takes back; a board may have shown it for those milliseconds.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from kiosk.domain.text import CounterError

#: SQL in the driver's words, and its values.
Letter = tuple[str, Mapping[str, object] | tuple[object, ...]]

Row = tuple[Any, ...]


class Reply:
    """What a statement is answered whose answer nobody waits for: it is there at the latest after the commit."""

    rows: list[Row]


class _Kept(NamedTuple):
    letter: Letter
    reply: Reply | None = None


_POST: Final = "post"
#: The server keeps the line in order: with sixteen machines at once the longest wait was three times as long where each
#: lock on the way was fought for anew (measured). Whoever stops in the middle of a transaction is thrown out, and the
#: line moves on. The number means nothing.
_TURN: Letter = (
    "SELECT pg_advisory_xact_lock(20261124), set_config('idle_in_transaction_session_timeout', '10s', true),"
    " set_config('synchronous_commit', 'off', true)",
    (),
)
#: The commit, and a transaction of its own that writes next to nothing: its commit is one that waits for the disk, and
#: for the standby where the server is set up so, which then have everything before it.
_COMMIT = (_Kept(("COMMIT", ())), _Kept(("SELECT pg_logical_emit_message(true, 'kiosk', '')", ())))
#: No answer is waited for where a row must change: where none does, the server itself refuses all that comes with it.
_ONE_OR_NOTHING: Final = "WITH changed AS ({} RETURNING 1) SELECT 1 / count(*) FROM changed"


class Post:
    """The letters of one writing transaction. It belongs to the thread that writes.

    With the turn come the answers to what is foreseen to be asked. Each is given once, and no more when a statement
    that goes its own way has written.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._info = connection.info
        self._driver: Any = connection.connection.driver_connection
        self._waiting: list[_Kept] = []
        self._otherwise: list[CounterError] = []
        self._answers: list[tuple[Letter, list[Row]]] = []

    def begin(self, *foreseen: Letter) -> None:
        """Waits for the turn to write; the server answers what is foreseen as soon as it has come. What is foreseen may
        write: it is part of the transaction, asked for or not."""
        answers = self._exchange([_Kept(_TURN)], *foreseen)
        self._answers = list(zip(foreseen, answers, strict=True))
        self._info[_POST] = self

    def put(self, letter: Letter, otherwise: CounterError | None = None) -> None:
        """Keeps a write until something is asked. Where it must change a row, `otherwise` says that there was none."""
        if otherwise is not None:
            self._otherwise.append(otherwise)
            letter = _ONE_OR_NOTHING.format(letter[0]), letter[1]
        self._waiting.append(_Kept(letter))

    def ask_later(self, letter: Letter) -> Reply:
        """Keeps a statement until something is asked, as `put` does, and its answer for after the commit."""
        reply = Reply()
        self._waiting.append(_Kept(letter, reply))
        return reply

    def ask(self, question: Letter) -> list[Row]:
        """Sends what waits and the question; its rows. Errors are those of `Connection.execute`."""
        known = next((one for one in self._answers if one[0] == question), None)
        if known is None:
            return self._exchange(self._take(), question)[0]
        self._answers.remove(known)
        return known[1]

    def send(self, *, is_writing: bool) -> None:
        """Sends what waits, before a statement that goes its own way; if `is_writing`, what was seen may be old."""
        if is_writing:
            self._answers = []
        if self._waiting:
            self._exchange(self._take())

    def commit(self) -> None:
        """Sends what waits and commits, as one message; returns when it is on the disk. Nothing of it is done when any
        of it fails."""
        self._exchange([*self._take(), *_COMMIT])

    def end(self) -> None:
        """The transaction is over, well or not."""
        self._info.pop(_POST, None)

    def _take(self) -> list[_Kept]:
        kept, self._waiting = self._waiting, []
        return kept

    def _exchange(self, kept: Sequence[_Kept], *questions: Letter) -> list[list[Row]]:
        """One message there and one back; the rows of each question."""
        problems = self._connection.dialect.loaded_dbapi.Error
        try:
            with self._driver.pipeline():
                answers = [(reply, self._driver.cursor().execute(*letter)) for letter, reply in kept]
                asked = [self._driver.cursor().execute(*question) for question in questions]
            self._otherwise = []
            for reply, cursor in answers:
                if reply is not None:
                    reply.rows = cursor.fetchall()
            return [cursor.fetchall() for cursor in asked]
        except problems as problem:
            if self._otherwise and isinstance(problem, self._connection.dialect.loaded_dbapi.errors.DivisionByZero):
                raise self._otherwise[0] from problem
            raise in_sqlalchemy_s_words(self._connection, problem) from problem


def greet(connection: Connection) -> None:
    """Begins a picture of the database, and hears that the server is there. Errors are those of
    `Connection.execute`."""
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            driver.execute("SELECT 1")
    except connection.dialect.loaded_dbapi.Error as problem:
        raise in_sqlalchemy_s_words(connection, problem) from problem


def in_sqlalchemy_s_words(connection: Connection, problem: Exception) -> BaseException:
    """The error that `Connection.execute` would raise for one of the driver's. A line that is cut is not used again."""
    dialect, driver = connection.dialect, connection.connection.driver_connection
    is_cut = dialect.is_disconnect(problem, driver, None)  # type: ignore[arg-type]  # the driver's own connection
    if is_cut:
        connection.invalidate(problem)
    said: BaseException = DBAPIError.instance(
        None,
        None,
        problem,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=is_cut,
        dialect=dialect,
    )
    return said


def post_of(connection: Connection) -> Post | None:
    """The post of this transaction: where it writes, and the database is a PostgreSQL server."""
    found: Post | None = connection.info.get(_POST)
    return found
