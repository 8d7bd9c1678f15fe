-- The past of system-versioned tables, and the axis of time they share.
-- Writers call begin_change() first; every row they touch gets that change's time as valid_from, and the row it
-- replaces moves to `history` with valid_to. Readers of the past set asof.moment and read the views in `as_of`.

CREATE SCHEMA history;
CREATE SCHEMA as_of;

-- One writer at a time: change times rise strictly, and the audit chain has one end.
-- Whole milliseconds, so that a change time survives every client that knows no finer clock.
CREATE FUNCTION begin_change(OUT change_id bigint, OUT change_at timestamptz) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('asof.change', 0));
  INSERT INTO public.change (at)
    SELECT greatest(date_trunc('milliseconds', clock_timestamp()), max(c.at) + interval '1 millisecond') FROM public.change c
    RETURNING id, at INTO change_id, change_at;
  PERFORM set_config('asof.change_id', change_id::text, true);
  PERFORM set_config('asof.change_at', change_at::text, true);
END $$;

CREATE FUNCTION current_change_at() RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
  at text := current_setting('asof.change_at', true);
BEGIN
  IF at IS NULL OR at = '' THEN
    RAISE EXCEPTION 'metadata is changed only inside begin_change()' USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN at::timestamptz;
END $$;

-- No audit entry, no change: checked when the transaction commits.
CREATE FUNCTION require_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM public.audit_entry WHERE change_id = NEW.id) THEN
    RAISE EXCEPTION 'change % has no audit entry', NEW.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER change_is_audited AFTER INSERT ON change
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION require_audit_entry();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION stamp_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    NEW.valid_from := OLD.valid_from;
    IF NEW IS NOT DISTINCT FROM OLD THEN
      RETURN NEW;
    END IF;
  END IF;
  NEW.valid_from := public.current_change_at();
  RETURN NEW;
END $$;

CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := public.current_change_at();
BEGIN
  IF OLD.valid_from < at AND (TG_OP = 'DELETE' OR NEW.valid_from = at) THEN
    EXECUTE format('INSERT INTO history.%I SELECT $1, ($2).*', TG_TABLE_NAME) USING at, OLD;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION as_of.moment() RETURNS timestamptz LANGUAGE sql STABLE AS
  $$ SELECT current_setting('asof.moment')::timestamptz $$;

CREATE FUNCTION column_list(relation regclass) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
  FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped $$;

-- Call after creating a table that is system-versioned, and again after adding a column to it.
CREATE FUNCTION version_table(name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  key text;
  missing record;
  columns text := public.column_list(format('public.%I', name)::regclass);
BEGIN
  IF to_regclass(format('history.%I', name)) IS NULL THEN
    SELECT string_agg(quote_ident(a.attname), ', ') INTO key
      FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
      WHERE i.indrelid = format('public.%I', name)::regclass AND i.indisprimary;
    -- valid_to stands first so that columns added later line up.
    EXECUTE format('CREATE TABLE history.%I (valid_to timestamptz NOT NULL, LIKE public.%I)', name, name);
    EXECUTE format('CREATE INDEX ON history.%I (%s, valid_from)', name, key);
    EXECUTE format('CREATE INDEX ON history.%I (valid_to)', name);
    EXECUTE format('CREATE TRIGGER history_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history.%I
      FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', name);
    EXECUTE format('CREATE TRIGGER stamp_version BEFORE INSERT OR UPDATE ON public.%I
      FOR EACH ROW EXECUTE FUNCTION public.stamp_version()', name);
    EXECUTE format('CREATE TRIGGER keep_version AFTER UPDATE OR DELETE ON public.%I
      FOR EACH ROW EXECUTE FUNCTION public.keep_version()', name);
    EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.%I
      FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()', name);
  END IF;
  FOR missing IN
    SELECT a.attname, format_type(a.atttypid, a.atttypmod) AS type FROM pg_attribute a
    WHERE a.attrelid = format('public.%I', name)::regclass AND a.attnum > 0 AND NOT a.attisdropped
      AND NOT EXISTS (SELECT 1 FROM pg_attribute h WHERE h.attrelid = format('history.%I', name)::regclass AND h.attname = a.attname)
    ORDER BY a.attnum
  LOOP
    EXECUTE format('ALTER TABLE history.%I ADD COLUMN %I %s', name, missing.attname, missing.type);
  END LOOP;
  IF to_regclass(format('as_of.%I', name)) IS NOT NULL THEN
    EXECUTE format('DROP VIEW as_of.%I', name);
  END IF;
  EXECUTE format('CREATE VIEW as_of.%1$I AS
    SELECT %2$s FROM public.%1$I WHERE valid_from <= as_of.moment()
    UNION ALL
    SELECT %2$s FROM history.%1$I WHERE valid_from <= as_of.moment() AND valid_to > as_of.moment()', name, columns);
END $$;

-- For tables whose rows never change, or whose past is not kept: `born` names the time a row came to be.
CREATE FUNCTION mirror_table(name text, born text DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF to_regclass(format('as_of.%I', name)) IS NOT NULL THEN
    EXECUTE format('DROP VIEW as_of.%I', name);
  END IF;
  EXECUTE format('CREATE VIEW as_of.%I AS SELECT * FROM public.%I %s', name, name,
    CASE WHEN born IS NULL THEN '' ELSE format('WHERE %I <= as_of.moment()', born) END);
END $$;

SELECT version_table(name) FROM unnest(ARRAY[
  'project', 'team', 'team_member', 'project_role', 'entity', 'join_key', 'source', 'feature_group', 'feature', 'tag',
  'feature_service', 'service_pin', 'consumer', 'lineage_edge', 'catalog_entry']) AS name;

SELECT mirror_table(name, 'created_at') FROM unnest(ARRAY['feature_group_version', 'person']) AS name;
SELECT mirror_table(name, 'at') FROM unnest(ARRAY['change', 'audit_entry']) AS name;
SELECT mirror_table('version_feature');

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON feature_group_version
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON version_feature
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON change
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE project_role ADD CONSTRAINT project_role_role CHECK (role IN ('viewer', 'contributor', 'steward'));
ALTER TABLE feature_group ADD CONSTRAINT feature_group_lifecycle
  CHECK (lifecycle IN ('draft', 'active', 'deprecated', 'retired'));
ALTER TABLE feature_service ADD CONSTRAINT feature_service_lifecycle
  CHECK (lifecycle IN ('draft', 'active', 'deprecated', 'retired'));
ALTER TABLE feature_group_version ADD CONSTRAINT feature_group_version_level CHECK (level IN ('breaking', 'minor'));
ALTER TABLE feature_group_version ADD CONSTRAINT feature_group_version_number CHECK (number >= 1);
ALTER TABLE one_time_link ADD CONSTRAINT one_time_link_purpose CHECK (purpose IN ('setup', 'invitation', 'password_reset'));
ALTER TABLE run ADD CONSTRAINT run_status CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled'));
