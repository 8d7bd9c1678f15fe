import "server-only";
import type { SpineFormat } from "@/lib/contracts/datasets";
import { invalid } from "@/lib/core/errors";
import { authorizeProject } from "../authorize";
import type { ServiceContext } from "../context";
import type { Upload } from "../offline/write-rows";
import { uploadPath } from "./spine";

/** Keeps a spine for a while, for the dataset that is going to be built from it. Only its person can use it. */
export async function uploadSpine(
  ctx: ServiceContext,
  input: { project: string; format: SpineFormat; receive: () => Promise<Upload> },
): Promise<{ id: string; format: SpineFormat; bytes: number; sha256: string }> {
  const project = await authorizeProject(ctx, "dataset:build", input.project);
  const { format } = input;
  const { path, bytes, sha256, discard } = await input.receive();
  try {
    if (bytes === 0)
      throw invalid([{ path: "", message: "The body is empty", expected: "a CSV or Parquet file" }]);
    const id = ctx.newId();
    await ctx.files.copy(path, uploadPath(ctx, project.id, id, format));
    return { id, format, bytes, sha256 };
  } finally {
    await discard();
  }
}
