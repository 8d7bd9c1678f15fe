import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { readPreferences } from "@/components/shell/preferences";
import { PageLayers } from "@/components/ui/page-layers";
import { IconSprite } from "@/components/ui/sprite";
import { ToastHost } from "@/components/ui/toast";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Asof", template: "%s · Asof" },
  description: "Asof knows what was true, when, and who agreed to change it.",
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#0f0f11" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const jar = await cookies();
  const preferences = readPreferences((name) => jar.get(name)?.value);
  return (
    <html
      lang="en"
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      data-theme={preferences.theme}
      data-keys={preferences.singleKeys ? "on" : "off"}
      data-sidebar={preferences.sidebar}
      suppressHydrationWarning
    >
      <body>
        <IconSprite />
        {children}
        <PageLayers />
        <ToastHost />
      </body>
    </html>
  );
}
