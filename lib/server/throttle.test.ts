import { describe, expect, it } from "vitest";
import { createThrottle } from "./throttle";

const MINUTE_MS = 60_000;
const fail = () => Promise.reject(new Error("wrong"));
const succeed = () => Promise.resolve("right");

function throttleAt(startMs: number, keysMax = 100) {
  const clock = { ms: startMs };
  const throttle = createThrottle({ windowMs: 10 * MINUTE_MS, keysMax, now: () => new Date(clock.ms) });
  return { clock, throttle };
}
const limits = (key: string, triesMax = 3) => [{ key, triesMax }];

async function failTimes(throttle: ReturnType<typeof throttleAt>["throttle"], key: string, times: number) {
  for (let i = 0; i < times; i++) await expect(throttle.guard(limits(key), fail)).rejects.toThrow("wrong");
}

describe("a throttle", () => {
  it("refuses even the right try after too many wrong ones, and says when to come back", async () => {
    const { clock, throttle } = throttleAt(0);
    await failTimes(throttle, "ada", 3);
    clock.ms += 4 * MINUTE_MS;
    await expect(throttle.guard(limits("ada"), succeed)).rejects.toMatchObject({
      code: "LIMIT",
      message: "Too many tries. Wait 6 minutes, then try again.",
      retryAfterSeconds: 360,
    });
    await expect(throttle.guard(limits("bob"), succeed)).resolves.toBe("right");
  });

  it("lets the next window through", async () => {
    const { clock, throttle } = throttleAt(0);
    await failTimes(throttle, "ada", 3);
    clock.ms += 10 * MINUTE_MS;
    await expect(throttle.guard(limits("ada"), succeed)).resolves.toBe("right");
  });

  it("does not count what succeeds", async () => {
    const { throttle } = throttleAt(0);
    for (let i = 0; i < 20; i++) await throttle.guard(limits("ada"), succeed);
    await failTimes(throttle, "ada", 3);
  });

  it("S13: counts what succeeds too, where a success is what must not come too often", async () => {
    const { throttle } = throttleAt(0);
    for (let i = 0; i < 3; i++) await throttle.guard(limits("ada"), succeed, "all");
    await expect(throttle.guard(limits("ada"), succeed, "all")).rejects.toMatchObject({ code: "LIMIT" });
  });

  it("does not let parallel tries pass the limit together", async () => {
    const { throttle } = throttleAt(0);
    const tries = Array.from({ length: 10 }, () =>
      throttle.guard(limits("ada"), fail).catch((error) => error),
    );
    const refused = (await Promise.all(tries)).filter((error) => error.code === "LIMIT");
    expect(refused).toHaveLength(7);
  });

  it("refuses when any one of several limits is reached", async () => {
    const { throttle } = throttleAt(0);
    const both = (address: string) => [
      { key: address, triesMax: 10 },
      { key: "account", triesMax: 2 },
    ];
    await expect(throttle.guard(both("a"), fail)).rejects.toThrow("wrong");
    await expect(throttle.guard(both("b"), fail)).rejects.toThrow("wrong");
    await expect(throttle.guard(both("c"), succeed)).rejects.toMatchObject({ code: "LIMIT" });
  });

  it("holds a bounded number of keys", async () => {
    const { throttle } = throttleAt(0, 2);
    await failTimes(throttle, "ada", 3);
    await failTimes(throttle, "bob", 1);
    await failTimes(throttle, "eve", 1);
    await expect(throttle.guard(limits("ada"), succeed)).resolves.toBe("right");
  });
});
