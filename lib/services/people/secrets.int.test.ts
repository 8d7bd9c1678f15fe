import { describe, expect, it } from "vitest";
import { getFrame } from "../home/get-frame";
import { getTeam } from "../teams/get";
import { createTestContext } from "../test-context";
import { createToken } from "../tokens/create";
import { getToken } from "../tokens/get";
import { listTokens } from "../tokens/list";
import { acceptInvitation } from "./accept-invitation";
import { createResetLink } from "./create-reset-link";
import { getPerson } from "./get";
import { getAccount } from "./get-account";
import { getManagedPerson } from "./get-managed";
import { invitePerson } from "./invite";
import { listPeople } from "./list";
import { listDemoPeople } from "./list-demo";
import { openLink } from "./open-link";

const BROWSER = { ipAddress: null, userAgent: null };
const tokenOf = (path: string) => new URLSearchParams(path.split("?")[1]).get("token") ?? "";

describe("S2: what pages about people are rendered from", () => {
  it("holds no password, hash, session token, API token or link", async () => {
    await using world = await createTestContext({ admin: true, teams: ["ops"], email: "admin@example.org" });
    const invited = await invitePerson(world, { name: "Ada", email: "ada@example.org", roles: [] });
    const invitation = tokenOf(invited.link.path);
    const password = "canary password of ada";
    const { sessionToken } = await acceptInvitation(world.nobody, {
      token: invitation,
      password,
      browser: BROWSER,
    });
    const { personId } = invited;
    const reset = tokenOf((await createResetLink(world, { personId })).link.path);
    const actor = { ...world.actor, id: personId, name: "Ada" };
    const ada = await world.refresh({ ...world, actor });
    const input = { name: "ci", scopes: ["read" as const], project: null, expiresInDays: 1 };
    const { token, id: tokenId } = await createToken(ada, input);
    const secrets = await world.store.read(null, async (db) => [
      password,
      sessionToken,
      invitation,
      reset,
      token,
      token.slice(-20),
      ...(await db.account.findMany()).map((row) => row.password ?? ""),
      ...(await db.session.findMany()).map((row) => row.token),
      ...(await db.apiToken.findMany()).map((row) => row.hash),
      ...(await db.oneTimeLink.findMany()).map((row) => row.hash),
    ]);
    expect(secrets.every((secret) => secret.length >= 20)).toBe(true);

    const rendered = await Promise.all([
      getFrame(ada, { isDemoMode: false }),
      getAccount(ada),
      listTokens(ada),
      getToken(ada, { tokenId }),
      getPerson(world, { personId }),
      getManagedPerson(world, { personId }),
      listPeople(world),
      getTeam(world, { team: "ops" }),
      listDemoPeople(world.nobody, { isDemoMode: true }),
      openLink(world.nobody, { purpose: "password_reset", token: reset }),
      world.store.read(null, (db) => db.auditEntry.findMany({ select: { details: true, targetName: true } })),
    ]);
    const text = JSON.stringify(rendered);
    expect(text).toContain("ada@example.org");
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});
