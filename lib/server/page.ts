import "server-only";
import { headers } from "next/headers";
import { forbidden, notFound, redirect, unstable_rethrow } from "next/navigation";
import type { ActionResult } from "@/lib/contracts/action-result";
import { failureDigest } from "@/lib/contracts/failure-digest";
import { AppError, type ErrorCode } from "@/lib/core/errors";
import type { ServiceContext } from "@/lib/services/context";
import { getPageContext, requestIdOf } from "./context";
import { toActionFailure, toAppError } from "./error-mapping";

export type PageSearch = Record<string, string | string[] | undefined>;
export type PageParams = Record<string, string>;

/** What Next hands to a page; a layout has no `searchParams`. */
export interface PageInput<Params extends PageParams = PageParams> {
  params?: Promise<Params>;
  searchParams?: Promise<PageSearch>;
}

/** What a page is rendered from. */
export interface OpenedPage<Params extends PageParams> {
  ctx: ServiceContext;
  /** Decoded. */
  params: Params;
  search: PageSearch;
  /** The past moment that the page shows, RFC 3339, for the addresses it links to; `null` = now. */
  at: string | null;
  /** The server's clock, RFC 3339. */
  now: string;
}

const PARAM_LENGTH_MAX = 200;

/**
 * The one way to make a page: who asks, at which moment, parameters, verb, and what a failure becomes. NOT_FOUND and
 * FORBIDDEN become Next's own pages with their status; every other failure reaches `error.tsx` with its public words.
 */
export async function openPage<Params extends PageParams, Result>(
  input: PageInput<Params>,
  run: (page: OpenedPage<Params>) => Promise<Result>,
): Promise<Result> {
  const [params, search] = await Promise.all([input.params, input.searchParams]);
  const requestId = requestIdOf(await headers());
  try {
    const ctx = await getPageContext(withZone(search?.at));
    return await run({
      ctx,
      params: decodeParams(params ?? ({} as Params)),
      search: search ?? {},
      at: ctx.at?.toISOString() ?? null,
      now: ctx.now().toISOString(),
    });
  } catch (error) {
    unstable_rethrow(error);
    throw pageSignal(toAppError(error, requestId), requestId);
  }
}

/**
 * A verb whose failure the page shows in place: a broken file behind a sample, a cursor of another list. What is not
 * there, and what the reader may not see, still replaces the page.
 */
export async function attempt<T>(ctx: ServiceContext, work: Promise<T>): Promise<ActionResult<T>> {
  try {
    return { ok: true, value: await work };
  } catch (error) {
    unstable_rethrow(error);
    if (error instanceof AppError && REPLACE_THE_PAGE.includes(error.code)) throw error;
    return toActionFailure(error, ctx.requestId);
  }
}

const REPLACE_THE_PAGE: readonly ErrorCode[] = ["NOT_FOUND", "FORBIDDEN", "UNAUTHENTICATED"];

/** @returns what stops the rendering: thrown by Next itself, or an error whose digest carries the public words. */
function pageSignal(error: AppError, requestId: string): Error {
  switch (error.code) {
    case "NOT_FOUND":
      return notFound();
    case "FORBIDDEN":
      return forbidden();
    case "UNAUTHENTICATED":
      return redirect("/sign-in");
    default: {
      const { code, message } = error;
      return Object.assign(error, { digest: failureDigest({ code, message, requestId }) });
    }
  }
}

/** A moment written without a zone is UTC, like every time we show. */
function withZone(at: string | string[] | undefined): string | string[] | undefined {
  return typeof at === "string" && /T\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(at) ? `${at}Z` : at;
}

function decodeParams<Params extends PageParams>(params: Params): Params {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const text = decoded(value);
      if (text === null || text.length > PARAM_LENGTH_MAX || /\p{Cc}/u.test(text)) notFound();
      return [name, text];
    }),
  ) as Params;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
