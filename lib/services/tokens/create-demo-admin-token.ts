import "server-only";
import { SCOPES } from "@/lib/core/access/policy";
import { AppError } from "@/lib/core/errors";
import { runChange } from "@/lib/store/change";
import type { Db } from "@/lib/store/client";
import { listDemoPeople } from "@/lib/store/people";
import { authenticateToken, findToken, insertToken, listTokens, markRevoked } from "@/lib/store/tokens";
import type { ServiceContext } from "../context";

const NAME = "demo-token";
const DAYS = 365;
const RENEW_BEFORE_DAYS = 30;
const DAY_MS = 86_400_000;
const LAUNCHER = { kind: "system", id: null, name: "launcher", tokenId: null } as const;

/**
 * The admin token that demo mode keeps in the data folder. For the demo builder alone.
 *
 * @param existing what the file holds; returned as it is while it works for another month.
 */
export async function createDemoAdminToken(
  { store, now, newId }: Pick<ServiceContext, "store" | "now" | "newId">,
  existing: string | null,
): Promise<string> {
  if (existing !== null && (await store.read(null, (db) => worksForLong(db, existing, now()))))
    return existing;
  return await runChange(store, { actor: LAUNCHER, requestId: newId(), newId }, async (tx) => {
    const admin = (await listDemoPeople(tx.db)).find((person) => person.isAdmin);
    if (!admin) throw new AppError("PRECONDITION", "The demo has no admin yet.");
    for (const old of await listTokens(tx.db, admin.id)) {
      if (old.name === NAME) await markRevoked(tx.db, old.id, tx.at);
    }
    const id = tx.newId();
    const expiresAt = new Date(now().getTime() + DAYS * DAY_MS);
    const { token, prefix } = await insertToken(tx.db, {
      id,
      personId: admin.id,
      name: NAME,
      scopes: [...SCOPES],
      projectId: null,
      createdAt: tx.at,
      expiresAt,
    });
    await tx.record({
      action: "token:create",
      projectId: null,
      target: { kind: "token", id, name: NAME },
      details: { prefix, scopes: [...SCOPES], expires_at: expiresAt.toISOString() },
    });
    return token;
  });
}

async function worksForLong(db: Db, token: string, now: Date): Promise<boolean> {
  const found = await authenticateToken(db, token, now);
  const row = found && (await findToken(db, found.tokenId));
  return row !== null && row.expiresAt.getTime() - now.getTime() > RENEW_BEFORE_DAYS * DAY_MS;
}
