-- Materialization: which intervals of which group versions are computed, by whom, and how far that is.
-- What has been computed stands in the commits of the offline store; docs/decisions/0017-materialization.md.

-- CreateTable
CREATE TABLE "materialization_run" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "group_id" UUID NOT NULL,
    "group_version_id" UUID NOT NULL,
    "scheduled_for" TIMESTAMPTZ(6),
    "request" JSONB NOT NULL,
    "status" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "retries" INTEGER NOT NULL,
    "retry_delay_seconds" INTEGER NOT NULL,
    "not_before" TIMESTAMPTZ(6),
    "cancel_requested" BOOLEAN NOT NULL,
    "lease_id" UUID,
    "lease_until" TIMESTAMPTZ(6),
    "error" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "started_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "materialization_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "materialization_task" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "group_version_id" UUID NOT NULL,
    "start_us" BIGINT NOT NULL,
    "end_us" BIGINT NOT NULL,
    "status" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "phase" TEXT,
    "percent" DOUBLE PRECISION,
    "commit" INTEGER,
    "rows" BIGINT,
    "digest" TEXT,
    "error" TEXT,
    "started_at" TIMESTAMPTZ(6),
    "finished_at" TIMESTAMPTZ(6),

    CONSTRAINT "materialization_task_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "materialization_line" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "level" TEXT NOT NULL,
    "message" TEXT NOT NULL,

    CONSTRAINT "materialization_line_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "materialization_run_project_id_created_at_idx" ON "materialization_run"("project_id", "created_at");

-- CreateIndex
CREATE INDEX "materialization_run_group_id_created_at_idx" ON "materialization_run"("group_id", "created_at");

-- CreateIndex
CREATE INDEX "materialization_run_status_idx" ON "materialization_run"("status");

-- CreateIndex
CREATE UNIQUE INDEX "materialization_run_group_id_scheduled_for_key" ON "materialization_run"("group_id", "scheduled_for");

-- CreateIndex
CREATE INDEX "materialization_task_group_version_id_commit_idx" ON "materialization_task"("group_version_id", "commit");

-- CreateIndex
CREATE UNIQUE INDEX "materialization_task_run_id_position_key" ON "materialization_task"("run_id", "position");

-- CreateIndex
CREATE INDEX "materialization_line_run_id_id_idx" ON "materialization_line"("run_id", "id");

-- AddForeignKey
ALTER TABLE "materialization_run" ADD CONSTRAINT "materialization_run_group_version_id_fkey" FOREIGN KEY ("group_version_id") REFERENCES "feature_group_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "materialization_task" ADD CONSTRAINT "materialization_task_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "materialization_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "materialization_task" ADD CONSTRAINT "materialization_task_group_version_id_fkey" FOREIGN KEY ("group_version_id") REFERENCES "feature_group_version"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "materialization_line" ADD CONSTRAINT "materialization_line_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "materialization_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE materialization_run ADD CONSTRAINT materialization_run_status
  CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled'));
ALTER TABLE materialization_task ADD CONSTRAINT materialization_task_status
  CHECK (status IN ('waiting', 'running', 'succeeded', 'failed', 'cancelled', 'skipped'));
ALTER TABLE materialization_task ADD CONSTRAINT materialization_task_stage
  CHECK (stage IN ('compute', 'validate', 'publish', 'serve'));
ALTER TABLE materialization_task ADD CONSTRAINT materialization_task_interval CHECK (start_us < end_us);
ALTER TABLE materialization_line ADD CONSTRAINT materialization_line_level CHECK (level IN ('info', 'error'));

-- One run at a time for a group version: two would compute the same.
CREATE UNIQUE INDEX materialization_run_active ON materialization_run (group_version_id)
  WHERE status IN ('queued', 'running');
