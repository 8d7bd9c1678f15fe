import { describe, expect, it } from "vitest";
import type { Notification } from "@/lib/core/notification/notification";
import { TRIES_MAX } from "@/lib/core/notification/retry";
import { createMailNotifier } from "@/lib/notify/mail";
import type { Notifier } from "@/lib/notify/notifier";
import { type ArrivedMail, linkIn, refusal, startSmtp } from "@/lib/notify/smtp-under-test";
import type { ServiceContext } from "../context";
import { acceptInvitation } from "../people/accept-invitation";
import { createResetLink } from "../people/create-reset-link";
import { disablePerson } from "../people/disable";
import { getManagedPerson } from "../people/get-managed";
import { invitePerson } from "../people/invite";
import { renewInvitation } from "../people/renew-invitation";
import { resetPassword } from "../people/reset-password";
import { createTestContext, type TestContext } from "../test-context";
import { deliverOutbox, LEASE_MS, type TryOutcome } from "./deliver";

const BROWSER = { ipAddress: null, userAgent: null };
const PASSWORD = "correct horse battery";
const ADA = { name: "Ada", email: "ada@example.org", roles: [] };
const DAY_MS = 86_400_000;

const mailer = (settings: Parameters<typeof createMailNotifier>[0]["server"]) =>
  createMailNotifier({ server: settings, from: { name: "Asof", address: "asof@example.org" } });

/** A mail server that takes whatever comes, without a socket. */
function inbox() {
  const got: Notification[] = [];
  const notifier: Notifier = {
    deliver: async (notification) => {
      got.push(notification);
      return { outcome: "delivered" };
    },
  };
  return { got, notifier };
}

const failing = (outcome: "failed" | "refused", reason = "451 not now"): Notifier => ({
  deliver: async () => ({ outcome, reason }),
});

async function drain(world: TestContext, notifier: Notifier | null, signal = new AbortController().signal) {
  const tries: TryOutcome[] = [];
  await deliverOutbox(world.system, { notifier, signal, onTry: (outcome) => tries.push(outcome) });
  return tries;
}

const events = (ctx: ServiceContext) =>
  ctx.store.read(null, (db) => db.outboxEvent.findMany({ orderBy: { createdAt: "asc" } }));
const tokenOf = (mail: ArrivedMail | undefined) =>
  (mail ? linkIn(mail).searchParams.get("token") : null) ?? "";

describe("a queued mail", () => {
  it("arrives with the link that works, once for an invitation and once for a reset", async () => {
    await using world = await createTestContext({ admin: true, mail: true, name: "Mira Okafor" });
    await using smtp = await startSmtp();
    const invited = await invitePerson(world, ADA);
    expect(invited.mailedTo).toBe(ADA.email);
    expect(await drain(world, mailer(smtp.settings))).toMatchObject([{ outcome: "delivered", attempts: 1 }]);
    const [invitation] = smtp.mails;
    expect(invitation).toMatchObject({
      to: [ADA.email],
      readable: expect.stringContaining("Mira Okafor invited you"),
    });
    expect(linkIn(invitation as ArrivedMail).href).toBe(`https://asof.example.org${invited.link.path}`);
    await acceptInvitation(world.nobody, {
      token: tokenOf(invitation),
      password: PASSWORD,
      browser: BROWSER,
    });

    const { mailedTo } = await createResetLink(world, { personId: invited.personId });
    expect(mailedTo).toBe(ADA.email);
    await drain(world, mailer(smtp.settings));
    const token = tokenOf(smtp.mails[1]);
    await resetPassword(world.nobody, { token, password: "another long password", browser: BROWSER });
    expect(await drain(world, mailer(smtp.settings))).toEqual([]);
    expect(smtp.mails).toHaveLength(2);
    const { mail } = await getManagedPerson(world, { personId: invited.personId });
    expect(mail).toMatchObject({ type: "password_reset", attempts: 1, lastError: null, givenUpAt: null });
    expect(mail?.deliveredAt).toBeInstanceOf(Date);
  });

  it("R8: is written in the transaction of its change: none without the change, and none without a mail server", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    await expect(
      world.store.transaction(async (db) => {
        const store = {
          ...world.store,
          transaction: (work: (open: typeof db) => Promise<never>) => work(db),
        };
        await invitePerson({ ...world, store: store as typeof world.store }, ADA);
        expect(await db.outboxEvent.count()).toBe(1);
        throw new Error("rolled back");
      }),
    ).rejects.toThrow("rolled back");
    await expect(
      invitePerson(world, { ...ADA, roles: [{ project: "nope", role: "viewer" }] }),
    ).rejects.toThrow();
    await expect(createResetLink(world, { personId: world.actor.id ?? "" })).rejects.toThrow();
    expect(await events(world)).toEqual([]);
    expect(await drain(world, inbox().notifier)).toEqual([]);
    const { mailedTo, personId } = await invitePerson({ ...world, mail: null }, ADA);
    expect([mailedTo, (await renewInvitation({ ...world, mail: null }, { personId })).mailedTo]).toEqual([
      null,
      null,
    ]);
    expect(await events(world)).toEqual([]);
  });

  it("S15: keeps its link sealed while it waits, and nothing of it afterwards, delivered or given up", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    const rowsAsText = async () => JSON.stringify(await events(world));
    const { link } = await invitePerson(world, ADA);
    const token = link.path.split("token=")[1] ?? "";
    expect(token).toHaveLength(32);
    for (const secret of [token, ADA.email, "invitation?"]) expect(await rowsAsText()).not.toContain(secret);
    const quoting = failing("refused", `550 spam: https://asof.example.org${link.path} and ${token}`);
    const tries = [];
    for (let attempt = 1; attempt <= TRIES_MAX.refused; attempt++) {
      tries.push(...(await drain(world, quoting)));
      expect(await rowsAsText()).not.toContain(token);
      world.travel(DAY_MS / 24);
    }
    expect(JSON.stringify(tries)).not.toContain(token);
    expect(await events(world)).toMatchObject([
      { payload: null, givenUpAt: expect.any(Date), nextAttemptAt: null },
    ]);
    await invitePerson(world, { ...ADA, email: "bob@example.org" });
    await drain(world, inbox().notifier);
    expect((await events(world))[1]).toMatchObject({ payload: null, deliveredAt: expect.any(Date) });
  });

  it("R15: the database keeps no event that ended with its payload, or in two ways", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    await invitePerson(world, ADA);
    const spoil = (data: object) => world.store.transaction((db) => db.outboxEvent.updateMany({ data }));
    const now = new Date();
    await expect(spoil({ deliveredAt: now, nextAttemptAt: null })).rejects.toThrow("outbox_event_ended");
    await expect(spoil({ payload: null })).rejects.toThrow("outbox_event_ended");
    await expect(
      spoil({ deliveredAt: now, givenUpAt: now, nextAttemptAt: null, payload: null }),
    ).rejects.toThrow("outbox_event_ended");
  });
});

describe("R15: delivery", () => {
  it("fails while the mail server is down, waits longer each time, and succeeds exactly once when it is up", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    const down = await startSmtp();
    await down.stop();
    await invitePerson(world, ADA);
    const notifier = mailer(down.settings);
    for (const attempts of [1, 2, 3]) {
      expect(await drain(world, notifier)).toMatchObject([
        { outcome: "failed", attempts, reason: expect.stringContaining("ECONNREFUSED") },
      ]);
      expect(await drain(world, notifier), "not due yet").toEqual([]);
      const [event] = await events(world);
      const waitMs = (event?.nextAttemptAt?.getTime() ?? 0) - world.now().getTime();
      expect(Math.abs(waitMs / (30_000 * 2 ** (attempts - 1)) - 1)).toBeLessThan(0.15);
      world.travel(waitMs + 1);
    }
    await using up = await startSmtp({ port: down.settings.port });
    expect(await drain(world, notifier)).toMatchObject([{ outcome: "delivered", attempts: 4 }]);
    world.travel(DAY_MS);
    expect(await drain(world, notifier)).toEqual([]);
    expect(up.mails).toHaveLength(1);
    expect(await events(world)).toMatchObject([{ attempts: 4, lastError: null }]);
  });

  it("to a recipient who is refused is given up after a bounded number of tries, and the admin sees why", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    const onRcptTo = (_: unknown, __: unknown, callback: (error: Error) => void) =>
      callback(refusal(550, "5.1.1 No such user here"));
    await using smtp = await startSmtp({ options: { onRcptTo } });
    const { personId } = await invitePerson(world, ADA);
    const outcomes = [];
    for (let tries = 0; tries < 10; tries++) {
      outcomes.push(...(await drain(world, mailer(smtp.settings))).map(({ outcome }) => outcome));
      world.travel(DAY_MS / 24);
    }
    expect(outcomes).toEqual(["failed", "failed", "given_up"]);
    const { mail } = await getManagedPerson(world, { personId });
    expect(mail).toMatchObject({
      attempts: TRIES_MAX.refused,
      givenUpAt: expect.any(Date),
      deliveredAt: null,
      lastError: expect.stringContaining("5.1.1 No such user here"),
    });
  });

  it("is given up after a bounded number of tries when the server never works, or none is configured any more", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    await invitePerson(world, ADA);
    const outcomes = [];
    for (let tries = 0; tries < 20; tries++) {
      outcomes.push(...(await drain(world, tries % 2 === 0 ? failing("failed") : null)));
      world.travel(DAY_MS / 5);
    }
    expect(outcomes).toHaveLength(TRIES_MAX.failed);
    expect(outcomes.at(-1)).toMatchObject({
      outcome: "given_up",
      reason: expect.stringContaining("ASOF_SMTP_URL"),
    });
  });

  it("that was cut off between sending and marking comes again after the lease, with the same id", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    const { got, notifier } = inbox();
    await invitePerson(world, ADA);
    const cutOff: Notifier = {
      deliver: async (notification, signal) => {
        await notifier.deliver(notification, signal);
        throw new Error("the process ends here");
      },
    };
    await expect(drain(world, cutOff)).rejects.toThrow("the process ends here");
    expect(await drain(world, notifier), "somebody may still be at it").toEqual([]);
    world.travel(LEASE_MS);
    expect(await drain(world, notifier)).toMatchObject([{ outcome: "delivered", attempts: 2 }]);
    expect(got.map(({ id }) => id)).toEqual(Array(2).fill((await events(world))[0]?.id));
  });

  it("that ends the process in every try is given up too", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    await invitePerson(world, ADA);
    const deadly: Notifier = { deliver: () => Promise.reject(new Error("the process ends here")) };
    for (let tries = 0; tries < TRIES_MAX.failed; tries++) {
      await expect(drain(world, deadly)).rejects.toThrow();
      world.travel(LEASE_MS);
    }
    expect(await drain(world, deadly)).toMatchObject([{ outcome: "given_up" }]);
  });

  it("does not count a try whose lease ran out, when somebody else has taken the event since", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    await invitePerson(world, ADA);
    const { notifier } = inbox();
    const slow: Notifier = {
      deliver: async () => {
        world.travel(LEASE_MS);
        expect(await drain(world, notifier)).toMatchObject([{ outcome: "delivered", attempts: 2 }]);
        return { outcome: "failed", reason: "too late" };
      },
    };
    expect(await drain(world, slow)).toEqual([]);
    expect(await events(world)).toMatchObject([
      { deliveredAt: expect.any(Date), lastError: null, attempts: 2 },
    ]);
  });

  it("by several workers at once takes every event once", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    const { got, notifier } = inbox();
    for (let n = 0; n < 12; n++) await invitePerson(world, { ...ADA, email: `ada${n}@example.org` });
    const tries = await Promise.all([1, 2, 3, 4].map(() => drain(world, notifier)));
    expect(tries.flat()).toHaveLength(12);
    expect(new Set(got.map(({ recipient }) => recipient)).size).toBe(12);
  });

  it("takes no further event once it was told to stop, and finishes the one at hand", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    for (const name of ["ada", "bob"]) await invitePerson(world, { ...ADA, email: `${name}@example.org` });
    const stop = new AbortController();
    const { notifier } = inbox();
    const stopped: Notifier = {
      deliver: (...given) => {
        stop.abort();
        return notifier.deliver(...given);
      },
    };
    expect(await drain(world, stopped, stop.signal)).toMatchObject([{ outcome: "delivered" }]);
    expect(await drain(world, notifier)).toHaveLength(1);
  });
});

describe("a mail whose link no longer works", () => {
  const GONE = { outcome: "given_up", attempts: 1, reason: expect.stringContaining("The link was used") };

  it("is not sent: replaced by a newer one, ended with the account, used already, or expired", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    const { got, notifier } = inbox();
    const { personId } = await invitePerson(world, ADA);
    const renewed = await renewInvitation(world, { personId });
    expect(await drain(world, notifier)).toMatchObject([GONE, { outcome: "delivered" }]);

    await renewInvitation(world, { personId });
    await disablePerson(world, { personId });
    expect(await drain(world, notifier)).toMatchObject([GONE]);

    const bob = await invitePerson(world, { ...ADA, email: "bob@example.org" });
    const token = bob.link.path.split("token=")[1] ?? "";
    await acceptInvitation(world.nobody, { token, password: PASSWORD, browser: BROWSER });
    expect(await drain(world, notifier)).toMatchObject([GONE]);

    await createResetLink(world, { personId: bob.personId });
    world.travel(DAY_MS + 1);
    expect(await drain(world, notifier)).toMatchObject([GONE]);
    expect(got.map(({ link }) => link?.url)).toEqual([`https://asof.example.org${renewed.link.path}`]);
  });

  it("is given up when ASOF_SECRET has changed since, and says so", async () => {
    await using world = await createTestContext({ admin: true, mail: true });
    await invitePerson(world, ADA);
    const changed = { ...world, system: { ...world.system, sealingSecret: "another secret" } };
    expect(await drain(changed, inbox().notifier)).toMatchObject([
      { outcome: "given_up", reason: expect.stringContaining("ASOF_SECRET") },
    ]);
  });
});

it("events are delivered by background work alone", async () => {
  await using world = await createTestContext({ admin: true, mail: true });
  const deliver = (ctx: ServiceContext) =>
    deliverOutbox(ctx, { notifier: null, signal: new AbortController().signal, onTry: () => undefined });
  await expect(deliver(world)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(deliver(world.nobody)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});
