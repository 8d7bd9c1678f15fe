import "server-only";
import type { Notification } from "@/lib/core/notification/notification";

/** A notification as a mail's two bodies. The HTML loads nothing from anywhere and needs no style to be read. */
export function mailBody({ title, paragraphs, link, notes }: Notification): { text: string; html: string } {
  const action = link === null ? [] : [`${link.label}:\n${link.url}`];
  return {
    text: `${[...paragraphs, ...action, ...notes].join("\n\n")}\n`,
    html: [
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${asText(title)}</title></head><body>`,
      ...paragraphs.map(paragraph),
      ...(link === null ? [] : [linkParagraph(link)]),
      ...notes.map((note) => `<p><small>${asText(note)}</small></p>`),
      "</body></html>",
    ].join("\n"),
  };
}

const paragraph = (text: string) => `<p>${asText(text)}</p>`;

/** The address is shown too: whoever reads a mail should see where a link leads. */
function linkParagraph({ label, url }: { label: string; url: string }): string {
  const address = asText(url);
  return `<p><a href="${address}">${asText(label)}</a><br><small>${address}</small></p>`;
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const asText = (text: string) => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
