import { z } from "zod";
import { ERROR_CODES } from "@/lib/core/errors";
import { NAME_LENGTH_MAX, NAME_PATTERN } from "@/lib/core/model/definitions";

export const LIST_LIMIT = 50;
export const LIST_LIMIT_MAX = 200;
const CURSOR_LENGTH_MAX = 2_000;

export const ObjectName = z
  .string()
  .max(NAME_LENGTH_MAX, `may have at most ${NAME_LENGTH_MAX} characters`)
  .regex(NAME_PATTERN, "is not a name");

/** RFC 3339 in UTC with microseconds. */
export const Instant = z.iso.datetime({ precision: 6 }).describe("RFC 3339, UTC, microseconds.");

/** JSON of any shape: the value of a definition's field. */
export const Value = z.unknown().describe("Any JSON value.");

export const Document = z
  .record(z.string(), z.unknown())
  .describe("The definition document, defaults filled in: see /schema/definitions.json.");

export const VersionNumber = z.coerce
  .number("is not a number")
  .int("is not a whole number")
  .min(1, "is at least 1")
  .max(2_147_483_647, "is too large");

/** Shows what was true at a past moment. */
export const At = z.iso
  .datetime({ offset: true, error: "is not an RFC 3339 time with its zone" })
  .optional()
  .describe("Shows what was true at this moment.");

export const AtQuery = z.strictObject({ at: At });

export const Limit = z.coerce
  .number("is not a number")
  .int("is not a whole number")
  .min(1, "is at least 1")
  .max(LIST_LIMIT_MAX, `is at most ${LIST_LIMIT_MAX}`)
  .default(LIST_LIMIT);

export const Cursor = z
  .string()
  .min(1, "is empty")
  .max(CURSOR_LENGTH_MAX, "is too long for a cursor")
  .optional()
  .describe("`next` of the page before.");

export const ListQuery = z.strictObject({ at: At, limit: Limit, cursor: Cursor });

/** One page of a list. */
export function pageOf<T extends z.ZodType>(id: string, item: T) {
  return z
    .object({
      items: z.array(item),
      next: z.string().nullable().describe("The cursor of the next page; null on the last."),
      total: z.int().min(0).optional(),
    })
    .meta({ id });
}

export const FieldProblem = z
  .object({
    path: z.string().describe('Dotted path of the field; "" for the whole input.'),
    message: z.string(),
    expected: z.string().optional(),
    file: z.string().optional(),
    line: z.int().min(1).optional(),
    column: z.int().min(1).optional(),
  })
  .meta({ id: "FieldProblem" });

/** RFC 9457, with our code, the fields and the request id. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(ERROR_CODES),
    detail: z.string(),
    errors: z.array(FieldProblem),
    request_id: z.string(),
  })
  .meta({ id: "Problem" });
export type Problem = z.output<typeof Problem>;
