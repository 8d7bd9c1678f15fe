import type { DeliveryResult, Notification } from "@/lib/core/notification/notification";

/**
 * The port behind which a medium stands: mail now; chat, pagers and webhooks beside it.
 *
 * At-least-once: a notification comes again after a crash, with the same id, and an adapter hands that id to the
 * receiver as what the medium tells duplicates by (a mail's Message-ID, a pager's dedup key, a webhook's id).
 */
export interface Notifier {
  /**
   * Tries once to hand one notification over. Delivered means: the medium has taken the responsibility for it.
   *
   * @param signal ends the try at its deadline; what the receiver had got by then is unknown, so it counts as failed.
   * @returns how the try ended; failures of the medium are results. Throws only on a broken invariant.
   */
  deliver(notification: Notification, signal: AbortSignal): Promise<DeliveryResult>;
}
