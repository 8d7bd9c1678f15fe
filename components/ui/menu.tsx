"use client";

import Link from "next/link";
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { ButtonContent, type ButtonLook, buttonClass } from "./button";
import { cx } from "./cx";
import { Icon, type IconName } from "./icon";
import { FLOATING_CLASS } from "./popover";

export type MenuItem =
  | { kind: "link"; label: string; href: string; icon?: IconName; hint?: string }
  | { kind: "button"; label: string; onSelect: () => void; icon?: IconName; hint?: string; danger?: boolean }
  | {
      kind: "form";
      label: string;
      action: (form: FormData) => void | Promise<void>;
      icon?: IconName;
      danger?: boolean;
    }
  | { kind: "check"; label: string; checked: boolean; onSelect: () => void }
  | { kind: "separator" };

const ITEM_CLASS =
  "flex min-h-7 w-full items-center gap-2 rounded-chip px-2 text-left text-ink no-underline hover:bg-hover focus:bg-hover focus-visible:rounded-chip focus-visible:outline-offset-[-2px] pointer-coarse:min-h-10";

/** Actions behind a button. Arrow keys, Home, End and first letters move; Escape closes and gives the focus back. */
export function Menu({
  label,
  items,
  align = "end",
  look = {},
  buttonLabel,
}: {
  label?: ReactNode;
  /** The button's accessible name, where `label` is not text. */
  buttonLabel?: string;
  items: readonly MenuItem[];
  align?: "start" | "end";
  look?: Pick<ButtonLook, "variant" | "size" | "icon">;
}) {
  const id = useId();
  const anchor = `--m${id.replace(/[^\w]/g, "")}`;
  const list = useRef<HTMLDivElement>(null);
  const close = () => list.current?.hidePopover();
  return (
    <>
      <button
        type="button"
        popoverTarget={id}
        aria-haspopup="menu"
        aria-label={buttonLabel}
        className={cx(buttonClass(look), look.icon && !label && "w-7 px-0!")}
        style={{ anchorName: anchor }}
      >
        <ButtonContent {...look}>{label}</ButtonContent>
      </button>
      <div
        ref={list}
        id={id}
        role="menu"
        tabIndex={-1}
        aria-label={buttonLabel ?? (typeof label === "string" ? label : "Menu")}
        popover="auto"
        style={{ positionAnchor: anchor }}
        onKeyDown={moveInside}
        onToggle={(event) => {
          if (event.newState === "open") itemsOf(event.currentTarget)[0]?.focus();
        }}
        className={cx(
          FLOATING_CLASS,
          "m-0 my-1 min-w-44 p-1! [inset:auto]",
          align === "start" ? "[position-area:bottom_span-right]" : "[position-area:bottom_span-left]",
        )}
      >
        {items.map((item, index) => (
          <MenuRow
            key={item.kind === "separator" ? `separator-${index}` : item.label}
            item={item}
            close={close}
          />
        ))}
      </div>
    </>
  );
}

function MenuRow({ item, close }: { item: MenuItem; close: () => void }) {
  const shared = {
    role: "menuitem",
    tabIndex: -1,
    className: cx(ITEM_CLASS, "danger" in item && item.danger && "text-breaking"),
  };
  switch (item.kind) {
    case "separator":
      return <hr className="my-1 border-line" />;
    case "link":
      return (
        <Link prefetch={false} href={item.href} onClick={close} {...shared}>
          <RowContent item={item} />
        </Link>
      );
    case "form":
      return (
        <form action={item.action} role="none">
          <button type="submit" {...shared}>
            <RowContent item={item} />
          </button>
        </form>
      );
    case "button":
      return (
        <button
          type="button"
          {...shared}
          onClick={() => {
            close();
            item.onSelect();
          }}
        >
          <RowContent item={item} />
        </button>
      );
    case "check":
      return (
        <button
          type="button"
          {...shared}
          role="menuitemcheckbox"
          aria-checked={item.checked}
          onClick={item.onSelect}
        >
          <span className="flex w-3.5 justify-center">
            {item.checked ? <Icon name="check" size={13} /> : null}
          </span>
          {item.label}
        </button>
      );
  }
}

function RowContent({ item }: { item: { label: string; icon?: IconName; hint?: string } }) {
  return (
    <>
      {item.icon ? <Icon name={item.icon} className="text-third" /> : null}
      <span className="flex-1">{item.label}</span>
      {item.hint ? <span className="text-sm text-third">{item.hint}</span> : null}
    </>
  );
}

function itemsOf(list: HTMLElement): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>('[role^="menuitem"]')];
}

function moveInside(event: KeyboardEvent<HTMLElement>) {
  const items = itemsOf(event.currentTarget);
  const next = nextMenuIndex(
    event.key,
    items.indexOf(document.activeElement as HTMLElement),
    items.map((item) => item.textContent ?? ""),
  );
  if (next === null) return;
  event.preventDefault();
  event.stopPropagation();
  items[next]?.focus();
}

/** Where a key moves the focus in a menu: arrows wrap around, a letter goes to the next item that starts with it. */
export function nextMenuIndex(key: string, current: number, labels: readonly string[]): number | null {
  const count = labels.length;
  if (count === 0) return null;
  switch (key) {
    case "ArrowDown":
      return (current + 1) % count;
    case "ArrowUp":
      return (current <= 0 ? count : current) - 1;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default: {
      if (key.length !== 1 || key === " ") return null;
      for (let step = 1; step <= count; step++) {
        const index = (Math.max(current, 0) + step) % count;
        if (labels[index]?.trim().toLowerCase().startsWith(key.toLowerCase())) return index;
      }
      return null;
    }
  }
}
