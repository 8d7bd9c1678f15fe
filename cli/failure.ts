import type { Problem } from "@/lib/contracts/api/values";

export const EXIT_DONE = 0;
/** The answer is no: invalid files, a gate that does not pass. */
export const EXIT_NO = 1;
/** Usage, connection, permission, fault. */
export const EXIT_FAULT = 2;

export type ExitCode = typeof EXIT_DONE | typeof EXIT_NO | typeof EXIT_FAULT;

/** Ends the command with one message for the person who ran it. */
export class CliFailure extends Error {
  constructor(
    message: string,
    readonly exitCode: typeof EXIT_NO | typeof EXIT_FAULT = EXIT_FAULT,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = "CliFailure";
  }
}

/** The server answered with a problem. */
export class ApiFailure extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
    this.name = "ApiFailure";
  }
}
