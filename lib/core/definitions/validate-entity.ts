import type { EntityDefinition } from "../model/definitions";
import { parseFeatureRef } from "../model/ref";
import { parseValueType } from "../model/value-type";
import type { Report } from "./problem";
import type { Resolver } from "./resolve";
import { didYouMean } from "./suggest";

const KEY_KINDS = /^(bool|int8|int16|int32|int64|decimal|string|bytes|date|timestamp|timestamp_ntz)$/;

/** An entity: its keys, and the feature that names its parent. */
export function checkEntity(entity: EntityDefinition, resolver: Resolver, report: Report) {
  const seen = new Set<string>();
  for (const [index, key] of entity.join_keys.entries()) {
    if (seen.has(key.name))
      report(
        ["join_keys", index, "name"],
        `The join key ${key.name} stands here twice.`,
        "each join key once",
      );
    seen.add(key.name);
    if (!KEY_KINDS.test(parseValueType(key.type)?.kind ?? "")) {
      report(
        ["join_keys", index, "type"],
        `Values of type ${key.type} cannot be compared exactly.`,
        "a key type: integers, string, bool, decimal, bytes, date or timestamp",
      );
    }
  }
  checkParent(entity, resolver, report);
}

function checkParent(entity: EntityDefinition, resolver: Resolver, report: Report) {
  const { set } = resolver;
  const ref = entity.parent && parseFeatureRef(entity.parent.from);
  const group = ref && set.groups.get(ref.group);
  const parent = entity.parent && set.entities.get(entity.parent.entity);
  if (!entity.parent || !ref || !group) return;
  const path = ["parent", "from"];
  if (group.entity !== entity.name) {
    report(
      path,
      `${group.name} describes ${group.entity}, not ${entity.name}.`,
      `a feature of a group of ${entity.name}`,
    );
    return;
  }
  const features = resolver.features(group.name);
  const feature = features.find(
    ({ name, aliases }) => name === ref.feature || aliases.includes(ref.feature ?? ""),
  );
  if (!feature) {
    const names = features.map(({ name }) => name);
    report(
      path,
      `${group.name} has no feature ${ref.feature}.${didYouMean(ref.feature ?? "", names)}`,
      `one of ${names.join(", ")}`,
    );
    return;
  }
  const [key, ...more] = parent?.join_keys ?? [];
  if (!key) return;
  if (more.length > 0) {
    report(
      ["parent", "entity"],
      `${entity.parent.entity} has ${more.length + 1} join keys, but one feature names one.`,
      "a parent with one join key",
    );
  } else if (feature.type !== null && feature.type !== key.type) {
    report(
      path,
      `${feature.name} is ${feature.type}, the key ${key.name} of ${entity.parent.entity} is ${key.type}.`,
      `a feature of type ${key.type}`,
    );
  }
}
