import { describe, expect, it } from "vitest";
import { OPERATIONS } from "@/lib/contracts/api/operations";
import { loadRoutes } from "./test-api";

const routes = await loadRoutes();
const described = OPERATIONS.map(({ method, path }) => `${method} ${path}`);

describe("R23: the routes and their description", () => {
  it("are the same: no route is left out, none is made up", () => {
    expect(new Set(described).size).toBe(described.length);
    const paths = [...new Set(OPERATIONS.map((each) => each.path))].sort();
    expect(routes.map((each) => each.path).sort()).toEqual(paths);
  });

  it("every method that an address does not have is refused with 405 and what it takes", async () => {
    for (const { path, handlers } of routes) {
      const methods = described
        .filter((line) => line.endsWith(` ${path}`))
        .map((line) => line.split(" ")[0] ?? "");
      const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].sort().join(", ");
      for (const [method, handler] of Object.entries(handlers)) {
        if (methods.includes(method)) continue;
        const request = new Request(`http://localhost/api/v1${path}`, {
          method,
          headers: { "x-request-id": "r" },
        });
        const response = await handler(request, { params: Promise.resolve({}) });
        expect([response.status, response.headers.get("allow")], `${method} ${path}`).toEqual([405, allow]);
        expect(await response.json()).toMatchObject({ status: 405, code: "INVALID", request_id: "r" });
      }
      const missing = ["GET", "PUT", "POST", "PATCH", "DELETE"].filter((method) => !(method in handlers));
      expect(missing, path).toEqual([]);
    }
  });
});
