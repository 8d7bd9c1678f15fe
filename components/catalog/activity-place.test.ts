import { expect, test } from "vitest";
import { activityPaging, activityPlace } from "./activity-place";

test.each([
  [{}, null],
  [{ before: "41" }, { before: "41" }],
  [{ after: "41" }, { after: "41" }],
  [{ before: "41", after: "7" }, { before: "41" }],
  [{ before: "x", after: "7" }, { after: "7" }],
  [{ before: ["41", "42"] }, null],
  [{ after: "9999999999999999999" }, null],
])("an address %j asks for %j", (search, place) => {
  expect(activityPlace(search)).toEqual(place);
});

test("both directions stay at the moment that the page shows; where nothing is, no address leads", () => {
  const at = "2026-11-21T12:00:00.000Z";
  expect(activityPaging("/p/flights/activity", { previous: "9", next: "7" }, at)).toEqual({
    previous: "/p/flights/activity?after=9&at=2026-11-21T12%3A00%3A00.000Z",
    next: "/p/flights/activity?before=7&at=2026-11-21T12%3A00%3A00.000Z",
  });
  expect(activityPaging("/p/flights/activity", { previous: null, next: null }, null)).toEqual({
    previous: null,
    next: null,
  });
});
