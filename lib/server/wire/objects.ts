import "server-only";
import type { z } from "zod";
import type {
  EntityItem,
  FeatureDetailItem,
  FeatureItem,
  GroupItem,
  ServiceItem,
  SourceItem,
} from "@/lib/contracts/api/objects";
import type { EntityDefinition, Lifecycle, SourceDefinition } from "@/lib/core/model/definitions";
import type { getFeatureService } from "@/lib/services/feature-services/get";
import type { FeatureDetail } from "@/lib/services/features/get";
import type { GroupDetail } from "@/lib/services/groups/get";
import type { FeatureView } from "@/lib/store/group-views";
import type { ObjectView } from "@/lib/store/object-views";
import { instantOrNull, instantText } from "./instant";

export function entityWire(entity: ObjectView<EntityDefinition>): z.input<typeof EntityItem> {
  return { kind: "entity", ...registeredWire(entity) };
}

export function sourceWire(source: ObjectView<SourceDefinition>): z.input<typeof SourceItem> {
  return { kind: "source", ...registeredWire(source) };
}

function registeredWire(view: Omit<ObjectView<object>, "document"> & { document: object }) {
  return {
    id: view.id,
    name: view.name,
    description: view.description,
    owner: view.owner?.name ?? null,
    tags: view.tags,
    definition: { ...view.document },
    created_at: instantText(view.createdAt),
    changed_at: instantText(view.validFrom),
    retired_at: instantOrNull(view.retiredAt),
  };
}

export function featureWire(feature: FeatureView): z.input<typeof FeatureItem> {
  return {
    id: feature.id,
    name: feature.name,
    type: feature.type,
    nullable: feature.nullable,
    computed: feature.computation,
    description: feature.description,
    tags: feature.tags,
    details: feature.details,
  };
}

export function groupWire({ group, latest }: GroupDetail): z.input<typeof GroupItem> {
  const { state, at, by, note } = group.lifecycle;
  return {
    kind: "feature_group",
    id: group.id,
    name: group.name,
    description: group.description,
    owner: group.owner?.name ?? null,
    tags: group.tags,
    definition: { ...group.document },
    created_at: instantText(group.createdAt),
    entity: {
      name: group.entity.name,
      join_keys: group.entity.joinKeys.map(({ name, type }) => ({ name, type })),
    },
    lifecycle: { state, at: instantText(at), by, note },
    latest_version: group.latestVersion,
    features: latest.features.map(featureWire),
  };
}

export function featureDetailWire(detail: FeatureDetail): z.input<typeof FeatureDetailItem> {
  return {
    ...featureWire(detail.feature),
    group: detail.group.name,
    shown_version: detail.shownVersion,
    dropped_version: detail.droppedVersion,
    versions: detail.versions.map(({ number, level, name, type, nullable, createdBy, createdAt }) => ({
      version: number,
      // Safe: the column holds these two words.
      level: level as "breaking" | "minor",
      name,
      type,
      nullable,
      created_by: createdBy,
      created_at: instantText(createdAt),
    })),
  };
}

export function serviceWire(
  service: Awaited<ReturnType<typeof getFeatureService>>,
): z.input<typeof ServiceItem> {
  const { state, at, by } = service.lifecycle;
  return {
    kind: "feature_service",
    ...registeredWire(service),
    // Safe: the column holds a checked document's word.
    lifecycle: { state: state as Lifecycle, at: instantText(at), by },
    pins: service.pins.map((pin) => ({
      project: pin.project,
      group: pin.group,
      version: pin.version,
      as: pin.as,
      keys: pin.keys,
      features: pin.features,
      latest_version: pin.latestVersion,
      lifecycle: pin.lifecycle,
      behind: pin.behind,
    })),
    consumers: service.consumers.map(({ id, name, type, owner }) => ({ id, name, type, owner })),
  };
}
