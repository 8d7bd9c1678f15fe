import { setTimeout as delay } from "node:timers/promises";
import type { Session } from "../session";

const POLL_MS = 500;

interface WatchedRun {
  status: string;
  phase: string;
  percent: number | null;
  error: string | null;
}

/** Asks until a run has ended; on a terminal, says how far it is. */
export async function waitFor<T>(
  session: Session,
  what: string,
  ask: () => Promise<{ run: WatchedRun; value: T }>,
): Promise<{ run: WatchedRun; value: T }> {
  let shown = 0;
  const say = (text: string) => {
    if (!session.io.isTerminal.err) return;
    session.io.err(`\r${text.padEnd(shown)}`);
    shown = text.length;
  };
  for (;;) {
    const state = await ask();
    const { status, phase, percent } = state.run;
    if (status !== "queued" && status !== "running") {
      say("");
      if (shown === 0 && session.io.isTerminal.err) session.io.err("\r");
      return state;
    }
    say(`${what}: ${phase}${percent === null ? "" : ` ${Math.round(percent)} %`}`);
    await delay(POLL_MS);
  }
}
