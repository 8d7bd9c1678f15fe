import "server-only";
import { AppError } from "@/lib/core/errors";
import { linkNotification } from "@/lib/core/notification/link-notification";
import type { DeliveryResult } from "@/lib/core/notification/notification";
import { plainReason } from "@/lib/core/notification/reason";
import { retryWaitMs, TRIES_MAX } from "@/lib/core/notification/retry";
import type { Notifier } from "@/lib/notify/notifier";
import { isLinkOpen } from "@/lib/store/links";
import { claimOutboxEvent, endTry, type OutboxClaim, type TryEnding } from "@/lib/store/outbox";
import { type LinkPayload, openLinkPayload } from "@/lib/store/outbox-payload";
import { authorize } from "../authorize";
import { read, type ServiceContext } from "../context";

/** How long one try may take. */
const TRY_MS_MAX = 30_000;
/** How long an event stays with who took it: a process that was killed keeps it back no longer than this. */
export const LEASE_MS = 2 * TRY_MS_MAX;
/** One call delivers at most so many: a job should end, and be seen to end. */
const EVENTS_MAX = 50;

interface Delivery {
  /** `null` = no mail server is configured (any more): what waits fails, and is given up in the end. */
  notifier: Notifier | null;
  /** Between two events: take no further one. */
  signal: AbortSignal;
  /** Told of every try, for the log. */
  onTry: (outcome: TryOutcome) => void;
}

export interface TryOutcome {
  eventId: string;
  type: string;
  attempts: number;
  outcome: "delivered" | "failed" | "given_up";
  /** Without secrets; `null` when delivered. */
  reason: string | null;
}

/**
 * Delivers the outbox events that are due, one after another. At-least-once: an event is marked after it was handed
 * over, and one whose process died in between comes again, with the same id. For the worker alone.
 */
export async function deliverOutbox(ctx: ServiceContext, delivery: Delivery): Promise<void> {
  authorize(ctx, "people:manage");
  if (ctx.actor.kind !== "system") throw new AppError("FORBIDDEN", "Only background work delivers events.");
  for (let count = 0; count < EVENTS_MAX && !delivery.signal.aborted; count++) {
    const claim = await ctx.store.transaction((db) => claimOutboxEvent(db, ctx.now(), LEASE_MS));
    if (!claim) return;
    const ending = await tryOnce(ctx, claim, delivery.notifier);
    const isOurs = await ctx.store.transaction((db) => endTry(db, claim, ending));
    if (isOurs) delivery.onTry(outcomeOf(claim, ending));
  }
}

async function tryOnce(
  ctx: ServiceContext,
  claim: OutboxClaim,
  notifier: Notifier | null,
): Promise<TryEnding> {
  const payload = openLinkPayload(ctx.sealingSecret, claim.id, claim.payload);
  const giveUp = (error: string) => ({ failedAt: ctx.now(), error, nextAttemptAt: null });
  if (!payload) return giveUp("What was to be sent cannot be opened: ASOF_SECRET is not the one of then.");
  if (!(await read(ctx, (db) => isLinkOpen(db, payload.linkId, ctx.now())))) {
    return giveUp("The link was used, replaced, ended or expired before it could be sent.");
  }
  if (claim.attempts > TRIES_MAX.failed) return giveUp("The worker ended during each of the last tries.");
  const result = await handOver(claim, payload, notifier);
  if (result.outcome === "delivered") return { deliveredAt: ctx.now() };
  const waitMs = retryWaitMs(result.outcome, claim.attempts, claim.id);
  const failedAt = ctx.now();
  return {
    failedAt,
    error: plainReason(result.reason, payload.url),
    nextAttemptAt: waitMs === null ? null : new Date(failedAt.getTime() + waitMs),
  };
}

async function handOver(
  { id, type }: OutboxClaim,
  payload: LinkPayload,
  notifier: Notifier | null,
): Promise<DeliveryResult> {
  if (!notifier) return { outcome: "failed", reason: "No mail server is configured (ASOF_SMTP_URL)." };
  const notification = linkNotification(id, { ...payload, purpose: type });
  return await notifier.deliver(notification, AbortSignal.timeout(TRY_MS_MAX));
}

function outcomeOf({ id: eventId, type, attempts }: OutboxClaim, ending: TryEnding): TryOutcome {
  if ("deliveredAt" in ending) return { eventId, type, attempts, outcome: "delivered", reason: null };
  const outcome = ending.nextAttemptAt === null ? "given_up" : "failed";
  return { eventId, type, attempts, outcome, reason: ending.error };
}
