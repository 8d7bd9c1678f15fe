-- CreateTable
CREATE TABLE "training_dataset" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "run_id" UUID NOT NULL,
    "request" JSONB NOT NULL,
    "plan" JSONB,
    "certificate" JSONB,
    "result" JSONB,
    "row_count" BIGINT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "built_at" TIMESTAMPTZ(6),

    CONSTRAINT "training_dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "dataset_check" (
    "id" UUID NOT NULL,
    "dataset_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "result" JSONB,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "dataset_check_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "training_dataset_project_id_created_at_idx" ON "training_dataset"("project_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "training_dataset_project_id_name_version_key" ON "training_dataset"("project_id", "name", "version");

-- CreateIndex
CREATE INDEX "dataset_check_dataset_id_created_at_idx" ON "dataset_check"("dataset_id", "created_at");

-- AddForeignKey
ALTER TABLE "dataset_check" ADD CONSTRAINT "dataset_check_dataset_id_fkey" FOREIGN KEY ("dataset_id") REFERENCES "training_dataset"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

ALTER TABLE training_dataset ADD CONSTRAINT training_dataset_status
  CHECK (status IN ('queued', 'building', 'built', 'failed', 'cancelled', 'deleted'));
ALTER TABLE training_dataset ADD CONSTRAINT training_dataset_version CHECK (version >= 1);
ALTER TABLE training_dataset ADD CONSTRAINT training_dataset_is_whole CHECK (
  status NOT IN ('built', 'deleted') OR num_nulls(plan, certificate, result, row_count, built_at) = 0);

-- What a certificate was given for stays as it is, for ever; only its files may be deleted, and then it says so.
CREATE FUNCTION refuse_built_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'built' AND NEW.status = 'deleted'
    AND to_jsonb(NEW) - 'status' = to_jsonb(OLD) - 'status' THEN
    RETURN NEW;
  END IF;
  IF OLD.status IN ('built', 'deleted') THEN
    RAISE EXCEPTION 'a built training dataset does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER built_is_final BEFORE UPDATE ON training_dataset
  FOR EACH ROW EXECUTE FUNCTION refuse_built_change();
CREATE TRIGGER refuse_delete BEFORE DELETE OR TRUNCATE ON training_dataset
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_delete BEFORE DELETE OR TRUNCATE ON dataset_check
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
