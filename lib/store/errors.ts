import "server-only";
import { Prisma } from "@/generated/prisma/client";
import { AppError } from "@/lib/core/errors";

const UNREACHABLE =
  /ECONNREFUSED|ECONNRESET|terminating connection|Connection terminated|timeout exceeded when trying to connect|not queryable|Can't reach database/i;

/** The only place that knows Prisma's and PostgreSQL's failures. AppErrors pass through. */
export function translateStoreError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof Prisma.PrismaClientKnownRequestError) {
    if (error.code === "P2002") return new AppError("CONFLICT", "This exists already.", { cause: error });
    if (error.code === "P2025") return new AppError("NOT_FOUND", "This no longer exists.", { cause: error });
    if (error.code === "P2034")
      return new AppError("CONFLICT", "Somebody else changed this at the same time; try again.", {
        cause: error,
      });
    if (error.code === "P2028")
      return new AppError("UNAVAILABLE", "The metadata store is busy; try again.", { cause: error });
  }
  const text = error instanceof Error ? `${error.message} ${String(error.cause ?? "")}` : "";
  if (UNREACHABLE.test(text))
    return new AppError("UNAVAILABLE", "The metadata store does not answer.", { cause: error });
  return error;
}
