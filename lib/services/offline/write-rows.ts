import "server-only";
import { createHash } from "node:crypto";
import type { RowFormat } from "@/lib/offline/stored";
import type { ServiceContext } from "../context";
import { type AppendResult, type AppendRun, appendRows } from "./append";
import { authorizeTarget, type TargetInput } from "./target";

/** A file of rows that has arrived in the data folder. */
export interface Upload {
  /** Relative to the data folder. */
  path: string;
  bytes: number;
  /** SHA-256 of its bytes, hex. */
  sha256: string;
  discard(): Promise<void>;
}

export interface WriteRowsInput extends TargetInput {
  format: RowFormat;
  /** Sets rows aside that do not fit, instead of refusing all. */
  quarantine: boolean;
  message: string | null;
  interval: { startUs: bigint; endUs: bigint } | null;
  idempotencyKey: string | null;
  /** Takes the rows in; called once it is clear that they may be written. */
  receive: () => Promise<Upload>;
}

/** Writes a file of rows to a group version: all of it, or none, or with `quarantine` what fits of it. */
export async function writeRows(
  ctx: ServiceContext,
  input: WriteRowsInput,
  run: AppendRun,
): Promise<AppendResult & { version: number }> {
  const target = await authorizeTarget(ctx, "data:write", input);
  const upload = await input.receive();
  try {
    const { format, quarantine, message, interval, idempotencyKey: key } = input;
    const said = [upload.sha256, format, quarantine, message, interval?.startUs, interval?.endUs];
    const digest = createHash("sha256").update(said.join("\0")).digest("hex");
    const result = await appendRows(
      ctx,
      target,
      {
        input: { kind: "upload", path: upload.path, format },
        badRows: quarantine ? "quarantine" : "refuse",
        message,
        interval,
        idempotency: key === null ? null : { key, digest },
        replayOf: null,
      },
      run,
    );
    return { ...result, version: target.version.number };
  } finally {
    await upload.discard();
  }
}
