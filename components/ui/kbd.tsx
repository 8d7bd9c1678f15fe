import { cx } from "./cx";

/** A key, as a hint next to the action it triggers. Hidden on touch screens, which have no keys. */
export function Kbd({ children, className }: { children: string; className?: string }) {
  return (
    <kbd
      className={cx(
        "inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-[4px] border border-line-strong bg-page px-1 text-xs leading-none text-third pointer-coarse:hidden",
        className,
      )}
    >
      {children}
    </kbd>
  );
}

/** Keys pressed one after another, such as `g g`. */
export function KeySequence({ keys }: { keys: string }) {
  const steps = keys.split(" ").map((key, step) => ({ key, id: `${step} ${key}` }));
  return (
    <>
      {steps.map(({ key, id }) => (
        <Kbd key={id}>{key}</Kbd>
      ))}
    </>
  );
}
