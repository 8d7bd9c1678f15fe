import "server-only";
import type { ServiceContext } from "./context";

/** The projects whose metadata the actor may read; `null` = every project. */
export function visibleProjectIds({ actor: { rights } }: ServiceContext): string[] | null {
  if (rights.onlyProjectId !== null) {
    const isTheirs = rights.isAdmin || rights.onlyProjectId in rights.roles;
    return isTheirs ? [rights.onlyProjectId] : [];
  }
  return rights.isAdmin ? null : Object.keys(rights.roles);
}
