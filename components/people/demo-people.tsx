"use client";

import { FormSummary } from "@/components/ui/form-summary";
import { SubmitButton } from "@/components/ui/submit-button";
import { type Action, textOf, useAction } from "./use-action";

interface DemoPersonItem {
  id: string;
  name: string;
  /** "admin", "steward in flights": what the person may do, in words. */
  role: string;
}

/** One button for each demo person. */
export function DemoPeople({
  people,
  next,
  signIn,
}: {
  people: readonly DemoPersonItem[];
  next: string;
  signIn: Action<{ personId: string; next?: string }, { next: string }>;
}) {
  const { submit, failure } = useAction(
    signIn,
    (form) => ({ personId: textOf(form, "personId"), next }),
    (value) => window.location.assign(value.next),
  );
  return (
    <div className="flex flex-col gap-3">
      {failure ? <FormSummary message={failure.message} problems={failure.problems} /> : null}
      <ul className="flex flex-col gap-2">
        {people.map((person) => (
          <li key={person.id} className="flex items-center justify-between gap-3">
            <span className="min-w-0">
              <span className="block truncate font-medium">{person.name}</span>
              <span className="block truncate text-sm text-third">{person.role}</span>
            </span>
            <form action={submit}>
              <input type="hidden" name="personId" value={person.id} />
              <SubmitButton variant="secondary" pendingLabel="Signing in …">
                Sign in<span className="sr-only"> as {person.name}</span>
              </SubmitButton>
            </form>
          </li>
        ))}
      </ul>
    </div>
  );
}
