import { CopyButton } from "@/components/ui/copy-button";

/** A link or token that is shown this once, with a button that copies it. */
export function ShownSecret({ label, secret, note }: { label: string; secret: string; note: string }) {
  return (
    <div className="flex flex-col gap-2" role="status">
      <p className="font-semibold">{label}</p>
      <div className="flex items-start gap-2 rounded-panel border border-line bg-raised px-3 py-2">
        <code className="min-w-0 flex-1 break-all">{secret}</code>
        <CopyButton text={secret} what={label.toLowerCase()} label="Copy" />
      </div>
      <p className="text-second">{note}</p>
    </div>
  );
}
