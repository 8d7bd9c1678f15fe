import { LinkButton } from "@/components/ui/link-button";

/** What every one-time link shows when it opens nothing. */
export function LinkGone({ children }: { children?: string }) {
  return (
    <>
      <h1 className="font-[620] text-title">This link does not work</h1>
      <p className="text-second">
        It is unknown, was used already, or has expired. {children ?? "Ask an admin for a new one."}
      </p>
      <div>
        <LinkButton href="/sign-in">Sign in</LinkButton>
      </div>
    </>
  );
}
