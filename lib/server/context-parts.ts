import "server-only";
import type { ServiceContext } from "@/lib/services/context";
import type { Container } from "./container";

/** What every context holds, whoever acts, whatever they ask for. */
export function contextParts({
  store,
  engine,
  files,
  enqueue,
  now,
  newId,
  env,
}: Container): Omit<ServiceContext, "actor" | "requestId" | "at"> {
  return {
    store,
    engine,
    files,
    enqueue,
    now,
    newId,
    cursorKey: env.secret,
    sealingSecret: env.secret,
    mail: env.mail ? { publicUrl: env.publicUrl } : null,
  };
}
