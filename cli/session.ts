import type { Command } from "commander";
import { stringify } from "yaml";
import { isName } from "@/lib/core/model/ref";
import { Client } from "./client";
import { readToken } from "./credentials";
import { findProjectName } from "./definition-files";
import { CliFailure } from "./failure";
import type { Io } from "./io";
import { type Style, styleFor } from "./render/style";

export const FORMATS = ["table", "json", "yaml"] as const;
export type Format = (typeof FORMATS)[number];

interface GlobalOptions {
  server?: string;
  token?: string;
  project?: string;
  json?: boolean;
}

/** What every command works with: the options it shares with the others, and how it speaks. */
export class Session {
  readonly io: Io;
  readonly style: Style;
  readonly #options: GlobalOptions;

  constructor(io: Io, command: Command) {
    this.io = io;
    this.style = styleFor(io, "out");
    this.#options = command.optsWithGlobals<GlobalOptions>();
  }

  get isJson(): boolean {
    return this.#options.json === true;
  }

  get server(): string {
    const text = this.#options.server ?? (this.io.env.ASOF_URL || "http://localhost:3000");
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || !/^https?:$/.test(url.protocol)) {
      throw new CliFailure(`${text} is not an address such as http://localhost:3000 (--server or ASOF_URL).`);
    }
    return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
  }

  /** The token of --token or ASOF_TOKEN alone. */
  get givenToken(): string | null {
    const given = (this.#options.token ?? this.io.env.ASOF_TOKEN)?.trim();
    return given ? given : null;
  }

  /** The token that was given, else the one that `asof login` keeps for the server. */
  get token(): string | null {
    const token = this.givenToken ?? readToken(this.io, this.server);
    if (token !== null && !/^[\x21-\x7e]+$/.test(token)) {
      throw new CliFailure("The token holds characters that no token has (--token or ASOF_TOKEN).");
    }
    return token;
  }

  /** @param token in place of the one that is kept; `null` = none. */
  client(token: string | null = this.token): Client {
    return new Client({ server: this.server, token, fetch: this.io.fetch });
  }

  /** The project of --project alone. */
  get givenProject(): string | null {
    return this.#options.project ?? null;
  }

  /** The project that was given, else the one that the nearest asof.yaml names. */
  project(folder: string = this.io.cwd): string {
    const name = this.#options.project ?? findProjectName(folder);
    if (name === null) throw new CliFailure("Which project? Give --project, or work where an asof.yaml is.");
    if (!isName(name)) throw new CliFailure(`"${name}" is not the name of a project.`);
    return name;
  }

  /** Text for people. */
  print(text: string): void {
    this.io.out(text);
  }

  printJson(value: unknown): void {
    this.io.out(`${JSON.stringify(value, null, 2)}\n`);
  }

  /** A value as the format asks; `table` is left to the caller. */
  printAs(format: Format, value: unknown, table: () => string): void {
    const asked = this.isJson ? "json" : format;
    if (asked === "json") this.printJson(value);
    else this.print(asked === "yaml" ? stringify(value) : table());
  }

  /** Something worth knowing beside the answer; never part of it. */
  note(text: string): void {
    this.io.err(`${text}\n`);
  }

  /** Says on a terminal what is being waited for, and takes it back when it is done. */
  async during<T>(what: string, work: () => Promise<T>): Promise<T> {
    if (!this.io.isTerminal.err) return await work();
    this.io.err(`${what} …`);
    try {
      return await work();
    } finally {
      this.io.err(`\r${" ".repeat(what.length + 2)}\r`);
    }
  }
}
