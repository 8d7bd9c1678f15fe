import Form from "next/form";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/input";
import { LinkButton } from "@/components/ui/link-button";

export interface HistoryQuery {
  keys: Readonly<Record<string, string>>;
  since: string;
  until: string;
  as_of: string;
  version: string;
}

/** Which rows are shown. The URL is the state, so the form needs no JavaScript. */
export function HistoryFilter({
  href,
  at,
  keys,
  query,
}: {
  href: string;
  at: string | null;
  keys: readonly { name: string; type: string }[];
  query: HistoryQuery;
}) {
  return (
    <Form
      action={href}
      scroll={false}
      className="grid grid-cols-1 gap-3 @container sm:grid-cols-2 lg:grid-cols-4"
    >
      {at === null ? null : <input type="hidden" name="at" value={at} />}
      {query.version === "" ? null : <input type="hidden" name="version" value={query.version} />}
      {keys.map(({ name, type }) => (
        <TextField
          key={name}
          name={`key.${name}`}
          label={name}
          hint={`Join key, ${type}`}
          required={false}
          defaultValue={query.keys[name] ?? ""}
          className="mono"
        />
      ))}
      <TextField
        name="since"
        label="Since"
        hint="Event time, UTC: 2026-01-31 or 2026-01-31T12:00Z"
        required={false}
        defaultValue={query.since}
      />
      <TextField
        name="until"
        label="Until"
        hint="Before this time"
        required={false}
        defaultValue={query.until}
      />
      <TextField
        name="as_of"
        label="As of"
        hint="A commit’s number, or a time"
        required={false}
        defaultValue={query.as_of}
      />
      <div className="flex items-end gap-2 pb-6">
        <Button type="submit" variant="primary">
          Show rows
        </Button>
        <LinkButton href={href} variant="ghost">
          Clear
        </LinkButton>
      </div>
    </Form>
  );
}
