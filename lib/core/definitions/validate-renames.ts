import type { FeatureGroupDefinition } from "../model/definitions";
import type { Report } from "./problem";
import type { GroupVersions } from "./registered";
import { didYouMean } from "./suggest";

/**
 * `renamed_from` names a feature of the latest version that the new one drops. A rename that has been applied
 * already stays in the file without harm; for a group that is not registered yet there is nothing to check.
 */
export function checkRenameTargets(group: FeatureGroupDefinition, { before }: GroupVersions, report: Report) {
  if (before === null) return;
  const earlier = new Set(before.features);
  const after = new Set(group.features.map(({ name }) => name));
  for (const [index, { name, renamed_from }] of group.features.entries()) {
    if (renamed_from === null) continue;
    const isOld = before.document.features.some(
      (feature) => feature.name === name && feature.renamed_from === renamed_from,
    );
    if (isOld && earlier.has(name)) continue;
    const path = ["features", index, "renamed_from"];
    if (!earlier.has(renamed_from)) {
      report(
        path,
        `${group.name} has no feature ${renamed_from} that could be renamed.${didYouMean(renamed_from, earlier)}`,
        `one of ${[...earlier].join(", ")}`,
      );
    } else if (earlier.has(name)) {
      report(path, `${name} exists already, so ${renamed_from} cannot become it.`, "a new name");
    } else if (after.has(renamed_from)) {
      report(path, `${renamed_from} is still a feature of the group.`, "one name: the old or the new one");
    }
  }
}
