import "server-only";
import { after } from "next/server";
import { AppError } from "@/lib/core/errors";
import { log, withLogContext } from "./log";

/** Does `work` when the answer is out: how long it takes, and whether it fails, is seen in the log alone. */
export function afterAnswer(requestId: string, work: () => Promise<void>): void {
  after(() =>
    withLogContext({ requestId }, async () => {
      try {
        await work();
      } catch (error) {
        if (error instanceof AppError) log.warn({ code: error.code, err: error.cause }, error.message);
        else log.error({ err: error }, "work after the answer failed");
      }
    }),
  );
}
