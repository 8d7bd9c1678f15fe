import type { ReactNode } from "react";
import { Icon } from "./icon";

/** Something failed: what happened, what is safe, what to do. */
export function ErrorState({
  title,
  children,
  safe,
  requestId,
  action,
}: {
  title: string;
  children?: ReactNode;
  /** What the failure did not touch: "Nothing was saved." */
  safe?: string;
  requestId?: string;
  action?: ReactNode;
}) {
  return (
    <div role="alert" className="flex items-start gap-3 rounded-panel border border-line px-5 py-5">
      <Icon name="error" size={16} className="mt-0.5 text-breaking" />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-semibold">{title}</p>
        {children ? <div className="max-w-prose text-second">{children}</div> : null}
        {safe ? <p className="text-second">{safe}</p> : null}
        {requestId ? (
          <p className="text-sm text-third">
            Request <code>{requestId}</code>
          </p>
        ) : null}
        {action ? <div className="mt-2 flex flex-wrap gap-2">{action}</div> : null}
      </div>
    </div>
  );
}

/** Not allowed: what is needed, and who can grant it. */
export function ForbiddenState({
  what,
  needs,
  grantedBy,
}: {
  what: string;
  /** The role or ownership that would allow it: "contributor in flights". */
  needs: string;
  grantedBy: readonly { name: string; href?: string }[];
}) {
  return (
    <div className="flex items-start gap-3 rounded-panel border border-line px-5 py-5">
      <Icon name="lock" size={16} className="mt-0.5 text-third" />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-semibold">You may not {what}</p>
        <p className="text-second">It needs {needs}.</p>
        <p className="text-second">
          {grantedBy.length > 0 ? "It can be granted by " : "An administrator can grant it."}
          {grantedBy.map((person, index) => (
            <span key={person.name}>
              {index > 0 ? ", " : ""}
              {person.href ? (
                <a href={person.href} className="text-accent underline underline-offset-2">
                  {person.name}
                </a>
              ) : (
                person.name
              )}
            </span>
          ))}
        </p>
      </div>
    </div>
  );
}
