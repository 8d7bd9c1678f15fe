import "server-only";
import type { SignInInput } from "@/lib/contracts/people";
import { AppError } from "@/lib/core/errors";
import { verifyPassword } from "@/lib/store/passwords";
import { findPersonToSignIn } from "@/lib/store/people";
import { authorize } from "../authorize";
import { change, read, type ServiceContext } from "../context";
import { actingAs, type Browser, type OpenedSession, startSession } from "./session-step";

/**
 * Signs in with e-mail address and password. Unknown, wrong, without a password and disabled are told with one
 * message after the same work, so that nobody learns who has an account.
 */
export async function signIn(
  ctx: ServiceContext,
  input: SignInInput & { browser: Browser },
): Promise<OpenedSession> {
  authorize(ctx, "session:open");
  const found = await read(ctx, (db) => findPersonToSignIn(db, { email: input.email }));
  const isRight = await verifyPassword(found?.passwordHash ?? null, input.password);
  if (!found || !isRight || found.person.disabledAt !== null) {
    throw new AppError("UNAUTHENTICATED", "The e-mail address or the password is wrong.");
  }
  const { person } = found;
  return await change(actingAs(ctx, person), (tx) =>
    startSession(ctx, tx, { personId: person.id, browser: input.browser, how: "password" }),
  );
}
