import type { Metadata } from "next";
import { Logo } from "@/components/shell/logo";
import { LinkButton } from "@/components/ui/link-button";

export const metadata: Metadata = { title: "Not found" };

/** Addresses that no route answers. */
export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-start justify-center gap-3 px-page sm:items-center">
      <Logo size={28} />
      <h1 className="font-[620] text-title">There is no page at this address</h1>
      <p className="text-second">It may have moved, or the address has a typing mistake.</p>
      <LinkButton href="/">Home</LinkButton>
    </main>
  );
}
