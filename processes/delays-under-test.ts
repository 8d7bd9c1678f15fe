import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, type ApiAccess, api } from "./product-under-test";

const ROWS = "origin,departed_at,delay\nATL,2026-01-01T00:00:00Z,5\n";

/** The body of a preview that finds the one row of {@link defineDelays}. */
export const DELAYS_PREVIEW = {
  features: ["airport_delays:*"],
  spine: { columns: { origin: ["ATL"], at: ["2026-01-02T00:00:00Z"] } },
  time: "at",
};

/** Whether an answer is what the preview finds, and nothing else. */
export function isDelaysPreview({ status, body }: Answer): boolean {
  const { rows } = body as { rows?: unknown[][] };
  return status === 200 && rows?.length === 1 && rows[0]?.includes("5") === true;
}

/** The smallest project whose previews ask the engine: one group over one file of one row. */
export async function defineDelays(
  access: ApiAccess,
  dataDir: string,
  moreFiles: readonly { path: string; text: string }[] = [],
): Promise<void> {
  mkdirSync(join(dataDir, "files"));
  writeFileSync(join(dataDir, "files/departures.csv"), ROWS);
  const files = [...FILES, ...moreFiles];
  const { status, body } = await api(access, "POST /projects/flights/apply", { files });
  if (status !== 200) throw new Error(`not applied: ${JSON.stringify(body)}`);
}

const FILES = [
  {
    path: "all.yaml",
    text: `kind: project
name: flights
---
kind: entity
name: airport
description: A place that planes leave from
join_keys: [{name: origin, type: string, description: IATA code}]
---
kind: source
name: departures
description: One row for each departure
type: file
path: files/departures.csv
format: csv
event_time: departed_at
timezone: UTC
---
kind: feature_group
name: airport_delays
entity: airport
description: Every departure
source: departures
event_time: departed_at
ttl: 7d
features:
  - {name: delay, type: int64, description: Minutes late}
`,
  },
];
