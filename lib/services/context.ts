import "server-only";
import type { Rights } from "@/lib/core/access/policy";
import type { OfflineEngine } from "@/lib/offline/engine";
import type { FileStore } from "@/lib/offline/file-store";
import { type AuditActor, type Change, runChange } from "@/lib/store/change";
import type { Db, Store } from "@/lib/store/client";
import type { GroupView, VersionWithSchema } from "@/lib/store/group-views";
import type { ProjectRow } from "@/lib/store/projects";

/** Who acts: for the log, and for the policy. */
export interface Actor extends AuditActor {
  rights: Rights;
  /** The session of the browser that acts; none for tokens and the system. */
  sessionId?: string;
}

/** Background work on one object, by its id. */
export interface QueuedJob {
  name: "dataset" | "dataset_check";
  id: string;
}

/** Everything a verb may use. Only `lib/server` and the processes build one. */
export interface ServiceContext {
  actor: Actor;
  requestId: string;
  /** A past moment to read as of; `null` = now. */
  at: Date | null;
  store: Store;
  engine: OfflineEngine;
  files: FileStore;
  /** Hands work to a worker. The metadata store says what is to be done, so a lost hand-over is made up for. */
  enqueue: (job: QueuedJob) => Promise<void>;
  now: () => Date;
  /** UUID v7. */
  newId: () => string;
  /** Signs the cursors of lists. */
  cursorKey: string;
  /** Seals secrets that wait in the store. */
  sealingSecret: string;
  /** `publicUrl`: below which links of mails lead. `null` = no mail server: whoever makes a link hands it over. */
  mail: { publicUrl: string } | null;
  /** Of a page, whose verbs only read: what one of them has read, so that the others need not. */
  seen?: Seen;
}

/** Projects by name, groups by project and name, versions by group and number. */
export interface Seen {
  projects: Map<string, Promise<ProjectRow | null>>;
  groups: Map<string, Promise<GroupView | null>>;
  versions: Map<string, Promise<VersionWithSchema | null>>;
}

/** Reads, at the moment the context asks for. */
export function read<T>(ctx: ServiceContext, work: (db: Db) => Promise<T>): Promise<T> {
  return ctx.store.read(ctx.at, work);
}

/** One transaction with its audit entries. */
export function change<T>(ctx: ServiceContext, work: (change: Change) => Promise<T>): Promise<T> {
  return runChange(ctx.store, { actor: ctx.actor, requestId: ctx.requestId, newId: ctx.newId }, work);
}
