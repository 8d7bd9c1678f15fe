import { formatFeatureRef } from "@/lib/core/model/ref";

/** A feature's reference as people type it: `group:feature`, or `group@v2:feature` for a pinned version. */
export function featureRefText(group: string, feature: string, version: number | null = null): string {
  return formatFeatureRef({ project: null, group, version, feature });
}

/** `v3`. */
export function versionText(version: number): string {
  return `v${version}`;
}

/** Up to two letters that stand for a person or team: `Ada Lovelace` → `AL`, `ops_analytics` → `OA`. */
export function initials(name: string): string {
  const words = name.split(/[\s_.@-]+/).filter(Boolean);
  const [first = "", second = ""] = words;
  const letters = second ? `${[...first][0]}${[...second][0]}` : [...first].slice(0, 2).join("");
  return letters.toUpperCase();
}
