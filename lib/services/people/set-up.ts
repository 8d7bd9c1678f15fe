import "server-only";
import type { SetUpInput } from "@/lib/contracts/people";
import { AppError, invalid } from "@/lib/core/errors";
import { hashPassword } from "@/lib/store/passwords";
import { countAdmins, findPersonByEmail, insertPerson, setPassword } from "@/lib/store/people";
import { authorize } from "../authorize";
import { change, read, type ServiceContext } from "../context";
import { requireLink, takeLink } from "./link-step";
import { actingAs, type Browser, type OpenedSession, startSession } from "./session-step";

/** Makes the first admin and signs them in. CONFLICT once an admin exists, whatever link is shown. */
export async function setUp(
  ctx: ServiceContext,
  input: SetUpInput & { browser: Browser },
): Promise<OpenedSession> {
  authorize(ctx, "session:open");
  await read(ctx, (db) => requireLink(db, "setup", input.token, ctx.now()));
  const hash = await hashPassword(input.password);
  const person = { id: ctx.newId(), name: input.name };
  return await change(actingAs(ctx, person), async (tx) => {
    await takeLink(tx, "setup", input.token, ctx.now());
    if ((await countAdmins(tx.db, { demo: false })) > 0) {
      throw new AppError("CONFLICT", "An admin exists already: sign in, or ask them for an invitation.");
    }
    if (await findPersonByEmail(tx.db, input.email)) {
      throw invalid([{ path: "email", message: "belongs to somebody already" }]);
    }
    await insertPerson(tx.db, {
      ...person,
      email: input.email,
      isAdmin: true,
      isDemo: false,
      createdAt: tx.at,
    });
    await setPassword(tx.db, person.id, { hash, at: tx.at, newId: tx.newId });
    await tx.record({
      action: "person:set_up",
      projectId: null,
      target: { kind: "person", ...person },
      details: { email: input.email, admin: true },
    });
    return await startSession(ctx, tx, { personId: person.id, browser: input.browser, how: "setup" });
  });
}
