import type { FieldProblem } from "@/lib/core/errors";

const MEDIA_TYPES = { csv: "text/csv", parquet: "application/vnd.apache.parquet" } as const;

export type UploadOutcome =
  | { ok: true; id: string }
  | { ok: false; message: string; problems: FieldProblem[] };

/** Sends a spine file as it is: it goes to the server's disk, never through its memory or this page's. */
export async function uploadSpineFile(project: string, file: File): Promise<UploadOutcome> {
  const type = /\.parquet$/i.test(file.name) ? MEDIA_TYPES.parquet : MEDIA_TYPES.csv;
  try {
    const response = await fetch(`/api/v1/projects/${project}/uploads`, {
      method: "POST",
      headers: { "content-type": type },
      body: file,
    });
    const answer = (await response.json()) as { id?: string; detail?: string };
    if (response.ok && answer.id) return { ok: true, id: answer.id };
    return failed(answer.detail ?? "The file was refused.");
  } catch {
    return failed("The server could not be reached, or refused the file.");
  }
}

function failed(message: string): UploadOutcome {
  return { ok: false, message, problems: [{ path: "spine.upload", message }] };
}
