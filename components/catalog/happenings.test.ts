import { expect, test } from "vitest";
import { type ActivityEntry, happenings, sentenceText } from "./happenings";

let seq = 100;
function entry(given: Partial<ActivityEntry>): ActivityEntry {
  seq -= 1;
  return {
    seq: String(seq),
    changeId: "1",
    at: "2026-11-14T18:45:00.000Z",
    actorKind: "person",
    actorId: "p1",
    actorName: "Mira Novak",
    action: "entity:create",
    project: "flights",
    targetKind: "entity",
    targetId: "t1",
    targetName: "airport",
    details: {},
    ...given,
  };
}

const said = (entries: ActivityEntry[]) =>
  happenings(entries).map((one) => `${one.actor.name} ${sentenceText(one.sentence)}`);

test("a new version is told with its number, its page and the reason", () => {
  const [one] = happenings([
    entry({
      action: "feature_group:new_version",
      targetKind: "feature_group",
      targetName: "airport_departures",
      details: { version: 3, message: "20 minutes count as late" },
    }),
  ]);
  expect(sentenceText(one?.sentence ?? [])).toBe("published feature group airport_departures v3");
  expect(one?.sentence).toContainEqual({
    name: "airport_departures",
    href: "/p/flights/groups/airport_departures",
    mono: true,
  });
  expect(one?.message).toBe("20 minutes count as late");
  expect(one?.actor).toEqual({ name: "Mira Novak", href: "/people/p1" });
});

test("what was written together is one happening, named while it is little and counted when it is much", () => {
  const many = ["airport", "state", "nation", "route"].map((targetName) => entry({ targetName }));
  const source = entry({ action: "source:create", targetKind: "source", targetName: "flights" });
  expect(said([entry({ changeId: "2", targetName: "route" }), source, ...many])).toEqual([
    "Mira Novak added entity route",
    "Mira Novak added 4 entities and 1 source",
  ]);
});

test("different deeds of one change stand in one sentence, in the order they were done", () => {
  expect(
    said([
      entry({ action: "entity:retire", targetName: "route" }),
      entry({ action: "entity:update", targetName: "airport" }),
    ]),
  ).toEqual(["Mira Novak changed entity airport; retired entity route"]);
});

test("lifecycle, membership and roles are told in words", () => {
  expect(
    said([
      entry({
        changeId: "4",
        action: "group:set-lifecycle",
        targetKind: "group",
        targetName: "airport_load",
        details: { from: "active", to: "deprecated", note: "use airport_load_2" },
      }),
      entry({
        changeId: "3",
        action: "team:add_member",
        targetKind: "team",
        targetName: "ops",
        details: { email: "a@example.org" },
      }),
      entry({
        changeId: "2",
        action: "role:set",
        targetKind: "person",
        targetName: "Jo",
        details: { before: null, after: "steward" },
      }),
    ]),
  ).toEqual([
    "Mira Novak moved from active to deprecated: feature group airport_load",
    "Mira Novak added a@example.org to team ops",
    "Mira Novak gave the role steward to Jo",
  ]);
});

test("a deed without words of its own is still told, and what has no page has no link", () => {
  const [one] = happenings([
    entry({
      actorKind: "system",
      action: "odd_thing:do_something",
      targetKind: "odd_thing",
      targetName: "x",
    }),
  ]);
  expect(one?.actor).toEqual({ name: "Asof" });
  expect(sentenceText(one?.sentence ?? [])).toBe("do something x");
  expect(one?.sentence).toContainEqual({ name: "x", href: undefined, mono: true });
});
