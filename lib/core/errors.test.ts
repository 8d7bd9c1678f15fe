import { expect, test, vi } from "vitest";
import { AppError, invalid } from "./errors";

test("an error of another copy of this module is known for what it is", async () => {
  vi.resetModules();
  const other = await import("./errors");
  expect(other.AppError).not.toBe(AppError);
  const error: unknown = new other.AppError("CANCELLED", "The run was stopped.");
  expect(error).toBeInstanceOf(AppError);
  expect(error).toBeInstanceOf(Error);
  expect(error instanceof AppError && error.code).toBe("CANCELLED");
});

test.each([null, undefined, "AppError", {}, new Error("AppError"), { code: "INVALID" }])(
  "%j is none of ours",
  (value) => {
    expect(value instanceof AppError).toBe(false);
  },
);

test("what is wrong with several fields names the first and counts the others", () => {
  const error = invalid([
    { path: "name", message: "is missing" },
    { path: "age", message: "is negative" },
  ]);
  expect(error.message).toBe("name: is missing (and 1 more)");
  expect(error.problems).toHaveLength(2);
});
