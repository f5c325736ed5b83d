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
#: Compare the stored text of a PIN with a proof, for the functions of sign-in. Wrong ones are counted in a sequence,
#: which no ROLLBACK takes back: 100 in an hour by all machines that the public can reach, and 100 by the others. Then
#: right ones are refused too (SQLSTATE KP100), until the next hour of the server's clock. A sequence holds the hour and
#: the count, as hour * 10^9 + count. It cannot count where nothing may be written, so nothing is compared there.
_PIN = """
CREATE SEQUENCE IF NOT EXISTS wrong_pins_of_public OWNED BY staff.failures;
CREATE SEQUENCE IF NOT EXISTS wrong_pins_of_staff OWNED BY staff.failures;
CREATE OR REPLACE FUNCTION pin_compared(secret text, proof text) RETURNS boolean
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    of_staff boolean := has_function_privilege(session_user, 'staff_failed(integer, bigint)', 'EXECUTE');
    counter regclass := CASE WHEN of_staff THEN 'wrong_pins_of_staff' ELSE 'wrong_pins_of_public' END;
    hour bigint := floor(extract(epoch FROM clock_timestamp()) / 3600) * 1000000000;
    counted bigint;
BEGIN
    IF pg_has_role(session_user, current_user, 'MEMBER') THEN
        RETURN secret = proof;
    END IF;
    IF current_setting('transaction_read_only')::boolean THEN
        RAISE read_only_sql_transaction USING MESSAGE = 'a wrong PIN could not be counted';
    END IF;
    EXECUTE 'SELECT last_value FROM ' || counter INTO counted;
    IF counted NOT BETWEEN hour AND hour + 999999999 THEN
        counted := setval(counter, hour);
    END IF;
    IF counted >= hour + 100 THEN
        RAISE SQLSTATE 'KP100' USING MESSAGE = 'too many wrong PINs in this hour';
    END IF;
    IF secret = proof THEN
        RETURN true;
    END IF;
    PERFORM nextval(counter);
    RETURN false;
END $body$;
REVOKE ALL ON FUNCTION pin_compared(text, text) FROM PUBLIC
"""
#: Refuse a transaction that counted a number and issued no ticket of it: no number is skipped.
_ISSUED = """
CREATE OR REPLACE FUNCTION number_issued() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $body$
BEGIN
    IF NOT pg_has_role(session_user, current_user, 'MEMBER') AND NOT EXISTS (
        SELECT FROM ticket WHERE ticket.branch_id = NEW.branch_id AND ticket.business_date = NEW.business_date
            AND ticket.series = NEW.series AND ticket.number = NEW.last
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a number was counted without a ticket';
    END IF;
    RETURN NULL;
END $body$;
DROP TRIGGER IF EXISTS number_issued ON number_counter;
CREATE CONSTRAINT TRIGGER number_issued AFTER UPDATE ON number_counter
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION number_issued()
"""
#: Keep the mark of delivery behind the end of the journal: records beyond it would never be sent.
_DELIVERED = """
CREATE OR REPLACE FUNCTION delivery_behind_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
BEGIN
    IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER')
        AND NEW.through_seq > coalesce((SELECT max(seq) FROM journal WHERE epoch = NEW.epoch), 0) THEN
        RAISE insufficient_privilege USING MESSAGE = 'there is no such record to be delivered';
    END IF;
    RETURN NEW;
END $body$
"""
#: Let no machine write the key of a date beyond tomorrow, in any time zone, unless it imports appointments. A key has
#: the form of `kiosk.store.day_keys`; whether it can be decrypted, the server cannot know.
_DAY_KEY = """
CREATE OR REPLACE FUNCTION day_key_of_now() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $body$
DECLARE
    now_us bigint := greatest((SELECT last_us FROM installation), extract(epoch FROM clock_timestamp()) * 1000000);
    latest text := to_char(to_timestamp(now_us / 1000000) + interval '2 days', 'YYYY-MM-DD');
BEGIN
    IF pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
        RETURN NEW;
    END IF;
    IF NEW.day !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' OR octet_length(NEW.value) <> 94
        OR NEW.day > latest AND NOT has_table_privilege('appointment', 'INSERT') THEN
        RAISE insufficient_privilege USING MESSAGE = 'no key of a date that comes now';
    END IF;
    RETURN NEW;
END $body$
"""
_TRIGGER = "CREATE OR REPLACE TRIGGER {0} BEFORE {1} ON {2} FOR EACH ROW EXECUTE FUNCTION {0}()"
#: The functions: those of the triggers, which have the same names, and the comparison of PINs.
NAMES = (
    "journal_chained",
    "ticket_counted",
    "lock_out_own",
    "number_issued",
    "delivery_behind_end",
    "day_key_of_now",
    "pin_compared",
)
#: What makes the triggers, or sets them to the form of this program.
ORDERS: Sequence[str] = (
    _JOURNAL,
    _TRIGGER.format("journal_chained", "INSERT", "journal"),
    _TICKET,
    _TRIGGER.format("ticket_counted", "INSERT", "ticket"),
    _LOCK_OUT,
    _TRIGGER.format("lock_out_own", "INSERT OR UPDATE", "desk_lock_out"),
    _PIN,
    _ISSUED,
    _DELIVERED,
    _TRIGGER.format("delivery_behind_end", "INSERT OR UPDATE", "delivery"),
    _DAY_KEY,
    _TRIGGER.format("day_key_of_now", "INSERT", "day_key"),
)
