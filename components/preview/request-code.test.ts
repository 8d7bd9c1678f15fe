import { describe, expect, it } from "vitest";
import { PreviewBody } from "@/lib/contracts/preview";
import { previewSnippets, type WrittenRequest, writtenRequest } from "./request-code";

const URL = "http://localhost:3000/api/v1/projects/flights/preview";
const SAMPLE: WrittenRequest = {
  features: ["departures:delay", "routes@v2:distance"],
  spine: { source: "flights", sample: 1000 },
  time: "departed_at",
};

function snippet(language: string, request: WrittenRequest = SAMPLE): string {
  const found = previewSnippets("http://localhost:3000", "flights", request).find(
    (one) => one.language === language,
  );
  if (!found) throw new Error(`no ${language}`);
  return found.code;
}

/** The text from one mark to another, both left out. */
function between(text: string, from: string, to: string): string {
  const start = text.indexOf(from) + from.length;
  return text.slice(start, text.indexOf(to, start));
}

describe("the code of a preview", () => {
  it("sends in every language what the contract accepts, to the address of the API", () => {
    const sent = [
      between(snippet("curl"), "-d '", "'"),
      between(snippet("python"), "json.dumps(", ").encode()"),
      between(snippet("typescript"), "JSON.stringify(", "),\n});"),
    ];
    for (const text of sent) {
      expect(JSON.parse(text)).toEqual(SAMPLE);
      expect(PreviewBody.safeParse(JSON.parse(text)).error).toBeUndefined();
    }
    for (const language of ["curl", "python", "typescript"]) expect(snippet(language)).toContain(URL);
  });

  it("holds no token, only the name of the variable that does", () => {
    expect(snippet("curl")).toContain("Bearer $ASOF_TOKEN");
    expect(snippet("python")).toContain("os.environ['ASOF_TOKEN']");
    expect(snippet("typescript")).toContain("process.env.ASOF_TOKEN");
  });

  it("reads a CSV spine from a file", () => {
    const request: WrittenRequest = { ...SAMPLE, spine: { csv: "" }, timezone: "Asia/Jakarta" };
    expect(snippet("curl", request)).toContain("jq -n --rawfile csv spine.csv");
    expect(snippet("python", request)).toContain('"csv": open("spine.csv", encoding="utf-8").read()');
    expect(snippet("typescript", request)).toContain('"csv": await readFile("spine.csv", "utf8")');
    expect(snippet("typescript", request)).toContain('import { readFile } from "node:fs/promises"');
  });

  it("cannot be broken out of by a quote in a name", () => {
    const code = snippet("curl", { ...SAMPLE, time: "it's" });
    expect(code).toContain(`"time": "it'\\''s"`);
  });

  it("says roles and rules in the language's own words", () => {
    const request: WrittenRequest = {
      ...SAMPLE,
      features: [{ group: "departures", as: "arrival", keys: { origin: "destination" }, strict: true }],
      knowledge: "known",
    };
    expect(snippet("python", request)).toContain('"strict": True');
    expect(JSON.parse(between(snippet("curl", request), "-d '", "'"))).toEqual(request);
    expect(PreviewBody.safeParse(request).error).toBeUndefined();
  });

  it("leaves defaults out", () => {
    const body = PreviewBody.parse({ ...SAMPLE, spine: { source: "flights", sample: 50, seed: 7 } });
    expect(writtenRequest(body)).toEqual({
      features: SAMPLE.features,
      spine: { source: "flights", sample: 50, seed: 7 },
      time: "departed_at",
    });
    const said = { ...body, timezone: "UTC", rows_max: 10_000, knowledge: "known" as const };
    expect(writtenRequest(said)).toMatchObject({
      timezone: "UTC",
      knowledge: "known",
      rows_max: 10_000,
    });
  });
});
