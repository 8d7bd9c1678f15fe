import { expect, test } from "vitest";
import { PreviewBody } from "@/lib/contracts/preview";
import { serviceSnippets } from "./service-code";
import type { PinView } from "./service-tables";

const pin = (given: Partial<PinView>): PinView => ({
  project: null,
  group: "airport_load",
  version: null,
  as: null,
  keys: null,
  features: null,
  latestVersion: 3,
  lifecycle: "active",
  computation: "source",
  behind: 0,
  joinKeys: [{ name: "origin", type: "string" }],
  ...given,
});

test("the request in the code is one that the API takes, with every pin and every join key", () => {
  const [curl] = serviceSnippets({
    publicUrl: "https://asof.example.org",
    project: "flights",
    service: "delays",
    pins: [
      pin({ version: 1, features: ["mean_delay_7d", "departures_24h"] }),
      pin({ group: "route_load", joinKeys: [{ name: "number", type: "int64" }] }),
    ],
    now: "2026-11-14T18:45:31.123Z",
  });
  const body: unknown = JSON.parse(/-d '([\s\S]+)'$/.exec(curl?.code ?? "")?.[1] ?? "null");
  expect(PreviewBody.parse(body)).toMatchObject({
    features: ["airport_load@v1:mean_delay_7d", "airport_load@v1:departures_24h", "route_load:*"],
    spine: { columns: { origin: ["ATL"], number: [1], at: ["2026-11-14T18:45:00Z"] } },
    time: "at",
  });
});
