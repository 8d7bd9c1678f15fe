import "server-only";
import type { SpineFormat } from "@/lib/contracts/datasets";
import { invalid } from "@/lib/core/errors";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";
import { uploadPath } from "./spine";

export interface Upload {
  id: string;
  format: SpineFormat;
  bytes: number;
  sha256: string;
}

/** Keeps a spine for a while, for the dataset that is going to be built from it. Only its person can use it. */
export async function uploadSpine(
  ctx: ServiceContext,
  input: {
    project: string;
    format: SpineFormat;
    content: AsyncIterable<Uint8Array>;
    bytesMax: number;
  },
): Promise<Upload> {
  const project = await authorizeProject(ctx, "dataset:build", input.project);
  const id = ctx.newId();
  const path = uploadPath(ctx, project.id, id, input.format);
  const { bytes, sha256 } = await ctx.files.write(path, input.content, input.bytesMax);
  if (bytes === 0) {
    await ctx.files.remove(path);
    throw invalid([{ path: "", message: "The body is empty", expected: "a CSV or Parquet file" }]);
  }
  return { id, format: input.format, bytes, sha256 };
}
