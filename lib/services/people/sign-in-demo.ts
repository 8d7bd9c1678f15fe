import "server-only";
import { AppError, notFound } from "@/lib/core/errors";
import { findPerson } from "@/lib/store/people";
import { authorize } from "../authorize";
import { change, read, type ServiceContext } from "../context";
import { actingAs, type Browser, type OpenedSession, startSession } from "./session-step";

/** Signs in as a demo person, without a password: in demo mode, and as nobody else. */
export async function signInDemoPerson(
  ctx: ServiceContext,
  input: { personId: string; isDemoMode: boolean; browser: Browser },
): Promise<OpenedSession> {
  authorize(ctx, "session:open");
  if (!input.isDemoMode) throw new AppError("FORBIDDEN", "Asof does not run in demo mode.");
  const person = await read(ctx, (db) => findPerson(db, input.personId));
  if (!person?.isDemo || person.disabledAt !== null) throw notFound("This demo person");
  return await change(actingAs(ctx, person), (tx) =>
    startSession(ctx, tx, { personId: person.id, browser: input.browser, how: "demo" }),
  );
}
