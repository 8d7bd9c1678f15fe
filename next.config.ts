import type { NextConfig } from "next";

// A spine of 20 MiB plus what multipart adds to it.
const UPLOAD_MAX = "21mb";

const config: NextConfig = {
  poweredByHeader: false,
  agentRules: false,
  devIndicators: false,
  images: { unoptimized: true },
  // Native code, worker threads, or one instance per process: loaded by Node itself, never bundled.
  serverExternalPackages: [
    "@duckdb/node-api",
    "@opentelemetry/api",
    "@opentelemetry/exporter-trace-otlp-http",
    "@opentelemetry/resources",
    "@opentelemetry/sdk-trace",
    "@prisma/adapter-pg",
    "better-auth",
    "pg",
    "pg-boss",
    "pino",
  ],
  turbopack: { root: import.meta.dirname },
  // `npm test` checks the types of the whole checkout, more strictly than the build would.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // forbidden() answers 403 with app/(app)/forbidden.tsx.
    authInterrupts: true,
    serverActions: { bodySizeLimit: UPLOAD_MAX },
    // Next keeps a copy of every body that passes proxy.ts, and cuts it off there without an error.
    proxyClientMaxBodySize: UPLOAD_MAX,
  },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "X-Content-Type-Options", value: "nosniff" },
        { key: "Referrer-Policy", value: "strict-origin-when-cross-origin" },
        { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
        { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()" },
      ],
    },
    {
      // Whatever an API answers, a browser must not run or frame it.
      source: "/(api|feast)/:path*",
      headers: [{ key: "Content-Security-Policy", value: "default-src 'none'; frame-ancestors 'none'" }],
    },
  ],
};

export default config;
