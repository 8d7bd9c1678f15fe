import { expect, it } from "vitest";
import { CoverageBody } from "@/lib/contracts/datasets";
import { checkForm, type DatasetForm, EMPTY_FORM, fieldOf, joinOfForm } from "./request";

const FORM: DatasetForm = { ...EMPTY_FORM, features: ["g:f"], time: "at", name: "delays" };

it("names every field that is missing before anything is sent", () => {
  const paths = (form: Partial<DatasetForm>, hasFile = false) =>
    checkForm({ ...EMPTY_FORM, ...form }, hasFile, true).map((problem) => problem.path);
  expect(paths({})).toEqual(["features", "name", "time", "spine.upload"]);
  expect(paths({ ...FORM, spine: "grid" })).toEqual([
    "spine.source",
    "spine.grid.keys",
    "spine.grid.start",
    "spine.grid.end",
  ]);
  expect(paths({ ...FORM, gap: "7d", rate: "2" }, true)).toEqual(["sample.rate", "split.train_until"]);
  expect(checkForm({ ...FORM, name: "" }, true, false)).toEqual([]);
});

it("is a request that the API accepts, its times in UTC", () => {
  const grid = {
    ...FORM,
    spine: "grid" as const,
    source: "flights",
    keys: "origin, dest",
    start: "2026-01-01T00:00",
    end: "2026-07-01T00:00",
    trainUntil: "2026-05-01T00:00",
    rate: "0.5",
  };
  const body = CoverageBody.parse(joinOfForm(grid, null));
  expect(body.spine).toEqual({
    grid: {
      source: "flights",
      keys: ["origin", "dest"],
      start: "2026-01-01T00:00:00Z",
      end: "2026-07-01T00:00:00Z",
      every: "7d",
    },
  });
  expect(body.split).toMatchObject({ train_until: "2026-05-01T00:00:00Z", column: "split" });
  expect(body.sample).toMatchObject({ rate: 0.5, weight: "weight" });
});

it("declares a label that is counted, and asks for the rows of a commit", () => {
  const counted = {
    ...FORM,
    spine: "sql" as const,
    sql: "SELECT 1",
    labelKind: "counted" as const,
    label: "late_next_week",
    knowledge: "commit" as const,
    at: "3",
  };
  expect(checkForm(counted, false, true).map(({ path }) => path)).toEqual(["label.entity", "label.source"]);
  const whole = {
    ...counted,
    labelEntity: "airport",
    labelSource: "flights",
    labelWhere: "delay > 15",
    labelWindow: "7d",
  };
  const { label, knowledge, at } = CoverageBody.parse(joinOfForm(whole, null));
  expect([knowledge, at]).toEqual(["commit", "3"]);
  expect(label).toMatchObject({ name: "late_next_week", fn: "count", window: "7d", matures_after: null });
});

it("brings a problem of the server back to its field", () => {
  expect(fieldOf("groups.g.keys.origin")).toBe("spine");
  expect(fieldOf("body.split.gap")).toBe("split.gap");
  expect(fieldOf("label.matures_after")).toBe("label.matures_after");
  expect(fieldOf("spine.time")).toBe("time");
  expect(fieldOf("features.0")).toBe("features");
  expect(fieldOf("rows_max")).toBe("");
});
