"use client";

import { Button } from "@/components/ui/button";
import { Checkbox, RadioGroup } from "@/components/ui/choice";
import { Popover } from "@/components/ui/popover";
import type { TableColumn } from "./columns";
import type { Density } from "./table-preferences";

/** Which columns, how wide, how dense: all of it works without a pointer too. */
export function ViewMenu({
  tableId,
  columns,
  shown,
  onShow,
  onWiden,
  onReset,
  density,
  onDensity,
}: {
  tableId: string;
  columns: readonly TableColumn[];
  shown: (columnId: string) => boolean;
  onShow: (columnId: string, show: boolean) => void;
  onWiden: (columnId: string, byPx: number) => void;
  onReset: () => void;
  density: Density;
  onDensity: (density: Density) => void;
}) {
  return (
    <Popover
      label="View"
      align="end"
      look={{ variant: "ghost", size: "small", icon: "columns" }}
      className="w-64"
    >
      <fieldset className="flex max-h-[50vh] flex-col overflow-y-auto">
        <legend className="mb-1 font-medium text-sm text-third">Columns</legend>
        {columns.map((column, index) => (
          <div key={column.id} className="flex items-center justify-between gap-2">
            <Checkbox
              label={column.header}
              checked={shown(column.id)}
              disabled={index === 0 || column.hideable === false}
              onChange={(event) => onShow(column.id, event.currentTarget.checked)}
            />
            <span className="flex">
              <Button
                variant="ghost"
                size="small"
                aria-label={`Make ${column.header} narrower`}
                disabled={!shown(column.id)}
                onClick={() => onWiden(column.id, -32)}
              >
                −
              </Button>
              <Button
                variant="ghost"
                size="small"
                aria-label={`Make ${column.header} wider`}
                disabled={!shown(column.id)}
                onClick={() => onWiden(column.id, 32)}
              >
                +
              </Button>
            </span>
          </div>
        ))}
      </fieldset>
      <div className="mt-3 border-line border-t pt-3">
        <RadioGroup
          name={`${tableId}-density`}
          label="Rows"
          row
          value={density}
          onValueChange={(value) => onDensity(value === "comfortable" ? "comfortable" : "dense")}
          options={[
            { value: "dense", label: "Dense" },
            { value: "comfortable", label: "Comfortable" },
          ]}
        />
      </div>
      <Button variant="ghost" size="small" className="mt-2 -ml-2" onClick={onReset}>
        Back to the page’s own view
      </Button>
    </Popover>
  );
}
