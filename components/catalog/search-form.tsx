import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { formatSearchParams } from "@/lib/contracts/search";
import type { SearchPlace } from "./search-place";

/** The words of a search. A plain form: what the facets and the order say goes along in hidden fields. */
export function SearchForm({
  place,
  label,
  placeholder,
}: {
  place: SearchPlace;
  label: string;
  placeholder: string;
}) {
  const kept = [...formatSearchParams({ ...place.input, q: "", cursor: null })];
  if (place.at !== null) kept.push(["at", place.at]);
  return (
    <search>
      <Form action={place.path} prefetch={false} className="flex max-w-xl gap-2">
        {kept.map(([name, value]) => (
          <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
        ))}
        <Input
          // A new address brings new text into the field.
          key={place.input.q}
          type="search"
          name="q"
          defaultValue={place.input.q}
          aria-label={label}
          placeholder={placeholder}
          autoComplete="off"
        />
        <Button type="submit" icon="search" className="h-8! pointer-coarse:h-10!">
          <span className="max-sm:sr-only">Search</span>
        </Button>
      </Form>
    </search>
  );
}
