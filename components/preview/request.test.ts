import { describe, expect, it } from "vitest";
import { PreviewBody } from "@/lib/contracts/preview";
import type { PreviewOptions } from "@/lib/contracts/preview-options";
import { bodyOfForm, checkForm, formFromQuery, formToQuery, keysNeeded, problemOfField } from "./request";

const feature = (name: string) => ({ name, type: "int64", unit: null, description: null });
const options: PreviewOptions = {
  groups: [
    {
      name: "departures",
      version: 3,
      entity: "airport",
      keys: ["origin"],
      source: "flights",
      features: [feature("delay"), feature("late")],
    },
    {
      name: "routes",
      version: 1,
      entity: "route",
      keys: ["origin", "destination"],
      source: "flights",
      features: [feature("distance")],
    },
    {
      name: "states",
      version: 1,
      entity: "state",
      keys: ["state"],
      source: "register",
      features: [feature("nation")],
    },
  ],
  sources: [
    {
      name: "flights",
      eventTime: "departed_at",
      columns: ["departed_at", "origin", "destination"].map((name) => ({ name, type: "string" })),
    },
    { name: "register", eventTime: null, columns: [{ name: "state", type: "string" }] },
  ],
  notJoinable: [],
  featureCount: 4,
};

const form = (query: string) => formFromQuery(new URLSearchParams(query), options);

describe("the address of a preview", () => {
  it("prefills the features it names, and draws from the source of their group", () => {
    expect(form("features=states:nation")).toMatchObject({
      features: ["states:nation"],
      source: "register",
      time: "",
      sample: "1000",
    });
  });

  it("takes all features of a group with *", () => {
    expect(form("features=departures:*").features).toEqual(["departures:delay", "departures:late"]);
  });

  it("keeps references it does not know, versions included, for the server to judge", () => {
    expect(form("features=departures@v1:*,gone:x").features).toEqual(["departures@v1:*", "gone:x"]);
  });

  it.each([
    "",
    "features=departures:delay",
    "features=departures:delay,routes:distance&source=register&sample=50&seed=7&time=state&shown=10000",
    "features=departures:delay&spine=paste&time=at&timezone=Asia/Jakarta",
    "features=departures:delay&knowledge=known&roles=departures;departures,as=arrival,key.origin=destination,strict",
  ])("gives the same form again when it is read back: %s", (query) => {
    const first = form(query);
    expect(formFromQuery(formToQuery(first, options), options)).toEqual(first);
  });

  it("says nothing where the form has its defaults", () => {
    expect(formToQuery(form("features=departures:delay"), options).toString()).toBe(
      "features=departures%3Adelay",
    );
  });
});

describe("the request of a form", () => {
  it("is accepted by the contract", () => {
    for (const query of ["features=departures:delay", "features=departures:delay&spine=paste&time=at"]) {
      expect(PreviewBody.safeParse(bodyOfForm(form(query))).error).toBeUndefined();
    }
  });

  it("leaves the zone to the source when rows are drawn from one", () => {
    expect(
      bodyOfForm({ ...form("features=departures:delay"), timezone: "Asia/Jakarta" }).timezone,
    ).toBeNull();
  });
});

describe("pit rule 23: a group in two roles", () => {
  const twice = form(
    "features=departures:delay&roles=departures;departures,as=arrival,key.origin=destination",
  );

  it("is asked for once for each", () => {
    expect(bodyOfForm(twice).features).toEqual([
      { group: "departures", features: ["delay"] },
      { group: "departures", as: "arrival", keys: { origin: "destination" }, features: ["delay"] },
    ]);
    expect(PreviewBody.safeParse(bodyOfForm(twice)).error).toBeUndefined();
  });

  it("needs the spine columns of both", () => {
    expect(keysNeeded(twice, options)).toEqual(["origin", "destination"]);
  });

  it("needs two names", () => {
    const same = form("features=departures:delay&roles=departures;departures,key.origin=destination");
    expect(checkForm(same, options, null).map(({ path }) => path)).toEqual(["roles.0.as", "roles.1.as"]);
  });
});

describe("pit rule 9: what was known then", () => {
  it("is part of the request and of the address", () => {
    const known = form("features=departures:delay&knowledge=known");
    expect(bodyOfForm(known).knowledge).toBe("known");
    expect(formToQuery(known, options).get("knowledge")).toBe("known");
  });
});

describe("what is wrong with a form before anybody is asked", () => {
  it("names the missing join keys of a source", () => {
    const wrong = form("features=states:nation,routes:distance&source=flights&time=departed_at");
    expect(keysNeeded(wrong, options)).toEqual(["state", "origin", "destination"]);
    expect(checkForm(wrong, options, null)).toEqual([
      {
        path: "spine.source",
        message: "flights has no column state, which the chosen features are joined by.",
      },
    ]);
  });

  it.each([
    ["sample=0", "spine.sample"],
    ["sample=100001", "spine.sample"],
    ["sample=1e3", "spine.sample"],
    ["seed=-1", "spine.seed"],
    ["time=", "time"],
    ["features=", "features"],
    ["spine=paste&time=at", "spine.csv"],
    ["spine=upload&time=at", "spine.file"],
  ])("names the field: %s", (query, path) => {
    const params = new URLSearchParams("features=departures:delay");
    for (const [name, value] of new URLSearchParams(query)) params.set(name, value);
    const problems = checkForm(formFromQuery(params, options), options, null);
    expect(problems.map((problem) => problem.path)).toEqual([path]);
  });

  it("tells an empty file apart from a missing one", () => {
    const upload = { ...form("features=departures:delay&spine=upload"), time: "" };
    const problems = checkForm(upload, options, new Blob([]));
    expect(problems.map((problem) => [problem.path, problem.message])).toEqual([
      ["spine.file", "The CSV is empty: it needs a header row and at least one row."],
    ]);
  });

  it("finds nothing wrong with the defaults of a linked feature", () => {
    expect(checkForm(form("features=departures:delay"), options, null)).toEqual([]);
  });
});

describe("what the server found wrong", () => {
  it.each([
    ["features.0", "features"],
    ["groups.departures.features.gone", "features"],
    ["groups.departures", "features"],
    ["groups.departures.created_time", "knowledge"],
    ["groups.departures.keys.origin", "spine.csv"],
    ["spine.time", "time"],
    ["time", "time"],
    ["spine.timezone", "timezone"],
    ["spine", "spine.csv"],
    ["spine.origin", "spine.csv"],
    ["csv", "spine.csv"],
    ["rows_max", ""],
  ])("%s stands beside the field %s", (path, field) => {
    expect(problemOfField({ path, message: "is wrong" }, "paste").path).toBe(field);
  });

  it("says which row or line of the CSV it is about, once", () => {
    const uneven = { path: "spine", message: "row 2 has 3 fields", expected: "2 fields", line: 3 };
    expect(problemOfField(uneven, "upload")).toEqual({
      path: "spine.file",
      message: "Row 2 has 3 fields",
      expected: "2 fields",
    });
    const nul = { path: "spine", message: "holds a NUL character", line: 7 };
    expect(problemOfField(nul, "paste").message).toBe("Line 7: the CSV holds a NUL character");
  });

  it.each([
    ["spine", "is empty", "The CSV is empty"],
    ["spine.origin", "appears twice", "“origin” appears twice"],
    ["spine.timezone", "must be a zone", "The time zone must be a zone"],
    ["groups.departures", "is asked for twice", "“departures” is asked for twice"],
    ["features.0", "is not a reference", "The reference is not a reference"],
    ["spine.time", "the spine has no column at", "The spine has no column at"],
    ["groups.departures.features.gone", "departures has no feature gone", "departures has no feature gone"],
  ])("%s: %s is a whole sentence", (path, message, sentence) => {
    expect(problemOfField({ path, message }, "paste").message).toBe(sentence);
  });
});
