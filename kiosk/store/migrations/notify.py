"""Define the triggers that wake the listeners of a branch on PostgreSQL (`kiosk.store.feed`)."""

NOTIFY = """
CREATE FUNCTION journal_notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('journal', '');
    RETURN NULL;
END $$;
CREATE TRIGGER journal_notify AFTER INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION journal_notify();
CREATE TRIGGER device_report_notify AFTER INSERT OR UPDATE OF status ON device_report
    FOR EACH STATEMENT EXECUTE FUNCTION journal_notify();
"""
