import type { ReactNode } from "react";
import { Logo } from "@/components/shell/logo";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 px-page py-12">
      <div className="flex w-full max-w-[400px] flex-col gap-1">
        <p className="flex items-center gap-2 font-semibold text-lg tracking-[-0.01em]">
          <Logo />
          Asof
        </p>
        <p className="text-second">
          The feature registry that knows what was true, when, and who agreed to change it.
        </p>
      </div>
      <div className="flex w-full max-w-[400px] flex-col gap-5 rounded-panel border border-line bg-page p-5">
        {children}
      </div>
    </main>
  );
}
