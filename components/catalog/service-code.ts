import type { CodeSnippet } from "@/components/code/code-block";
import { previewSnippets } from "@/components/preview/request-code";
import { formatFeatureRef } from "@/lib/core/model/ref";
import type { PinView } from "./service-tables";

/** Code that reads a service in the ways that work today: the preview of the API, and the command line. */
export function serviceSnippets({
  publicUrl,
  project,
  service,
  pins,
  now,
}: {
  publicUrl: string;
  project: string;
  service: string;
  /** Those of the service that a preview joins; with none of them there is only the command line. */
  pins: readonly PinView[];
  /** RFC 3339; the time of the example row. */
  now: string;
}): CodeSnippet[] {
  const at = `${now.slice(0, 16)}:00Z`;
  const request = {
    features: featureRefs(pins),
    spine: { columns: { ...exampleKeys(pins, at), at: [at] } },
    time: "at",
  };
  return [
    ...(pins.length > 0 ? previewSnippets(publicUrl, project, request) : []),
    { language: "cli", code: `asof --server ${publicUrl} --project ${project} show service ${service}` },
  ];
}

/** Whether a preview joins the pin: windows and rollups are shown, and not yet run. */
export function isJoined({ computation }: PinView): boolean {
  return computation === "source" || computation === "transform";
}

/** What the pins stand for, as references; an alias or a key map is not part of a reference. */
function featureRefs(pins: readonly PinView[]): string[] {
  const refs = pins.flatMap(({ project, group, version, features }) =>
    (features ?? [null]).map((feature) => formatFeatureRef({ project, group, version, feature })),
  );
  return [...new Set(refs)];
}

/** One row of keys to start from, typed like the entities' join keys. */
function exampleKeys(pins: readonly PinView[], at: string): Record<string, unknown[]> {
  const keys = pins.flatMap((pin) => pin.joinKeys);
  return Object.fromEntries(keys.map(({ name, type }) => [name, [exampleValue(type, at)]]));
}

function exampleValue(type: string, at: string): unknown {
  if (/^(int|float|decimal)/.test(type)) return 1;
  if (type === "bool") return true;
  if (type === "date") return at.slice(0, 10);
  return /^timestamp/.test(type) ? at : "ATL";
}
