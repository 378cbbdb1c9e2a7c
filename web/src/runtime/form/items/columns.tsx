import type { ColumnsItem } from "../../../generated/forms";
import type { ItemProps } from "./item";

/** Columns side by side; below each other where there is no room. */
export function ColumnsView({ item, Items, path }: ItemProps<ColumnsItem>) {
  const shares = item.columns.map((one) => `minmax(0, ${one.width ?? 1}fr)`).join(" ");
  return (
    <div className="place full columns" style={{ "--shares": shares } as React.CSSProperties}>
      {item.columns.map((column, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns of a published form never change their order
        <Items key={position} items={column.items ?? []} path={`${path}/columns/${position}/items`} />
      ))}
    </div>
  );
}
