import type { ComponentType } from "react";
import type { AnyField, AnyItem, FieldItem, ItemKinds } from "../../generated/forms";
import "./form.css";
import { useForm, useShown } from "./form-context";
import { ColumnsView } from "./items/columns";
import { DividerView } from "./items/divider";
import { FieldItemView } from "./items/field";
import { HelpView } from "./items/help";
import type { ItemProps } from "./items/item";
import { RelatedView } from "./items/related";
import { SectionView } from "./items/section";
import { TabsView } from "./items/tabs";

const ITEMS: { readonly [K in keyof ItemKinds]: ComponentType<ItemProps<ItemKinds[K]>> } = {
  columns: ColumnsView,
  divider: DividerView,
  field: FieldItemView,
  help: HelpView,
  related: RelatedView,
  section: SectionView,
  tabs: TabsView,
};

/** Parts of the page below each other. */
export function Items({ items, path }: { items: readonly AnyItem[]; path: string }) {
  return (
    <div className="items">
      {items.map((item, position) => (
        // The parts of a published form never change their order.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <Item key={position} item={item} path={`${path}/${position}`} />
      ))}
    </div>
  );
}

function Item({ item, path }: { item: AnyItem; path: string }) {
  const shown = useShown(path, item);
  if (!shown) return null;
  const View = ITEMS[item.kind] as ComponentType<ItemProps<AnyItem>>;
  return <View Items={Items} item={item} path={path} />;
}

/** The whole page of a record: its layout, or its fields below each other. */
export function Layout() {
  const { page } = useForm().logic;
  const layout = page.form.layout ?? [];
  return layout.length > 0 ? (
    <Items items={layout} path="/layout" />
  ) : (
    <Items items={plain(page.form.fields)} path="/fields" />
  );
}

const WIDE: ReadonlySet<string> = new Set(["subtable", "long_text", "rich_text", "stage", "file", "image", "json"]);

/** Returns the layout of a form that has none: short fields side by side. */
function plain(fields: readonly AnyField[] | undefined): readonly FieldItem[] {
  return (fields ?? []).map((one) => ({ field: one.name, kind: "field", width: WIDE.has(one.kind) ? "full" : "half" }));
}
