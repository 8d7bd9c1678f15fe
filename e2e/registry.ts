import { expect } from "@playwright/test";

/** A definition file as the API takes it. */
export interface DefinitionFile {
  path: string;
  text: string;
}

/** A call of the API with the demo admin's token, or another one. */
export async function callApi(path: string, init: RequestInit = {}, token?: string): Promise<Response> {
  const { ASOF_E2E_URL: url, ASOF_E2E_TOKEN: own } = process.env;
  return await fetch(`${url}/api/v1${path}`, {
    ...init,
    headers: {
      authorization: `Bearer ${token ?? own}`,
      ...(init.body ? { "content-type": "application/json" } : {}),
    },
  });
}

/** Makes a project, or brings it to these files; the same files again change nothing. */
export async function applyProject(project: string, files: readonly DefinitionFile[], message: string) {
  const declared = { path: "asof.yaml", text: `kind: project\nname: ${project}\n` };
  const response = await callApi(`/projects/${project}/apply`, {
    method: "POST",
    body: JSON.stringify({ files: [declared, ...files], message }),
  });
  expect(response.status, await response.text()).toBe(200);
}

/** Ends names that only one test uses: letters and digits, so that any kind of object may bear them. */
export function mark(): string {
  return Math.random().toString(36).slice(2, 8);
}

/** A project that only one test uses. It sorts after the demo's `flights`, which stays the one that pages without one show. */
export function ownProject(): string {
  return `sea_${mark()}`;
}

/** A project that more than one page of every list is needed for. */
export const CROWD = "harbour_crowd";
export const CROWD_SIZE = 52;

export async function applyCrowd(): Promise<void> {
  const text = Array.from({ length: CROWD_SIZE }, (_, index) => berth(String(index).padStart(2, "0")));
  await applyProject(
    CROWD,
    [{ path: "berths.yaml", text: text.join("---\n") }],
    "Every berth of the harbour",
  );
}

function berth(number: string): string {
  return `kind: entity
name: berth_${number}
description: Where one ship lies
join_keys: [{name: berth, type: string}]
---
kind: source
name: calls_${number}
type: push
event_time: at
columns: [{name: berth, type: string}, {name: at, type: timestamp}, {name: hours, type: float64}]
---
kind: feature_group
name: stays_${number}
entity: berth_${number}
source: calls_${number}
event_time: at
features: [{name: hours_${number}, type: float64, column: hours}]
---
kind: feature_service
name: plan_${number}
features: ["stays_${number}@v1:*"]
consumers: [{name: board_${number}, type: dashboard, uses: serving, reads: all}]
`;
}
