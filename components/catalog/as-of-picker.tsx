import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Popover } from "@/components/ui/popover";

/** Shows a page as it was at a past moment: a plain form that writes `at` into the address. */
export function AsOfPicker({ path, at, now }: { path: string; at: string | null; now: string }) {
  // What the field takes: without a zone, to the second. It is read as UTC.
  const shown = (at ?? now).slice(0, 19);
  return (
    <Popover label="As of…" align="end">
      <form action={path} className="flex w-64 flex-col gap-2">
        <label htmlFor="as-of" className="font-medium">
          Show this as it was on
        </label>
        <Input
          id="as-of"
          key={shown}
          type="datetime-local"
          name="at"
          step={1}
          max={now.slice(0, 19)}
          defaultValue={shown}
          required
        />
        <p className="text-sm text-third">In UTC. Nothing that was true is ever overwritten.</p>
        <Button type="submit" variant="primary" className="self-start">
          Show
        </Button>
      </form>
    </Popover>
  );
}
