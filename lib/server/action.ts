import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { z } from "zod";
import type { ActionResult } from "@/lib/contracts/action-result";
import { AppError } from "@/lib/core/errors";
import type { ServiceContext } from "@/lib/services/context";
import { getContainer } from "./container";
import { getContext, requestIdOf } from "./context";
import { toActionFailure } from "./error-mapping";
import { guardTries } from "./guard-tries";
import { withLogContext } from "./log";
import type { CountedTries } from "./throttle";
import { withSpan } from "./tracing";
import { toInvalid } from "./validation";

interface ActionDefinition<Schema extends z.ZodType, Result> {
  /** Names the action in logs and traces. */
  name: string;
  input: Schema;
  /** For actions that test a secret or send something: the account that tries are counted for. See {@link guardTries}. */
  tries?: (input: z.output<Schema>, ctx: ServiceContext) => string;
  /** Which of them count; those that fail when left out. */
  counts?: CountedTries;
  run: (ctx: ServiceContext, input: z.output<Schema>) => Promise<Result>;
}

/**
 * The one way to make a server action: origin check, parse, context, verb, error map. The verb authorizes.
 * The result is what `run` returns, picked field by field by the verb.
 */
export function defineAction<Schema extends z.ZodType, Result>(definition: ActionDefinition<Schema, Result>) {
  const { name, tries, counts = "failed", run } = definition;
  return async (input: z.input<Schema>): Promise<ActionResult<Result>> => {
    const requestId = requestIdOf(await headers());
    return await withLogContext({ requestId }, async () => {
      try {
        await requireOwnOrigin();
        const ctx = { ...(await getContext()), requestId, at: null };
        const parsed = definition.input.safeParse(input);
        if (!parsed.success) throw toInvalid(parsed.error);
        const { data } = parsed;
        const work = () => withSpan(`action ${name}`, { "asof.request_id": requestId }, () => run(ctx, data));
        const value = tries
          ? await guardTries({ action: name, account: tries(data, ctx), counts }, work)
          : await work();
        return { ok: true, value };
      } catch (error) {
        unstable_rethrow(error);
        return toActionFailure(error, requestId);
      }
    });
  };
}

/** An action for a form that has no fields and shows no answer, such as signing out: a failure shows the error page. */
export function defineFormAction(definition: { name: string; run: (ctx: ServiceContext) => Promise<void> }) {
  const action = defineAction({ ...definition, input: z.strictObject({}) });
  return async (_form: FormData): Promise<void> => {
    const result = await action({});
    if (!result.ok) throw new Error(`${result.message} (request ${result.requestId})`);
  };
}

/** Next lets a request without an Origin through; we do not. `null` (a sandboxed frame) is no origin either. */
async function requireOwnOrigin() {
  const origin = (await headers()).get("origin");
  if (origin !== new URL(getContainer().env.publicUrl).origin) {
    throw new AppError(
      "FORBIDDEN",
      "This request did not come from Asof's own pages (check ASOF_PUBLIC_URL).",
    );
  }
}
