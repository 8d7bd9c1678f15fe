import "server-only";
import { runChange } from "@/lib/store/change";
import { countAdmins } from "@/lib/store/people";
import type { ServiceContext } from "../context";
import { makeLink, type ShownLink } from "./link-step";

const LAUNCHER = { kind: "system", id: null, name: "launcher", tokenId: null } as const;

/**
 * The one-time link that makes the first admin, for the launcher to print. Earlier ones stop working.
 *
 * @returns `null` when an admin exists who can sign in. Demo people do not count: outside of demo mode they cannot.
 */
export async function createSetupLink(
  deps: Pick<ServiceContext, "store" | "now" | "newId">,
): Promise<ShownLink | null> {
  if ((await deps.store.read(null, (db) => countAdmins(db, { demo: false }))) > 0) return null;
  const options = { actor: LAUNCHER, requestId: deps.newId(), newId: deps.newId };
  return await runChange(deps.store, options, async (tx) => {
    const link = await makeLink(tx, "setup", null, deps.now());
    await tx.record({
      action: "setup:link",
      projectId: null,
      target: { kind: "installation", id: null, name: "first admin" },
      details: { expires_at: link.expiresAt.toISOString() },
    });
    return link;
  });
}
