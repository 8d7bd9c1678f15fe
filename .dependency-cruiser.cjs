/**
 * The dependency rule (ARCHITECTURE.md, docs/decisions/0001-layers.md) as errors: arrows point inward.
 * scripts/boundaries.test.ts proves that every rule here refuses what it forbids.
 */

const TEST =
  "(\\.(test|int\\.test|spec|test-suite)\\.tsx?$|/(test-[\\w-]+|[\\w-]+-under-test)\\.ts$|^e2e/|^scripts/integration-setup\\.ts$)";
const OURS =
  "^(app|bench|cli|components|e2e|generated|lib|prisma|processes|scripts)/|^(proxy|instrumentation|next\\.config)\\.ts$";
const NPM = ["npm", "npm-dev", "npm-optional", "npm-peer", "npm-bundled", "npm-no-pkg", "npm-unknown"];

const room = (name) => `^lib/${name}/`;
const SERVER_ONLY = "server-only";

/** Each room: why it is closed, what of ours it may import, and which packages. */
const ROOMS = {
  core: {
    why: "The pure domain runs anywhere and is tested without anything: it imports nothing outside lib/core.",
    from: room("core"),
    may: [],
    packages: [],
  },
  contracts: {
    why: "What crosses the network must load in a browser: core and zod only.",
    from: room("contracts"),
    may: [room("core")],
    packages: ["zod"],
  },
  services: {
    why: "Verbs orchestrate: they know the domain, the store and the ports, never a framework or an adapter.",
    from: room("services"),
    may: [
      room("core"),
      room("contracts"),
      room("store"),
      room("interop"),
      "^lib/offline/(engine|stored|dataset-engine|file-store)\\.ts$",
      "^lib/online/store\\.ts$",
      "^lib/notify/notifier\\.ts$",
    ],
    packages: [SERVER_ONLY],
  },
  store: {
    why: "The metadata store turns rows into core types and knows nobody above it.",
    from: room("store"),
    may: [room("core"), "^generated/prisma/"],
    packages: [
      SERVER_ONLY,
      "pg",
      "@prisma/adapter-pg",
      "zod",
      "better-auth",
      "@opentelemetry/api",
      "@types/pg",
    ],
  },
  offline: {
    why: "An engine compiles a plan and runs it; it does not know who asked.",
    from: room("offline"),
    may: [room("core")],
    packages: [SERVER_ONLY, "@duckdb/node-api"],
  },
  online: {
    why: "An online store reads and writes values by key; it does not know who asked.",
    from: room("online"),
    may: [room("core")],
    packages: [SERVER_ONLY, "pg", "redis"],
  },
  interop: {
    why: "Translators are pure: files in, definitions out.",
    from: room("interop"),
    may: [room("core"), room("contracts")],
    packages: ["yaml", "papaparse", "@types/papaparse"],
  },
  notify: {
    why: "A notifier sends what it is given.",
    from: room("notify"),
    may: [room("core")],
    packages: [SERVER_ONLY, "nodemailer"],
  },
  jobs: {
    why: "The queue knows names and payloads, not what a job does.",
    from: room("jobs"),
    may: [room("core")],
    packages: [SERVER_ONLY, "pg-boss", "zod"],
  },
  server: {
    why: "The composition root wires the rooms; pages and components come after it.",
    from: room("server"),
    may: [
      room("core"),
      room("contracts"),
      room("services"),
      room("store"),
      room("offline"),
      room("online"),
      room("interop"),
      room("notify"),
      room("jobs"),
    ],
    packages: [
      SERVER_ONLY,
      "zod",
      "next",
      "react",
      "pino",
      "better-auth",
      "@opentelemetry/[\\w-]+",
      "@types/react",
    ],
  },
  format: {
    why: "Text for people also loads in the browser: core only.",
    from: room("format"),
    may: [room("core")],
    packages: [],
  },
  components: {
    why: "Components get finished data and actions as props: no server code, no pages.",
    from: "^components/",
    may: [room("core"), room("contracts"), room("format")],
    packages: [
      "react",
      "react-dom",
      "next",
      "@base-ui/react",
      "@tanstack/react-(table|virtual)",
      "@xyflow/react",
      "cmdk",
      "date-fns",
      "elkjs",
      "lucide-react",
      "sonner",
      "@types/react",
      "@types/react-dom",
    ],
  },
  app: {
    why: "Routes parse, call one verb and render: no store, no engine, no queue.",
    from: "^app/",
    may: [
      room("core"),
      room("contracts"),
      room("services"),
      room("interop"),
      room("server"),
      room("format"),
      "^components/",
    ],
    packages: [SERVER_ONLY, "next", "react", "geist", "@types/react"],
  },
  cli: {
    why: "The command is a client of the REST API: it runs where no server of ours is.",
    from: "^cli/",
    may: [room("core"), room("contracts"), room("format")],
    packages: ["commander", "yaml", "zod"],
  },
  processes: {
    why: "Processes start and compose; pages and components belong to web alone.",
    from: "^processes/",
    may: [
      room("core"),
      room("contracts"),
      room("services"),
      room("store"),
      room("jobs"),
      room("server"),
      room("offline"),
      room("online"),
      room("notify"),
    ],
    packages: ["next"],
  },
};

const packagePath = (packages) => `(^|/)node_modules/(${packages.join("|")})(/|$)`;

const roomRules = Object.entries(ROOMS).flatMap(([name, { why, from, may, packages }]) => [
  {
    name: `room-${name}`,
    comment: why,
    severity: "error",
    from: { path: from, pathNot: TEST },
    to: { path: OURS, pathNot: [from, ...may] },
  },
  {
    name: `packages-${name}`,
    comment: `${why} Another package needs a reason in docs/decisions.`,
    severity: "error",
    from: { path: from, pathNot: TEST },
    to: { dependencyTypes: NPM, ...(packages.length > 0 ? { pathNot: packagePath(packages) } : {}) },
  },
]);

module.exports = {
  forbidden: [
    ...roomRules,
    {
      name: "no-node-in-pure-rooms",
      comment:
        "Core, contracts, format, interop and components run without Node: no files, no network, no clock.",
      severity: "error",
      from: { path: "^(lib/(core|contracts|format|interop)|components)/", pathNot: TEST },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "duckdb-only-in-its-folder",
      comment: "Everybody else hands a plan to the OfflineEngine port.",
      severity: "error",
      // The suite's fixtures are written by DuckDB, and by nothing of ours.
      from: { pathNot: ["^lib/offline/duckdb/", "^scripts/conformance\\.ts$", TEST] },
      to: { path: packagePath(["@duckdb/node-api"]) },
    },
    {
      name: "duckdb-only-in-engine-children",
      comment:
        "DuckDB is native code that can crash or hang: nothing that web, worker or launcher load reaches it.",
      severity: "error",
      from: {
        path: "^(app|components|cli|lib/(server|services|jobs|store))/|^processes/(web|worker|up)\\.ts$",
        pathNot: TEST,
      },
      to: { path: packagePath(["@duckdb/node-api"]), reachable: true },
    },
    {
      name: "prisma-only-in-store",
      comment: "Rows become core types in lib/store; Prisma's types and client stay there.",
      severity: "error",
      from: { pathNot: ["^lib/store/", "^generated/", "^scripts/schema-engine\\.ts$", TEST] },
      to: { path: ["^generated/prisma/", packagePath(["@prisma/[\\w-]+", "pg"])] },
    },
    {
      name: "nodemailer-only-in-notify",
      comment: "Everybody else writes an outbox event, or hands a notification to the Notifier port.",
      severity: "error",
      from: { pathNot: "^lib/notify/" },
      to: { path: packagePath(["nodemailer"]) },
    },
    {
      name: "pg-boss-only-in-jobs",
      comment: "Everybody else queues through lib/jobs/queue.ts.",
      severity: "error",
      from: { pathNot: "^lib/jobs/" },
      to: { path: packagePath(["pg-boss"]) },
    },
    {
      name: "tests-only-from-tests",
      comment:
        "Test code carries packages and powers that the product must not have; benchmarks are no product.",
      severity: "error",
      from: { pathNot: [TEST, "^bench/"] },
      to: { path: TEST, pathNot: "^e2e/" },
    },
    {
      name: "no-cycles",
      comment: "A cycle makes two files one. Types alone may refer to each other.",
      severity: "error",
      from: { pathNot: "^generated/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-orphans",
      comment: "Code that nothing reaches is dead.",
      severity: "error",
      from: {
        orphan: true,
        path: "^(lib|components|cli|processes)/",
        pathNot: [TEST, "^processes/\\w+\\.ts$"],
      },
      to: {},
    },
    {
      name: "not-resolvable",
      comment: "An import that leads nowhere.",
      severity: "error",
      from: { pathNot: "^generated/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|^generated/" },
    exclude: { path: "^(\\.next|dist)/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      mainFields: ["module", "main", "types", "typings"],
    },
  },
};
