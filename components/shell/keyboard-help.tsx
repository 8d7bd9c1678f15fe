"use client";

import { Dialog } from "@/components/ui/dialog";
import { KeySequence } from "@/components/ui/kbd";
import { keyLabel } from "@/components/ui/keyboard";
import { activeKeys, onMac } from "@/components/ui/use-keys";

/** The keys that act on this page, by group. */
export function KeyboardHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard" size="medium">
      {open ? <KeyList /> : null}
    </Dialog>
  );
}

function KeyList() {
  const mac = onMac();
  const groups = Map.groupBy(
    [...new Map(activeKeys().map((binding) => [binding.keys, binding])).values()],
    (binding) => binding.group,
  );
  return (
    <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
      {[...groups].map(([group, bindings]) => (
        <section key={group}>
          <h3 className="mb-1.5 font-medium text-sm text-third">{group}</h3>
          <dl className="flex flex-col gap-1">
            {bindings.map((binding) => (
              <div key={binding.keys} className="flex items-center justify-between gap-3">
                <dt>{binding.label}</dt>
                <dd className="flex gap-1">
                  <KeySequence keys={keyLabel(binding.keys, mac)} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className="text-sm text-third sm:col-span-2">
        Single keys can be turned off in Settings. Keys never act while you type.
      </p>
    </div>
  );
}
