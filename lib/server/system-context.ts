import "server-only";
import type { ServiceContext } from "@/lib/services/context";
import type { Container } from "./container";

/** The context of work that no person asked for: background jobs and the launcher. */
export function systemContext(
  { store, engine, files, enqueue, now, newId, env }: Container,
  name: string,
): ServiceContext {
  return {
    actor: {
      kind: "system",
      id: null,
      name,
      tokenId: null,
      rights: { personId: null, isAdmin: true, roles: {}, teamIds: [], scopes: null, onlyProjectId: null },
    },
    requestId: newId(),
    at: null,
    store,
    engine,
    files,
    enqueue,
    now,
    newId,
    cursorKey: env.secret,
  };
}
