import { z } from "zod";
import { operation } from "./operation";

const PartState = z.enum(["ok", "down"]);

export const Health = z
  .object({
    status: z.enum(["ok", "unavailable"]),
    metadata_store: PartState,
    offline_engine: PartState,
    worker: PartState,
  })
  .meta({ id: "Health" });

export const getHealthOperation = operation({
  id: "getHealth",
  tag: "system",
  method: "GET",
  path: "/health",
  summary: "Whether every part answers; 503 says which does not",
  response: Health,
  isOpen: true,
});

export const getApiDescriptionOperation = operation({
  id: "getApiDescription",
  tag: "system",
  method: "GET",
  path: "/openapi.json",
  summary: "This description (OpenAPI 3.1)",
  response: z.record(z.string(), z.unknown()),
  isOpen: true,
});
