import "server-only";
import type { Db } from "./client";

/** Everything that is told outside. What an event's payload holds stands in outbox-payload.ts. */
export type OutboxEventType = "invitation" | "password_reset";

interface NewOutboxEvent {
  id: string;
  type: OutboxEventType;
  /** The person it is about. */
  targetId: string;
  /** Sealed. */
  payload: string;
  createdAt: Date;
}

/** An event that somebody is about to deliver. `attempts` counts this try, and tells it from every other one. */
export interface OutboxClaim {
  id: string;
  type: OutboxEventType;
  /** Sealed. */
  payload: string;
  attempts: number;
}

/** How the newest event about a person stands. */
export interface OutboxState {
  type: OutboxEventType;
  createdAt: Date;
  deliveredAt: Date | null;
  givenUpAt: Date | null;
  attempts: number;
  lastError: string | null;
}

/** Written in the transaction of the change that it tells of; due at once. */
export async function insertOutboxEvent(db: Db, event: NewOutboxEvent): Promise<void> {
  await db.outboxEvent.create({ data: { ...event, nextAttemptAt: event.createdAt } });
}

export async function isOutboxDue(db: Db, now: Date): Promise<boolean> {
  return (
    (await db.outboxEvent.findFirst({ where: { nextAttemptAt: { lte: now } }, select: { id: true } })) !==
    null
  );
}

/**
 * Takes the event that has been due longest, passing over those that others are taking. It is not due again before
 * the lease ends, so that a process that dies with it delays it and never loses it.
 */
export async function claimOutboxEvent(db: Db, now: Date, leaseMs: number): Promise<OutboxClaim | null> {
  const leaseEnd = new Date(now.getTime() + leaseMs);
  const [claimed] = await db.$queryRaw<OutboxClaim[]>`
    UPDATE outbox_event SET attempts = attempts + 1, next_attempt_at = ${leaseEnd}
    WHERE id = (
      SELECT id FROM outbox_event WHERE next_attempt_at <= ${now}
      ORDER BY next_attempt_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, type, payload, attempts`;
  return claimed ?? null;
}

/** How a try ended. `nextAttemptAt` null: it was the last one. */
export type TryEnding = { deliveredAt: Date } | { failedAt: Date; error: string; nextAttemptAt: Date | null };

/**
 * Records how a try ended; the payload goes with the last one.
 *
 * @returns false when the lease had run out and somebody else has taken the event since: their try counts.
 */
export async function endTry(db: Db, { id, attempts }: OutboxClaim, ending: TryEnding): Promise<boolean> {
  const { count } = await db.outboxEvent.updateMany({
    where: { id, attempts, nextAttemptAt: { not: null } },
    data: columnsOf(ending),
  });
  return count === 1;
}

function columnsOf(ending: TryEnding) {
  if ("deliveredAt" in ending) {
    return { deliveredAt: ending.deliveredAt, nextAttemptAt: null, payload: null, lastError: null };
  }
  const { failedAt, error: lastError, nextAttemptAt } = ending;
  if (nextAttemptAt !== null) return { nextAttemptAt, lastError };
  return { givenUpAt: failedAt, nextAttemptAt, payload: null, lastError };
}

export async function findLatestOutboxEvent(db: Db, targetId: string): Promise<OutboxState | null> {
  const row = await db.outboxEvent.findFirst({
    where: { targetId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: {
      type: true,
      createdAt: true,
      deliveredAt: true,
      givenUpAt: true,
      attempts: true,
      lastError: true,
    },
  });
  // The CHECK constraint outbox_event_type holds the text to the types.
  return row && { ...row, type: row.type as OutboxEventType };
}
