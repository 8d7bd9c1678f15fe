import "server-only";
import type { ServiceContext } from "@/lib/services/context";
import type { Container } from "./container";
import { contextParts } from "./context-parts";

/** The context of work that no person asked for: background jobs and the launcher. */
export function systemContext(container: Container, name: string): ServiceContext {
  return {
    actor: {
      kind: "system",
      id: null,
      name,
      tokenId: null,
      rights: { personId: null, isAdmin: true, roles: {}, teamIds: [], scopes: null, onlyProjectId: null },
    },
    requestId: container.newId(),
    at: null,
    ...contextParts(container),
  };
}
