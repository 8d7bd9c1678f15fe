import { z } from "zod";
import { SCOPES } from "@/lib/core/access/policy";
import { CreateTokenInput } from "../people";
import { operation } from "./operation";
import { Instant, ObjectName, pageOf } from "./values";

export const TokenItem = z
  .object({
    id: z.uuid(),
    name: z.string(),
    prefix: z.string().describe("The part after `asof_`, to tell tokens apart."),
    scopes: z.array(z.enum(SCOPES)),
    project: z.string().nullable().describe("Bound to this project; null = wherever you may act."),
    status: z.enum(["active", "expired", "revoked"]),
    created_at: Instant,
    expires_at: Instant,
    revoked_at: Instant.nullable(),
    last_used_at: Instant.nullable(),
  })
  .meta({ id: "Token" });

export const CreatedTokenItem = z
  .object({
    id: z.uuid(),
    token: z.string().describe("Shown this once."),
    prefix: z.string(),
    expires_at: Instant,
  })
  .meta({ id: "CreatedToken" });

const { name, scopes, expiresInDays } = CreateTokenInput.shape;

export const CreateTokenBody = z
  .strictObject({
    name,
    scopes,
    project: ObjectName.nullable().default(null).describe("Binds the token to one project."),
    expires_in_days: expiresInDays,
  })
  .meta({
    id: "CreateTokenBody",
    examples: [{ name: "ci", scopes: ["read", "write"], project: "flights", expires_in_days: 30 }],
  });

export const listTokensOperation = operation({
  id: "listTokens",
  tag: "tokens",
  method: "GET",
  path: "/tokens",
  summary: "Your API tokens, newest first; never a secret",
  response: pageOf("TokenPage", TokenItem),
});

export const createTokenOperation = operation({
  id: "createToken",
  tag: "tokens",
  method: "POST",
  path: "/tokens",
  summary: "Makes an API token of yours and shows it once",
  body: CreateTokenBody,
  response: CreatedTokenItem,
  status: 201,
});

export const revokeTokenOperation = operation({
  id: "revokeToken",
  tag: "tokens",
  method: "DELETE",
  path: "/tokens/{id}",
  summary: "Ends a token at once",
  params: z.strictObject({ id: z.uuid("is not an id") }),
  response: z.void(),
  status: 204,
});
