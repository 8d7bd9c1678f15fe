-- What delivering outbox events takes: when the next try is due, how an event ended, and whom it is about.
-- No release has written the table before this one.

-- DropIndex
DROP INDEX "outbox_event_delivered_at_created_at_idx";

-- AlterTable
ALTER TABLE "outbox_event" ADD COLUMN     "given_up_at" TIMESTAMPTZ(6),
ADD COLUMN     "next_attempt_at" TIMESTAMPTZ(6),
ADD COLUMN     "target_id" UUID NOT NULL,
ALTER COLUMN "payload" DROP NOT NULL,
ALTER COLUMN "payload" SET DATA TYPE TEXT;

-- CreateIndex
CREATE INDEX "outbox_event_next_attempt_at_idx" ON "outbox_event"("next_attempt_at");

-- CreateIndex
CREATE INDEX "outbox_event_target_id_created_at_idx" ON "outbox_event"("target_id", "created_at");

-- An event waits for its next try with its sealed payload, or has ended without: one way, and never both.
ALTER TABLE outbox_event ADD CONSTRAINT outbox_event_ended CHECK (
  (next_attempt_at IS NULL) = (delivered_at IS NOT NULL OR given_up_at IS NOT NULL)
  AND (payload IS NULL) = (next_attempt_at IS NULL)
  AND (delivered_at IS NULL OR given_up_at IS NULL)
);
ALTER TABLE outbox_event ADD CONSTRAINT outbox_event_type CHECK (type IN ('invitation', 'password_reset'));
