import type { Store } from "@/lib/store/client";
import { DELAYS_PREVIEW, isDelaysPreview } from "../delays-under-test";
import { type Answer, type ApiAccess, api } from "../product-under-test";
import type { Random, Workload } from "./workload-under-test";

interface GroupState {
  name: string;
  description: string;
  lifecycle: string;
  ttl: string;
}

/** One write: `unknown` when no answer came, or one that promises nothing. */
interface Entry {
  id: string;
  kind: "create token" | "revoke token" | "apply";
  outcome: "acknowledged" | "refused" | "unknown";
  /** Entries that it leaves in the audit log: all of them, or none. */
  auditCount: number;
  /** Once the database has shown it, it must stay. */
  wasSeen: boolean;
  tokenId: string | null;
  groups: GroupState[];
}

const GROUPS = ["ab", "cd", "ef", "gh"] as const;
const LIFECYCLES = ["draft", "active", "deprecated"] as const;

/** Tokens, lifecycle changes, new versions of two groups at a time, and previews in between. */
export function registryWorkload(access: ApiAccess, random: Random): Workload {
  const journal: Entry[] = [];
  const revocable: string[] = [];

  const write = async (entry: Omit<Entry, "outcome" | "wasSeen">, request: () => Promise<Answer>) => {
    const noted: Entry = { ...entry, outcome: "unknown", wasSeen: false };
    journal.push(noted);
    const answer = await request().catch(() => null);
    noted.outcome = outcomeOf(answer?.status);
    return noted.outcome === "acknowledged" ? answer : null;
  };

  const createToken = async (id: string) => {
    const body = { name: id, scopes: ["read"], project: null, expires_in_days: 1 };
    const entry = { id, kind: "create token", auditCount: 1, tokenId: null, groups: [] } as const;
    const created = await write({ ...entry, groups: [] }, () => api(access, "POST /tokens", body));
    if (created) revocable.push((created.body as { id: string }).id);
  };

  const revokeToken = async (id: string) => {
    const [tokenId] = revocable.splice(random.below(revocable.length), 1);
    if (tokenId === undefined) return await createToken(id);
    await write({ id, kind: "revoke token", auditCount: 1, tokenId, groups: [] }, () =>
      api(access, `DELETE /tokens/${tokenId}`),
    );
  };

  const apply = async (id: string) => {
    const first = random.below(GROUPS.length);
    const second = (first + 1 + random.below(GROUPS.length - 1)) % GROUPS.length;
    const groups = [first, second].map((index) => ({
      name: GROUPS[index] ?? "",
      description: id,
      lifecycle: random.pick(LIFECYCLES) ?? "active",
      ttl: `${journal.length + 1}s`,
    }));
    const files = groups.map((group) => ({ path: `${group.name}.yaml`, text: groupText(group) }));
    await write({ id, kind: "apply", auditCount: groups.length, tokenId: null, groups }, () =>
      api(access, "POST /projects/flights/apply", { files, message: id }),
    );
  };

  const preview = async () => {
    const answer = await api(access, "POST /projects/flights/preview", DELAYS_PREVIEW).catch(() => null);
    if (answer?.status === 200 && !isDelaysPreview(answer))
      throw new Error(`a preview answered ${JSON.stringify(answer.body)}`);
  };

  return {
    act() {
      const id = `op-${journal.length + 1}`;
      const act = random.pick([createToken, revokeToken, apply, apply, preview]) ?? preview;
      return act(id);
    },
    async problems(store) {
      const audit = await readAudit(store);
      return [
        ...journal.flatMap((entry) => entryProblems(entry, audit)),
        ...(await tokenProblems(store, journal)),
        ...(await groupProblems(store, journal, audit)),
      ];
    },
    acknowledged: () => journal.filter(({ outcome }) => outcome === "acknowledged").length,
  };
}

/** The files that the workload begins with, beside those of the previews. */
export const WORKLOAD_FILES = GROUPS.map((name) => ({
  path: `${name}.yaml`,
  text: groupText({ name, description: "at first", lifecycle: "active", ttl: "1d" }),
}));

function groupText({ name, description, lifecycle, ttl }: GroupState): string {
  return `kind: feature_group
name: ${name}
description: ${description}
entity: airport
source: departures
event_time: departed_at
ttl: ${ttl}
lifecycle: ${lifecycle}
features:
  - {name: delay_${name}, type: int64, column: delay, description: Minutes late}
`;
}

function outcomeOf(status: number | undefined): Entry["outcome"] {
  if (status === undefined || status >= 500) return "unknown";
  return status < 300 ? "acknowledged" : "refused";
}

/** The audit entries of each write, by what names it. */
type Audit = ReadonlyMap<string, { changeId: bigint }[]>;

async function readAudit(store: Store): Promise<Audit> {
  const rows = await store.prisma.auditEntry.findMany({
    select: { action: true, targetName: true, targetId: true, details: true, changeId: true },
  });
  return Map.groupBy(rows, ({ action, targetName, targetId, details }) => {
    if (action === "token:create") return `create ${targetName}`;
    if (action === "token:revoke") return `revoke ${targetId}`;
    return `apply ${(details as { message?: unknown }).message}`;
  });
}

function auditKey({ kind, id, tokenId }: Entry): string {
  if (kind === "create token") return `create ${id}`;
  return kind === "revoke token" ? `revoke ${tokenId}` : `apply ${id}`;
}

function entryProblems(entry: Entry, audit: Audit): string[] {
  const { id, kind, outcome, auditCount } = entry;
  const own = audit.get(auditKey(entry)) ?? [];
  const isWhole = own.length === auditCount && new Set(own.map(({ changeId }) => changeId)).size === 1;
  const isAbsent = own.length === 0;
  const mustBe = outcome === "acknowledged" || entry.wasSeen;
  entry.wasSeen ||= isWhole;
  const isRight = mustBe ? isWhole : outcome === "refused" ? isAbsent : isWhole || isAbsent;
  return isRight ? [] : [`${id} (${kind}, ${outcome}) left ${own.length} of ${auditCount} audit entries`];
}

async function tokenProblems(store: Store, journal: readonly Entry[]): Promise<string[]> {
  const rows = await store.prisma.apiToken.findMany({ where: { name: { startsWith: "op-" } } });
  const created = journal.filter(({ kind, wasSeen }) => kind === "create token" && wasSeen);
  const revoked = journal.filter(({ kind, wasSeen }) => kind === "revoke token" && wasSeen);
  const names = rows.map(({ name }) => name);
  const ended = rows.filter(({ revokedAt }) => revokedAt !== null).map(({ id }) => id);
  return [
    ...differences(
      "tokens",
      names,
      created.map(({ id }) => id),
    ),
    ...differences(
      "revoked tokens",
      ended,
      revoked.map(({ tokenId }) => tokenId ?? ""),
    ),
  ];
}

/** Groups must be what the applies that are present, done in their order, make of them. */
async function groupProblems(store: Store, journal: readonly Entry[], audit: Audit): Promise<string[]> {
  const rows = await store.prisma.featureGroup.findMany({
    where: { name: { in: [...GROUPS] } },
    include: { versions: { orderBy: { number: "asc" } } },
  });
  const orderOf = (entry: Entry) => audit.get(auditKey(entry))?.[0]?.changeId ?? 0n;
  const applied = journal
    .filter(({ kind, wasSeen }) => kind === "apply" && wasSeen)
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
  return rows.flatMap((row) => {
    const changes = applied.flatMap(({ groups }) => groups.filter(({ name }) => name === row.name));
    const last = changes.at(-1);
    const numbers = row.versions.map(({ number }) => number);
    return [
      ...differences(
        `versions of ${row.name}`,
        row.versions.slice(1).map(({ message }) => message ?? ""),
        changes.map(({ description }) => description),
      ),
      ...differences(
        `version numbers of ${row.name}`,
        numbers.map(String),
        numbers.map((_, i) => String(i + 1)),
      ),
      ...differences(
        `state of ${row.name}`,
        [row.description ?? "", row.lifecycle, String(row.latestVersion)],
        [last?.description ?? "at first", last?.lifecycle ?? "active", String(changes.length + 1)],
      ),
    ];
  });
}

function differences(what: string, found: readonly string[], expected: readonly string[]): string[] {
  const [left, right] = [found, expected].map((list) => list.toSorted().join(" "));
  return left === right ? [] : [`${what} are ${left}, not ${right}`];
}
