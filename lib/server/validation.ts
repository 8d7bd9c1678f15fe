import "server-only";
import type { z } from "zod";
import { type AppError, invalid, notFound } from "@/lib/core/errors";

/** Every issue at once, each with the dotted path of its field. */
export function toInvalid(error: z.ZodError): AppError {
  return invalid(
    error.issues.map((issue) => ({
      path: issue.path.map(String).join("."),
      message: issue.code === "unrecognized_keys" ? `does not know ${issue.keys.join(", ")}` : issue.message,
    })),
  );
}

/** The parts of a page's address: what cannot name anything does not exist. */
export function parseAddress<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw notFound(what);
  return parsed.data;
}
