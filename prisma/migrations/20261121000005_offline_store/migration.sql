-- The offline store: which files hold the rows of a group version, commit by commit.
-- Rows themselves stand in Parquet files below the data folder (docs/decisions/0012-offline-store.md).

-- CreateTable
CREATE TABLE "offline_commit" (
    "id" UUID NOT NULL,
    "group_version_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "parent" INTEGER,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "rows" BIGINT NOT NULL,
    "total_rows" BIGINT NOT NULL,
    "last_seq" BIGINT NOT NULL,
    "buckets" INTEGER NOT NULL,
    "min_event_us" BIGINT,
    "max_event_us" BIGINT,
    "start_us" BIGINT,
    "end_us" BIGINT,
    "before_us" BIGINT,
    "definition_digest" TEXT NOT NULL,
    "checksum" TEXT NOT NULL,
    "written_by" TEXT NOT NULL,
    "written_by_id" TEXT,
    "message" TEXT,

    CONSTRAINT "offline_commit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offline_file" (
    "id" UUID NOT NULL,
    "group_version_id" UUID NOT NULL,
    "added" INTEGER NOT NULL,
    "removed" INTEGER,
    "deleted_at" TIMESTAMPTZ(6),
    "name" TEXT NOT NULL,
    "bucket" INTEGER NOT NULL,
    "rows" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "min_event_us" BIGINT NOT NULL,
    "max_event_us" BIGINT NOT NULL,
    "min_seq" BIGINT NOT NULL,
    "max_seq" BIGINT NOT NULL,

    CONSTRAINT "offline_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offline_lock" (
    "group_version_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "operation" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "since" TIMESTAMPTZ(6) NOT NULL,
    "lease_until" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "offline_lock_pkey" PRIMARY KEY ("group_version_id")
);

-- CreateTable
CREATE TABLE "offline_pin" (
    "id" UUID NOT NULL,
    "group_version_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "expires_at" TIMESTAMPTZ(6),

    CONSTRAINT "offline_pin_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offline_write" (
    "id" UUID NOT NULL,
    "group_version_id" UUID NOT NULL,
    "actor_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_digest" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "offline_write_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offline_quarantine" (
    "id" UUID NOT NULL,
    "group_version_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "name" TEXT NOT NULL,
    "encoding" TEXT NOT NULL,
    "rows" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "problems" JSONB NOT NULL,
    "commit" INTEGER,
    "written_by" TEXT NOT NULL,
    "message" TEXT,
    "status" TEXT NOT NULL,
    "closed_at" TIMESTAMPTZ(6),
    "closed_by" TEXT,
    "replay_commit" INTEGER,

    CONSTRAINT "offline_quarantine_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "offline_commit_group_version_id_at_idx" ON "offline_commit"("group_version_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "offline_commit_group_version_id_number_key" ON "offline_commit"("group_version_id", "number");

-- CreateIndex
CREATE INDEX "offline_file_group_version_id_added_idx" ON "offline_file"("group_version_id", "added");

-- CreateIndex
CREATE INDEX "offline_file_group_version_id_removed_idx" ON "offline_file"("group_version_id", "removed");

-- CreateIndex
CREATE UNIQUE INDEX "offline_file_group_version_id_name_key" ON "offline_file"("group_version_id", "name");

-- CreateIndex
CREATE INDEX "offline_pin_group_version_id_number_idx" ON "offline_pin"("group_version_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "offline_write_group_version_id_actor_id_key_key" ON "offline_write"("group_version_id", "actor_id", "key");

-- CreateIndex
CREATE INDEX "offline_quarantine_group_version_id_at_idx" ON "offline_quarantine"("group_version_id", "at");

-- AddForeignKey
ALTER TABLE "offline_commit" ADD CONSTRAINT "offline_commit_group_version_id_fkey" FOREIGN KEY ("group_version_id") REFERENCES "feature_group_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offline_file" ADD CONSTRAINT "offline_file_group_version_id_added_fkey" FOREIGN KEY ("group_version_id", "added") REFERENCES "offline_commit"("group_version_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "offline_file" ADD CONSTRAINT "offline_file_group_version_id_removed_fkey" FOREIGN KEY ("group_version_id", "removed") REFERENCES "offline_commit"("group_version_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "offline_lock" ADD CONSTRAINT "offline_lock_group_version_id_fkey" FOREIGN KEY ("group_version_id") REFERENCES "feature_group_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offline_pin" ADD CONSTRAINT "offline_pin_group_version_id_number_fkey" FOREIGN KEY ("group_version_id", "number") REFERENCES "offline_commit"("group_version_id", "number") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "offline_write" ADD CONSTRAINT "offline_write_group_version_id_fkey" FOREIGN KEY ("group_version_id") REFERENCES "feature_group_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "offline_quarantine" ADD CONSTRAINT "offline_quarantine_group_version_id_fkey" FOREIGN KEY ("group_version_id") REFERENCES "feature_group_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE offline_commit ADD CONSTRAINT offline_commit_kind CHECK (kind IN ('append', 'compact', 'retain', 'restate'));
ALTER TABLE offline_commit ADD CONSTRAINT offline_commit_parent
  CHECK (number >= 1 AND parent IS NOT DISTINCT FROM nullif(number - 1, 0));
ALTER TABLE offline_file ADD CONSTRAINT offline_file_removed CHECK (removed > added);
ALTER TABLE offline_file ADD CONSTRAINT offline_file_deleted CHECK (deleted_at IS NULL OR removed IS NOT NULL);
ALTER TABLE offline_pin ADD CONSTRAINT offline_pin_kind CHECK (kind IN ('reader', 'dataset'));
ALTER TABLE offline_quarantine ADD CONSTRAINT offline_quarantine_status CHECK (status IN ('open', 'replayed', 'discarded'));

-- A commit belongs to a change, so it has an audit entry or does not come to be.
CREATE FUNCTION require_open_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.at IS DISTINCT FROM public.current_change_at() THEN
    RAISE EXCEPTION '% carries another time than its change', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER in_a_change BEFORE INSERT ON offline_commit FOR EACH ROW EXECUTE FUNCTION require_open_change();
CREATE TRIGGER in_a_change BEFORE INSERT ON offline_quarantine FOR EACH ROW EXECUTE FUNCTION require_open_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON offline_commit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Of a file only "removed by this commit" and "gone from the disk" are ever written, each once.
CREATE FUNCTION keep_offline_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.removed IS NOT NULL AND NEW.removed IS DISTINCT FROM OLD.removed)
    OR (OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS DISTINCT FROM OLD.deleted_at)
    OR (to_jsonb(NEW) - 'removed' - 'deleted_at') <> (to_jsonb(OLD) - 'removed' - 'deleted_at') THEN
    RAISE EXCEPTION 'offline_file is append-only' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_offline_file BEFORE UPDATE ON offline_file FOR EACH ROW EXECUTE FUNCTION keep_offline_file();
CREATE TRIGGER append_only BEFORE DELETE OR TRUNCATE ON offline_file
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

SELECT mirror_table(name, 'at') FROM unnest(ARRAY['offline_commit', 'offline_quarantine']) AS name;
SELECT mirror_table(name) FROM unnest(ARRAY['offline_file', 'offline_pin']) AS name;
