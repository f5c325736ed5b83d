"""Check on PostgreSQL what the role of a machine writes into journal, tickets and lock-outs, by triggers.

The owner of the database is not checked: it upgrades, restores and rebuilds. An SQLite file has no roles.
"""

from collections.abc import Sequence

#: Accept a record that follows the chain's head, with the hash of `kiosk.domain.journal.chain_hash`, and move the head
#: there. So no role needs a right to the head: it moves forward, with a record. The row's lock lets one at a time pass.
#: A record from after the year 2099 is refused: no program can read such a moment, and all would stop at the head. A
#: machine whose clock is ahead moves the newest moment no further than the server's clock, which is everybody's.
_JOURNAL = """
CREATE OR REPLACE FUNCTION journal_chained() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
DECLARE
    head record;
    part bytea;
    hashed bytea := '';
    newest bigint := NEW.at_us;
BEGIN
    SELECT * INTO head FROM installation FOR UPDATE;
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
        FOREACH part IN ARRAY ARRAY[
            NEW.prev, convert_to(head.id, 'UTF8'), NEW.epoch::text::bytea, NEW.seq::text::bytea,
            convert_to(NEW.event_id, 'UTF8'), convert_to(NEW.kind, 'UTF8'), convert_to(NEW.subject, 'UTF8'),
            NEW.at_us::text::bytea, NEW.mono_ns::text::bytea, NEW.body
        ] LOOP
            hashed := hashed || int4send(octet_length(part)) || part;
        END LOOP;
        IF (NEW.epoch, NEW.seq, NEW.prev, NEW.hash)
            IS DISTINCT FROM (head.epoch, head.seq + 1, head.hash, sha256(hashed)) THEN
            RAISE insufficient_privilege USING MESSAGE = 'the record does not follow the head of the chain';
        END IF;
        IF NEW.at_us NOT BETWEEN 0 AND 4102444800000000 THEN
            RAISE insufficient_privilege USING MESSAGE = 'the moment of the record is impossible';
        END IF;
        newest := least(NEW.at_us, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
    END IF;
    UPDATE installation SET seq = NEW.seq, hash = NEW.hash, last_us = greatest(last_us, newest)
        WHERE epoch = NEW.epoch AND seq < NEW.seq;
    RETURN NEW;
END $body$
"""
#: Refuse a ticket that does not wait, or whose number was not counted. The letters of own ledgers are counted there.
_TICKET = """
CREATE OR REPLACE FUNCTION ticket_counted() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RETURN NEW;
    END IF;
    IF NEW.state <> 'waiting' OR EXISTS (SELECT FROM service WHERE series = NEW.series) AND NOT EXISTS (
        SELECT FROM number_counter AS counted WHERE counted.branch_id = NEW.branch_id
            AND counted.business_date = NEW.business_date AND counted.series = NEW.series AND counted.last >= NEW.number
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'the number was not counted';
    END IF;
    RETURN NEW;
END $body$
"""
#: Let only a role that counts wrong PINs of a person write the lock-out of a desk: no kiosk can lock a desk, or take
#: its lock-out away under another name.
_LOCK_OUT = """
CREATE OR REPLACE FUNCTION lock_out_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    IF (NEW.program IN ('desk', 'manager') OR TG_OP = 'UPDATE' AND OLD.program IN ('desk', 'manager'))
        AND NOT has_function_privilege('staff_failed(integer, bigint)', 'EXECUTE') THEN
        RAISE insufficient_privilege USING MESSAGE = 'the lock-out of a desk';
    END IF;
    RETURN NEW;
END $body$
"""
_TRIGGER = "CREATE OR REPLACE TRIGGER {0} BEFORE {1} ON {2} FOR EACH ROW EXECUTE FUNCTION {0}()"
#: The functions of the triggers, which have the same names.
NAMES = ("journal_chained", "ticket_counted", "lock_out_own")
#: What makes the triggers, or sets them to the form of this program.
ORDERS: Sequence[str] = (
    _JOURNAL,
    _TRIGGER.format("journal_chained", "INSERT", "journal"),
    _TICKET,
    _TRIGGER.format("ticket_counted", "INSERT", "ticket"),
    _LOCK_OUT,
    _TRIGGER.format("lock_out_own", "INSERT OR UPDATE", "desk_lock_out"),
)
