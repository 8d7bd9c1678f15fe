import { describe, expect, it } from "vitest";
import type { ServiceContext } from "../context";
import { createTestContext, type TestContext } from "../test-context";
import { acceptInvitation } from "./accept-invitation";
import { disablePerson } from "./disable";
import { invitePerson } from "./invite";
import { requestReset } from "./request-reset";
import { signIn } from "./sign-in";

const BROWSER = { ipAddress: null, userAgent: null };
const PASSWORD = "correct horse battery";
const EMAIL = "ada@example.org";
const MINUTE_MS = 60_000;

async function addAda(world: TestContext): Promise<string> {
  const { personId, link } = await invitePerson(
    { ...world, mail: null },
    { name: "Ada", email: EMAIL, roles: [] },
  );
  const token = link.path.split("token=")[1] ?? "";
  await acceptInvitation(world.nobody, { token, password: PASSWORD, browser: BROWSER });
  return personId;
}

/** Asks, and does what was left for later. @returns what the asker saw. */
async function ask(ctx: ServiceContext, email: string) {
  const left: (() => Promise<void>)[] = [];
  const answer = await requestReset(ctx, { email, later: (work) => left.push(work) });
  expect(left).toHaveLength(1);
  await Promise.all(left.map((work) => work()));
  return answer;
}

const state = (world: TestContext) =>
  world.store.read(null, async (db) => ({
    events: await db.outboxEvent.count(),
    links: await db.oneTimeLink.count({ where: { purpose: "password_reset" } }),
    entries: await db.auditEntry.count(),
  }));

describe("asking for a reset link", () => {
  it("queues a mail for a person with a password, recorded without anybody having signed in", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    const personId = await addAda(world);
    await ask(world.nobody, EMAIL);
    expect(await state(world)).toMatchObject({ events: 1, links: 1 });
    const [event, entry] = await world.store.read(null, (db) =>
      Promise.all([
        db.outboxEvent.findFirstOrThrow(),
        db.auditEntry.findFirstOrThrow({ orderBy: { seq: "desc" } }),
      ]),
    );
    expect(event).toMatchObject({ type: "password_reset", targetId: personId });
    expect(entry).toMatchObject({
      action: "person:request_reset",
      actorId: null,
      actorName: "nobody",
      targetId: personId,
      targetName: "Ada",
    });
    await expect(
      signIn(world.nobody, { email: EMAIL, password: PASSWORD, browser: BROWSER }),
    ).resolves.toBeDefined();
  });

  it("S13: answers the same for everybody, before anything was looked up", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    await addAda(world);
    const blind = {
      ...world.nobody,
      store: new Proxy(world.store, { get: () => () => expect.unreachable() }),
    };
    for (const email of [EMAIL, "nobody@example.org"]) {
      const left: unknown[] = [];
      expect(await requestReset(blind, { email, later: (work) => left.push(work) })).toBeUndefined();
      expect(left).toHaveLength(1);
    }
  });

  it("writes nothing for unknown addresses, people without a password, demo people and disabled ones", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    const personId = await addAda(world);
    await invitePerson({ ...world, mail: null }, { name: "Bob", email: "bob@example.org", roles: [] });
    await world.as({ demo: true, email: "dora@example.org" });
    await disablePerson(world, { personId });
    const before = await state(world);
    for (const email of ["nobody@example.org", "bob@example.org", "dora@example.org", EMAIL]) {
      await ask(world.nobody, email);
    }
    expect(await state(world)).toEqual(before);
  });

  it("S13: sends nobody more than one mail in a quarter of an hour, and leaves the link of the first one working", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    await addAda(world);
    const all = await Promise.allSettled(Array.from({ length: 6 }, () => ask(world.nobody, EMAIL)));
    expect(all.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    await ask(world.nobody, EMAIL);
    expect(await state(world)).toMatchObject({ events: 1, links: 1 });
    world.travel(16 * MINUTE_MS);
    await ask(world.nobody, EMAIL);
    expect(await state(world)).toMatchObject({ events: 2, links: 1 });
  });

  it("is not possible without a mail server, nor with an API token", async () => {
    await using world = await createTestContext({
      admin: true,
      scopes: ["read", "values", "write", "admin"],
    });
    const input = { email: EMAIL, later: () => expect.unreachable() };
    await expect(requestReset(world.nobody, input)).rejects.toMatchObject({ code: "PRECONDITION" });
    await expect(requestReset(world, input)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
