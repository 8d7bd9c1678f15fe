import { NextRequest } from "next/server";
import { afterEach, describe, expect, test, vi } from "vitest";
import config from "./next.config";
import { proxy, config as proxyConfig } from "./proxy";

const ask = (headers: Record<string, string> = {}) =>
  proxy(new NextRequest("http://localhost:3000/search", { headers }));

/** What Next hands to the page: request headers that the proxy has set come back with this prefix. */
const forwarded = (response: Response, name: string) => response.headers.get(`x-middleware-request-${name}`);

function directives(response: Response): Map<string, string[]> {
  const policy = response.headers.get("content-security-policy") ?? "";
  return new Map(policy.split("; ").map((part) => [part.split(" ")[0] ?? "", part.split(" ").slice(1)]));
}

afterEach(() => vi.unstubAllEnvs());

describe("S16 headers of every page", () => {
  test("S16 scripts run with a nonce only, which is new for every response", () => {
    const [first, second] = [directives(ask()), directives(ask())];
    expect(first.get("script-src")).not.toContain("'unsafe-inline'");
    expect(first.get("script-src")).not.toContain("'unsafe-eval'");
    expect(first.get("script-src")?.join(" ")).toMatch(/'nonce-[0-9a-f]{32}'/);
    expect(first.get("script-src")).not.toEqual(second.get("script-src"));
  });

  test("S16 the page renders with the nonce of its own policy", () => {
    const response = ask();
    expect(response.headers.get("content-security-policy")).toContain(
      `'nonce-${forwarded(response, "x-nonce")}'`,
    );
    expect(forwarded(response, "content-security-policy")).toBe(
      response.headers.get("content-security-policy"),
    );
  });

  test("S16 nobody may frame a page, move its base or post its forms elsewhere", () => {
    const policy = directives(ask());
    expect(policy.get("frame-ancestors")).toEqual(["'none'"]);
    expect(policy.get("base-uri")).toEqual(["'none'"]);
    expect(policy.get("form-action")).toEqual(["'self'"]);
    expect(policy.get("object-src")).toEqual(["'none'"]);
  });

  test("S16 no page is kept by a cache, whether asked as HTML or as RSC", () => {
    const kinds: Record<string, string>[] = [{}, { rsc: "1" }];
    for (const headers of kinds) {
      expect(ask(headers).headers.get("cache-control")).toBe("private, no-store");
    }
  });

  test("S16 browsers are told to insist on https only where Asof is reached by https", () => {
    expect(ask().headers.get("strict-transport-security")).toBeNull();
    expect(directives(ask()).has("upgrade-insecure-requests")).toBe(false);
    vi.stubEnv("ASOF_PUBLIC_URL", "https://asof.example.org");
    expect(ask().headers.get("strict-transport-security")).toMatch(/^max-age=\d{8,}/);
    expect(directives(ask()).has("upgrade-insecure-requests")).toBe(true);
  });

  test("S16 every answer, the API's too, forbids sniffing, leaks no address and shares no window", async () => {
    const rules = (await config.headers?.()) ?? [];
    const everywhere = Object.fromEntries(
      (rules.find(({ source }) => source === "/:path*")?.headers ?? []).map(({ key, value }) => [key, value]),
    );
    expect(everywhere).toMatchObject({
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "strict-origin-when-cross-origin",
      "Cross-Origin-Opener-Policy": "same-origin",
    });
    expect(config.poweredByHeader).toBe(false);
  });
});

describe("S3 what a client may not say about itself", () => {
  test("S3 the header that once skipped middleware does not reach a page", () => {
    expect(
      forwarded(ask({ "x-middleware-subrequest": "proxy:proxy" }), "x-middleware-subrequest"),
    ).toBeNull();
  });

  test("S3 a request id is passed on when it is one, and replaced otherwise", () => {
    const kept = ask({ "x-request-id": "abc-123" });
    expect([kept.headers.get("x-request-id"), forwarded(kept, "x-request-id")]).toEqual([
      "abc-123",
      "abc-123",
    ]);
    const replaced = ask({ "x-request-id": 'x" onload="1' }).headers.get("x-request-id");
    expect(replaced).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test("S4 a body over the limit is refused before a byte of it is read", () => {
  expect(ask({ "content-length": String(200 * 1024 * 1024) }).status).toBe(413);
  expect(ask({ "content-length": String(20 * 1024 * 1024) }).status).toBe(200);
});

test("the API does not pass the proxy, because Next would cut its uploads off", () => {
  const [matcher = ""] = proxyConfig.matcher;
  const pattern = new RegExp(`^${matcher}$`);
  expect(["/search", "/", "/p/flights"].map((path) => pattern.test(path))).toEqual([true, true, true]);
  expect(
    ["/api/v1/health", "/_next/static/a.js", "/schema/definitions.json"].some((path) => pattern.test(path)),
  ).toBe(false);
});
