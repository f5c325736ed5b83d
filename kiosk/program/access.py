"""Run use cases for the windows of one program, on the branch or on a substitute while the branch is away."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from kiosk.branch import appointments, kiosk_view, print_jobs, procedures, reception, recognition
from kiosk.branch.office import Office
from kiosk.branch.reception import Issued
from kiosk.branch.stations import staff_exit, trials
from kiosk.branch.stations.offline_staff import OfflineStaff
from kiosk.program.opening import Opening
from kiosk.program.own_ledger import OwnLedger
from kiosk.program.staff_exit import StaffExit

P = ParamSpec("P")
T = TypeVar("T")
UseCase = Callable[..., Any]

#: Use cases that a cut-off kiosk answers from its own ledger: all that lead to a number or to a procedure.
_IN_OWN_LEDGER: frozenset[UseCase] = frozenset(
    {
        Office.setup,
        reception.services_view,
        reception.hours,
        recognition.recognise,
        kiosk_view.kiosk_view,
        reception.issue_ticket,
        reception.slip_of,
        staff_exit.station_state,
        appointments.is_offered,
        appointments.of_person,
        procedures.standing,
        procedures.catalogue,
        procedures.search,
        procedures.print_procedure,
        trials.print_trial,
    }
)
#: Those that make a print job. A job of the own ledger gets a negative number on its way to the window.
_PRINTING: frozenset[UseCase] = frozenset({reception.issue_ticket, procedures.print_procedure, trials.print_trial})
#: Use cases about one print job. A negative number is a job of the own ledger.
_ABOUT_A_JOB: frozenset[UseCase] = frozenset({print_jobs.state, print_jobs.give_up})
#: Use cases of the staff exit, each with its substitute on this machine.
_AT_THE_STAFF_EXIT: Mapping[UseCase, UseCase] = {
    staff_exit.staff_for_exit: OfflineStaff.staff_for_exit,
    staff_exit.open_for_staff: OfflineStaff.open_for_staff,
    staff_exit.act: OfflineStaff.act,
}


class BranchAccess:
    """Run use cases with the office of the branch. Thread-safe.

    A call may wait for a disk or a network, so only worker threads may call it. `queued` is called when the own ledger
    holds a new print job; the branch's change feed reports all others.
    """

    def __init__(
        self, opening: Opening, own_ledger: OwnLedger, staff_exit: StaffExit, queued: Callable[[], None]
    ) -> None:
        self._opening, self._own_ledger, self._staff_exit = opening, own_ledger, staff_exit
        self._queued = queued

    def run(self, use_case: Callable[Concatenate[Office, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case on the branch, or on its substitute while the branch is away.

        Raises:
            CounterError: a refusal of the use case; ``store.*`` where the branch is away and there is no substitute.
        """

        def question(office: Office) -> T:
            return use_case(office, *args, **kwargs)

        if use_case in _AT_THE_STAFF_EXIT:
            substitute: Callable[..., T] = _AT_THE_STAFF_EXIT[use_case]
            asked = self._learning(question, *args) if use_case is staff_exit.open_for_staff else question
            return self._staff_exit.ask(asked, lambda offline: substitute(offline, *args, **kwargs))
        if use_case in _ABOUT_A_JOB:
            return self._about_job(use_case, *args, **kwargs)
        if use_case in _PRINTING:
            return self._own_ledger.ask(lambda office: self._marked(office, question(office)))
        if use_case in _IN_OWN_LEDGER:
            return self._own_ledger.ask(question)
        return question(self._opening.office())

    def _learning(self, question: Callable[[Office], T], *login_and_pin: Any) -> Callable[[Office], T]:
        """Let this machine learn the PIN that the branch finds right, for the time without the branch."""

        def asked(office: Office) -> T:
            answer = question(office)
            self._staff_exit.learn(*login_and_pin)
            return answer

        return asked

    def _about_job(self, use_case: Callable[..., T], *job: Any) -> T:
        (number,) = job
        office = self._own_ledger.own() if number < 0 else self._opening.office()
        return use_case(office, abs(number))

    def _marked(self, office: Office, answer: T) -> T:
        """Return the answer, its print job negated where the own ledger keeps the job; wake the spool then."""
        if not office.is_cut_off:
            return answer
        self._queued()
        if isinstance(answer, Issued):
            return replace(answer, print_job=-answer.print_job)
        return cast(T, -answer) if isinstance(answer, int) else answer
