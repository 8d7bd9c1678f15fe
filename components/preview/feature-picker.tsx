"use client";

import { memo, useDeferredValue, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { CheckboxInput } from "@/components/ui/choice";
import { EmptyState } from "@/components/ui/empty-state";
import { FieldError, fieldId } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { PreviewGroupOption, PreviewOptions } from "@/lib/contracts/preview-options";
import { parseFeatureRef } from "@/lib/core/model/ref";
import { formatCount, formatCounted } from "@/lib/format/number";

/** Searchable checkboxes, by group. A reference typed in full can be added too: that is how versions are pinned. */
export function FeaturePicker({
  options,
  chosen,
  onChange,
  error,
}: {
  options: PreviewOptions;
  /** References, in the order they were chosen. */
  chosen: readonly string[];
  onChange: (features: string[]) => void;
  error?: string;
}) {
  const [search, setSearch] = useState("");
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const groups = useMemo(() => matching(options.groups, wanted), [options.groups, wanted]);
  const listed = useMemo(
    () => new Set(options.groups.flatMap((group) => group.features.map((f) => `${group.name}:${f.name}`))),
    [options.groups],
  );
  const chosenSet = useMemo(() => new Set(chosen), [chosen]);
  const others = chosen.filter((ref) => !listed.has(ref));
  const typed = addableRef(search.trim(), listed, chosenSet);
  const set = (refs: readonly string[], on: boolean) => {
    const rest = chosen.filter((ref) => !refs.includes(ref));
    onChange(on ? [...rest, ...refs] : rest);
  };
  const listedCount = listed.size;
  return (
    <fieldset
      id={fieldId("features")}
      tabIndex={-1}
      className="flex min-w-0 flex-col gap-2 outline-none"
      aria-describedby={error ? "features-error" : undefined}
    >
      <legend className="sr-only">Features</legend>
      <div className="flex items-center justify-between gap-3">
        <span className="font-semibold" aria-hidden="true">
          Features
        </span>
        <span className="flex items-center gap-1 text-sm text-third" role="status">
          {formatCounted(chosen.length, "chosen", "chosen")}
          {chosen.length > 0 ? (
            <Button variant="ghost" size="small" onClick={() => onChange([])}>
              Clear
            </Button>
          ) : null}
        </span>
      </div>
      <Input
        type="search"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.metaKey || event.ctrlKey) return;
          event.preventDefault();
          if (typed) {
            set([typed], true);
            setSearch("");
          }
        }}
        placeholder="Find, or add group@v1:feature"
        aria-label="Find features"
        autoComplete="off"
        spellCheck={false}
      />
      {error ? <FieldError id="features-error" message={error} /> : null}
      {typed ? (
        <Button
          icon="plus"
          size="small"
          className="self-start"
          onClick={() => {
            set([typed], true);
            setSearch("");
          }}
        >
          Add <span className="mono">{typed}</span>
        </Button>
      ) : null}
      {others.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5" aria-label="Chosen by reference">
          {others.map((ref) => (
            <li key={ref} className="flex items-center rounded-chip border border-line-strong pl-2">
              <span className="mono">{ref}</span>
              <Button
                variant="ghost"
                size="small"
                icon="close"
                aria-label={`Remove ${ref}`}
                onClick={() => set([ref], false)}
              />
            </li>
          ))}
        </ul>
      ) : null}
      <div className="max-h-[min(46dvh,440px)] min-h-24 overflow-y-auto rounded-panel border border-line">
        {groups.map((group) => (
          <GroupChoices key={group.name} group={group} chosen={chosenSet} onSet={set} />
        ))}
        {groups.length === 0 ? <NothingListed search={search} isEmpty={options.groups.length === 0} /> : null}
      </div>
      {listedCount < options.featureCount ? (
        <p className="text-sm text-third">
          {formatCount(listedCount)} of {formatCount(options.featureCount)} features are listed; add the
          others by reference, or start from their group’s page.
        </p>
      ) : null}
      {options.notJoinable.length > 0 ? <NotJoinable groups={options.notJoinable} /> : null}
    </fieldset>
  );
}

const GroupChoices = memo(function GroupChoices({
  group,
  chosen,
  onSet,
}: {
  group: PreviewGroupOption;
  chosen: ReadonlySet<string>;
  onSet: (refs: readonly string[], on: boolean) => void;
}) {
  const refs = group.features.map((feature) => `${group.name}:${feature.name}`);
  const count = refs.filter((ref) => chosen.has(ref)).length;
  return (
    <fieldset className="min-w-0 border-line border-b last:border-b-0 [content-visibility:auto]">
      <legend className="sr-only">{group.name}</legend>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: CheckboxInput is the control */}
      <label className="flex items-center gap-2 bg-raised px-3 py-1.5">
        <CheckboxInput
          aria-label={`All features of ${group.name}`}
          checked={count > 0 && count === refs.length}
          ref={(input) => {
            if (input) input.indeterminate = count > 0 && count < refs.length;
          }}
          onChange={() => onSet(refs, count < refs.length)}
        />
        <span className="min-w-0 flex-1 truncate">
          <span className="mono font-medium">{group.name}</span>
          <span className="ml-2 text-sm text-third">
            v{group.version} · by {group.keys.join(", ")}
          </span>
        </span>
      </label>
      {group.features.map((feature, index) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: as above
        <label
          key={feature.name}
          className="flex items-center gap-2 py-1 pr-3 pl-8 hover:bg-hover"
          title={feature.description ?? undefined}
        >
          <CheckboxInput
            checked={chosen.has(refs[index] ?? "")}
            onChange={(event) => onSet([refs[index] ?? ""], event.currentTarget.checked)}
          />
          <span className="mono shrink-0">{feature.name}</span>
          <span className="min-w-0 flex-1 truncate text-sm text-third">{feature.description}</span>
          <span className="shrink-0 text-sm text-third">{feature.unit ?? feature.type}</span>
        </label>
      ))}
    </fieldset>
  );
});

function NothingListed({ search, isEmpty }: { search: string; isEmpty: boolean }) {
  return isEmpty ? (
    <div className="p-3">
      <EmptyState title="No features to join yet">
        Publish a feature group whose rows come from a source or a SELECT, then come back.
      </EmptyState>
    </div>
  ) : (
    <p className="px-3 py-4 text-second">No feature matches “{search}”.</p>
  );
}

function NotJoinable({ groups }: { groups: PreviewOptions["notJoinable"] }) {
  return (
    <details className="text-sm text-third">
      <summary className="w-fit rounded-chip hover:text-ink">
        {formatCounted(groups.length, "group is", "groups are")} not listed
      </summary>
      <ul className="mt-1 flex flex-col gap-0.5">
        {groups.map((group) => (
          <li key={group.name}>
            <span className="mono">{group.name}</span>: {group.reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

function matching(groups: readonly PreviewGroupOption[], text: string): readonly PreviewGroupOption[] {
  if (text === "") return groups;
  const [groupPart, featurePart] = text.includes(":") ? text.split(":") : [null, text];
  return groups.flatMap((group) => {
    if (groupPart !== null && !group.name.includes(groupPart ?? "")) return [];
    if (groupPart === null && group.name.includes(text)) return [group];
    const features = group.features.filter(
      ({ name, description }) =>
        name.includes(featurePart ?? "") || (description ?? "").toLowerCase().includes(featurePart ?? ""),
    );
    return features.length > 0 ? [{ ...group, features }] : [];
  });
}

/** A reference typed in full that no checkbox stands for. */
function addableRef(text: string, listed: ReadonlySet<string>, chosen: ReadonlySet<string>): string | null {
  return parseFeatureRef(text) && !listed.has(text) && !chosen.has(text) ? text : null;
}
