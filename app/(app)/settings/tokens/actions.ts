"use server";

import { CreateTokenInput, RotateTokenInput, TokenInput } from "@/lib/contracts/people";
import { defineAction } from "@/lib/server/action";
import { createToken } from "@/lib/services/tokens/create";
import { revokeToken } from "@/lib/services/tokens/revoke";
import { rotateToken } from "@/lib/services/tokens/rotate";

export const createTokenAction = defineAction({
  name: "create-token",
  input: CreateTokenInput,
  run: async (ctx, input) => ({ token: (await createToken(ctx, input)).token }),
});

export const rotateTokenAction = defineAction({
  name: "rotate-token",
  input: RotateTokenInput,
  run: async (ctx, input) => ({ token: (await rotateToken(ctx, input)).token }),
});

export const revokeTokenAction = defineAction({ name: "revoke-token", input: TokenInput, run: revokeToken });
