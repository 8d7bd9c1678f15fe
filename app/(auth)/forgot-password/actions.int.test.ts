import { beforeEach, expect, it, vi } from "vitest";
import { createTestServer, TEST_URL, type TestServer } from "@/lib/server/test-server";
import { acceptInvitation } from "@/lib/services/people/accept-invitation";
import { invitePerson } from "@/lib/services/people/invite";
import { requestResetAction } from "./actions";

// Next's own request scope, and what it does after an answer, are the things that exist only inside Next.
const request = { headers: new Headers(), left: [] as (() => Promise<void>)[] };
vi.mock("next/headers", () => ({ headers: async () => request.headers }));
vi.mock("next/server", () => ({ after: (work: () => Promise<void>) => request.left.push(work) }));

const MAIL = {
  server: { host: "127.0.0.1", port: 1, isTls: false, credentials: null },
  from: { name: "", address: "asof@example.org" },
};

let requests = 0;
beforeEach(() => {
  request.left = [];
  // The throttle is shared by everything in this process.
  request.headers = new Headers({ origin: TEST_URL, "x-forwarded-for": `203.0.113.${++requests}` });
});

async function addAda({ world }: TestServer): Promise<void> {
  const { link } = await invitePerson(world, { name: "Ada", email: "ada@example.org", roles: [] });
  const browser = { ipAddress: null, userAgent: null };
  const token = link.path.split("token=")[1] ?? "";
  await acceptInvitation(world.nobody, { token, password: "correct horse battery", browser });
}

const countEvents = ({ world }: TestServer) => world.store.read(null, (db) => db.outboxEvent.count());

it("answers alike for everybody, and only afterwards queues a mail for who has an account", async () => {
  await using server = await createTestServer({ admin: true }, { mail: MAIL });
  await addAda(server);
  for (const [email, events] of [
    ["nobody@example.org", 0],
    ["ada@example.org", 1],
  ] as const) {
    expect(await requestResetAction({ email })).toEqual({ ok: true, value: { email } });
    expect(request.left).toHaveLength(1);
    expect(await countEvents(server)).toBe(0);
    for (const work of request.left.splice(0)) await work();
    expect(await countEvents(server)).toBe(events);
  }
});

it("S13: counts every request, also those that succeed", async () => {
  await using _server = await createTestServer({}, { mail: MAIL });
  const ask = () => requestResetAction({ email: `counted-${requests}@example.org` });
  for (let n = 0; n < 10; n++) expect(await ask()).toMatchObject({ ok: true });
  expect(await ask()).toMatchObject({ ok: false, code: "LIMIT" });
});

it("hides a failure that comes after the answer, and logs it", async () => {
  await using server = await createTestServer({}, { mail: MAIL });
  expect(await requestResetAction({ email: "ada@example.org" })).toMatchObject({ ok: true });
  await server.world.drop();
  const logged = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await expect(request.left[0]?.()).resolves.toBeUndefined();
  const lines = logged.mock.calls.map(([line]) => String(line)).join("");
  logged.mockRestore();
  expect(lines).toMatch(/"level":"(warn|error)"/);
});

it("is refused without a mail server", async () => {
  await using _server = await createTestServer();
  expect(await requestResetAction({ email: "ada@example.org" })).toMatchObject({ code: "PRECONDITION" });
  expect(request.left).toEqual([]);
});
