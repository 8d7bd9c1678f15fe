import { describe, expect, it } from "vitest";
import { PreviewFeature } from "@/lib/contracts/preview";
import {
  featuresOfRoles,
  plainRole,
  type Role,
  roleProblem,
  rolesFromText,
  rolesOf,
  rolesToText,
  saidRoles,
} from "./roles";

const FEATURES = ["load:delay", "load:late", "load@v1:*", "profile:city"];
const arrival: Role = { ...plainRole("load"), as: "arrival", keys: { origin: "destination" } };

describe("the roles of a preview", () => {
  it("are one plain role for each group and version of which nothing is said", () => {
    expect(rolesOf(FEATURES, []).map((role) => role.group)).toEqual(["load", "load@v1", "profile"]);
    expect(saidRoles(FEATURES, [plainRole("load")])).toEqual([]);
  });

  it("keep what is said of groups that are chosen, and forget the others", () => {
    expect(rolesOf(FEATURES, [arrival, plainRole("gone")])[0]).toBe(arrival);
    expect(saidRoles(["profile:city"], [arrival])).toEqual([]);
  });

  it("ask for references where nothing is said, and for each role of the others with its own features", () => {
    const roles = [plainRole("load"), arrival, { ...plainRole("load@v1"), as: "old", strict: true }];
    const asked = featuresOfRoles(FEATURES, roles);
    expect(asked).toEqual([
      "profile:city",
      { group: "load", features: ["delay", "late"] },
      { group: "load", as: "arrival", keys: { origin: "destination" }, features: ["delay", "late"] },
      { group: "load@v1", as: "old", strict: true },
    ]);
    for (const one of asked) expect(PreviewFeature.safeParse(one).error).toBeUndefined();
    expect(featuresOfRoles(FEATURES, [])).toEqual(FEATURES);
  });

  it.each([
    [[arrival], null],
    [[plainRole("load"), arrival], null],
    [[plainRole("load"), plainRole("load")], /called load/],
    [[plainRole("load"), plainRole("load@v1")], /called load/],
    [[{ ...arrival, as: "Arrival!" }], /A name holds/],
  ])("need names of their own: %j", (roles, problem) => {
    const [last = null] = roles.slice(-1).map((role) => roleProblem(role, roles));
    if (problem === null) expect(last).toBeNull();
    else expect(last).toMatch(problem);
  });

  it.each([
    [[arrival]],
    [[plainRole("load"), { ...arrival, strict: true, nulls: "latest_non_null" as const }]],
    [[{ ...arrival, group: "load@v12", keys: { origin: 'to, or; from="ü"' } }]],
  ])("survive the address: %j", (roles) => {
    expect(rolesFromText(rolesToText(roles))).toEqual(roles);
  });

  it("leave out what an address says and nobody understands", () => {
    expect(rolesFromText("load,as=%E0%A4%A,nulls=maybe,what=x,key.origin=;;not a group,strict")).toEqual([
      plainRole("load"),
    ]);
  });
});
