import "server-only";
import type { LinkPurpose } from "@/lib/core/access/person";
import { AppError } from "@/lib/core/errors";
import { getContext } from "@/lib/server/context";
import { type OpenedLink, openLink } from "@/lib/services/people/open-link";

/** The link that an address carries; `null` when it opens nothing. */
export async function openPageLink(
  purpose: LinkPurpose,
  token: string | string[] | undefined,
): Promise<(OpenedLink & { token: string }) | null> {
  if (typeof token !== "string") return null;
  try {
    return { ...(await openLink(await getContext(), { purpose, token })), token };
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}
