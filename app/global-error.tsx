"use client";

import { readFailureDigest } from "@/lib/contracts/failure-digest";
import "./globals.css";

/** When even the frame of the pages fails: most often the metadata store is away. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const digest = typeof error === "object" && error !== null && "digest" in error ? error.digest : null;
  const told = readFailureDigest(digest);
  return (
    <html lang="en">
      <body>
        <title>Asof does not answer</title>
        <main className="flex min-h-dvh flex-col items-start justify-center gap-3 px-page sm:items-center">
          <h1 className="font-[620] text-title">Asof cannot show this page</h1>
          <p className="text-second">
            {told?.message ?? "Something failed on our side."} Nothing was changed.
          </p>
          {told ? (
            <p className="text-sm text-third">
              Request <code>{told.requestId}</code>
            </p>
          ) : null}
          <button
            type="button"
            onClick={() => retry()}
            className="h-8 rounded-control border border-line-strong px-3 font-semibold hover:bg-hover"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
