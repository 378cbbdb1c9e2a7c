import { CloseOutlined, DownOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import type { ReactNode } from "react";
import { useTexts } from "../../../core/language";
import type { DatasetField } from "../../../generated/api";
import { useDragOrPress, useDrop } from "../../views/drag";
import type { Shelf } from "./exploration";
import type { Lifted } from "./field-list";

/** Where something is dropped: on a shelf, before what stands at a place of it. */
export interface Landing {
  readonly shelf: Shelf;
  readonly at?: number;
}

/** A field on a shelf. */
export interface Chip {
  readonly name: string;
  readonly label: string;
  readonly field: DatasetField;
  /** What can be changed about it. */
  readonly settings: ReactNode;
}

/** A shelf with what stands on it; fields are dropped onto it, and taken off by a button. */
export function ShelfLine({
  shelf,
  chips,
  children,
  onRemove,
}: {
  shelf: Shelf;
  chips: readonly Chip[];
  /** What stands on the shelf besides. */
  children?: ReactNode;
  onRemove: (name: string) => void;
}) {
  const { t } = useTexts();
  const { over, ref } = useDrop<Landing>(`shelf ${shelf}`, { shelf });
  const bare = chips.length === 0 && !children;
  return (
    <fieldset ref={ref} className={over ? "shelf over" : "shelf"}>
      <legend>{t(`explore.shelf.${shelf}`)}</legend>
      <ul aria-label={t(`explore.shelf.${shelf}`)} className="shelf-chips">
        {chips.map((chip, at) => (
          <ChipItem key={chip.name} at={at} chip={chip} shelf={shelf} onRemove={() => onRemove(chip.name)} />
        ))}
        {children}
        {bare ? <li className="quiet shelf-bare">{t(`explore.drop.${shelf}`)}</li> : null}
      </ul>
    </fieldset>
  );
}

function ChipItem({ chip, shelf, at, onRemove }: { chip: Chip; shelf: Shelf; at: number; onRemove: () => void }) {
  const { t } = useTexts();
  const id = `${shelf} ${chip.name}`;
  const drag = useDragOrPress<Lifted>(`chip ${id}`, { field: chip.field, from: shelf, name: chip.name });
  const drop = useDrop<Landing>(`place ${id}`, { at, shelf });
  const both = (element: HTMLElement | null) => {
    drag.ref(element);
    drop.ref(element);
  };
  return (
    <li ref={both} className={`chip${drag.dragging ? " lifted" : ""}${drop.over ? " over" : ""}`}>
      <Popover
        content={<div className="chip-settings">{chip.settings}</div>}
        destroyOnHidden
        placement="bottomLeft"
        trigger="click"
      >
        <button type="button" aria-label={t("explore.change", { name: chip.label })} className="chip-name">
          {chip.label} <DownOutlined aria-hidden />
        </button>
      </Popover>
      <Button
        aria-label={t("explore.remove", { name: chip.label })}
        icon={<CloseOutlined />}
        size="small"
        type="text"
        onClick={onRemove}
      />
    </li>
  );
}
