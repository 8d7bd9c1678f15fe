import "server-only";
import { SPINE_MEDIA_TYPES } from "@/lib/contracts/api/datasets";
import { invalid } from "@/lib/core/errors";

const FORMATS = ["parquet", "csv"] as const;

/** The format of rows that a request accepts: the first it names that we write, Parquet when it does not care. */
export function answerFormat(request: Request): (typeof FORMATS)[number] {
  const accept = request.headers.get("accept") ?? "*/*";
  const types = accept.split(",").map((one) => one.split(";")[0]?.trim().toLowerCase() ?? "");
  for (const type of types) {
    const format = FORMATS.find((one) => SPINE_MEDIA_TYPES[one] === type);
    if (format) return format;
    if (type === "*/*" || type === "") return "parquet";
  }
  throw invalid([
    {
      path: "",
      message: `Rows cannot be sent as ${accept}`,
      expected: `accept: ${FORMATS.map((one) => SPINE_MEDIA_TYPES[one]).join(" or ")}`,
    },
  ]);
}
