import { type CodeLanguage, type CodeToken, tokenize } from "./tokenize";

/** Weight and grey, not hues: colour is for verdicts. */
const LOOKS: Record<CodeToken["kind"], string | undefined> = {
  plain: undefined,
  comment: "text-third italic",
  string: "text-second",
  keyword: "font-semibold",
  number: undefined,
};

export function CodeText({ code, language }: { code: string; language: CodeLanguage }) {
  return (
    <code>
      {tokenize(code, language).map((token, index) => {
        const look = LOOKS[token.kind];
        return look ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: tokens have no identity beyond their order
          <span key={index} className={look}>
            {token.text}
          </span>
        ) : (
          token.text
        );
      })}
    </code>
  );
}
