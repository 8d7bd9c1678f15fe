import { describe, expect, it } from "vitest";
import { groupTabs } from "./group-header";

describe("the tabs of a group", () => {
  const head = { project: "p", name: "g", versionCount: 3, isPreviewable: true, hasData: false };
  const labels = (isPreviewable: boolean, at: string | null) =>
    groupTabs({ ...head, isPreviewable }, at).map((tab) => tab.label);

  it("hold a preview only where features can be joined, and never in the past", () => {
    expect(labels(true, null)).toContain("Preview");
    expect(labels(false, null)).not.toContain("Preview");
    expect(labels(true, "2026-01-01T00:00:00.000Z")).not.toContain("Preview");
  });

  it("hold data only where there are rows of its own, or some may be written", () => {
    const withData = (hasData: boolean) => groupTabs({ ...head, hasData }, null).map((tab) => tab.label);
    expect(withData(true)).toContain("Data");
    expect(withData(false)).not.toContain("Data");
  });

  it("stay at the moment that the page shows", () => {
    for (const tab of groupTabs(head, "2026-01-01T00:00:00.000Z"))
      expect(tab.href).toContain("?at=2026-01-01");
  });
});
