import "server-only";
import type { OfflineEngine } from "@/lib/offline/engine";
import type { Store } from "@/lib/store/client";
import { findHeartbeat, pingStore } from "@/lib/store/system";

export const PARTS = ["metadata_store", "offline_engine", "worker"] as const;
export type Part = (typeof PARTS)[number];

export interface Health {
  ok: boolean;
  parts: Record<Part, "ok" | "down">;
}

const HEARTBEAT_AGE_MAX_MS = 30_000;

/** Whether the metadata store, the offline engine and a worker answer. Open to everybody: it tells nothing else. */
export async function getHealth({
  store,
  engine,
  now,
}: {
  store: Store;
  engine: OfflineEngine;
  now: () => Date;
}): Promise<Health> {
  const [metadataStore, offlineEngine, worker] = await Promise.all([
    answers(() => store.read(null, pingStore)),
    answers(() => engine.ping()),
    answers(async () => {
      const beat = await store.read(null, (db) => findHeartbeat(db, "worker"));
      return beat !== null && now().getTime() - beat.getTime() < HEARTBEAT_AGE_MAX_MS;
    }),
  ]);
  const parts = {
    metadata_store: metadataStore,
    offline_engine: offlineEngine,
    worker,
  };
  return { ok: Object.values(parts).every((part) => part === "ok"), parts };
}

async function answers(ask: () => Promise<boolean>): Promise<"ok" | "down"> {
  return (await ask().catch(() => false)) ? "ok" : "down";
}
