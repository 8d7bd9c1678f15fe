import type { Metadata } from "next";
import { SuiteTable } from "@/components/conformance/suite-table";
import { PageHeader } from "@/components/ui/page-header";
import { readSuite } from "@/lib/server/conformance-suite";
import { openPage } from "@/lib/server/page";
import { listConformanceRules } from "@/lib/services/conformance/list";
import { runRuleAction } from "./actions";

export const metadata: Metadata = { title: "Conformance" };

/** The rules of the point-in-time join, and how this installation's engine does on them now. */
export default async function ConformancePage() {
  return openPage({}, async ({ ctx, now }) => {
    const { rules, mayRun } = listConformanceRules(ctx, { suite: await readSuite() });
    return (
      <>
        <PageHeader title="Conformance">
          What a point-in-time join has to get right, as {rules.length} rules: Parquet files in, the expected
          Parquet file out. The fixtures stand in <code>conformance/rules</code>; any engine can be run
          against them. Here they run on the engine that answers your previews.
        </PageHeader>
        <SuiteTable rules={rules} mayRun={mayRun} runRule={runRuleAction} now={now} />
      </>
    );
  });
}
