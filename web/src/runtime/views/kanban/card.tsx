import { SwapOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTexts } from "../../../core/language";
import { targets } from "../../../field-types/stage";
import type { Json } from "../../../fields/field-type";
import { useSources } from "../../../fields/sources";
import { texts } from "../../../fields/values";
import type { AppMenu, RecordView } from "../../../generated/api";
import type { AnyField, KanbanView } from "../../../generated/forms";
import type { LoadedForm } from "../../form-page";
import { usePlace } from "../../session";
import { columnValue } from "../../system";
import { useDrag } from "../drag";
import { FieldCell } from "../field-cell";
import { fieldOf, titleField } from "../records";
import type { Column } from "./columns";

/** The longer side of the picture of a card, in pixels: twice what is shown, for sharp screens. */
const COVER = 640;

/** A card of a board: it is dragged, or moved by Alt and the arrow keys, or by its menu. */
export function Card({
  record,
  columns,
  here,
  form,
  menu,
  view,
  shown,
  movable,
  onMove,
}: {
  record: RecordView;
  columns: readonly Column[];
  here: Column;
  form: LoadedForm;
  menu: AppMenu;
  view: KanbanView;
  shown: readonly AnyField[];
  movable: boolean;
  onMove: (record: RecordView, to: Column) => void;
}) {
  const { say, t } = useTexts();
  const { go } = usePlace();
  const { dragging, ref } = useDrag(record.id, record, !movable);
  const title = titleField(form, view.title);
  const place = `app/${menu.name}/form/${form.page.form.name}/${record.id}`;
  const step = (by: number) => {
    const to = columns[columns.indexOf(here) + by];
    if (movable && to !== undefined && to.value !== null) onMove(record, to);
  };
  return (
    <li ref={ref} className="board-card" data-dragging={dragging || undefined} data-record={record.id}>
      <Cover form={form} record={record} view={view} />
      <div className="board-card-head">
        <button
          type="button"
          className="record-title"
          onClick={() => go(place)}
          onKeyDown={(event) => {
            if (!event.altKey || (event.key !== "ArrowLeft" && event.key !== "ArrowRight")) return;
            event.preventDefault();
            step(event.key === "ArrowLeft" ? -1 : 1);
          }}
        >
          {title === undefined || columnValue(record, title.name) === null ? (
            t("records.untitled")
          ) : (
            <FieldCell field={title} record={record} />
          )}
        </button>
        {movable ? (
          <MoveMenu
            columns={columns}
            here={here}
            record={record}
            title={title}
            view={view}
            form={form}
            onMove={onMove}
          />
        ) : null}
      </div>
      <dl>
        {shown
          .filter((one) => columnValue(record, one.name) !== null)
          .map((one) => (
            <div key={one.name}>
              <dt>{say(one.label)}</dt>
              <dd>
                <FieldCell field={one} record={record} />
              </dd>
            </div>
          ))}
      </dl>
    </li>
  );
}

function Cover({ record, view, form }: { record: RecordView; view: KanbanView; form: LoadedForm }) {
  const { thumbnail } = useSources();
  const field = fieldOf(form, view.cover);
  const [first] = field === undefined ? [] : texts(columnValue(record, field.name));
  return first === undefined ? null : (
    <img alt="" className="board-cover" loading="lazy" src={thumbnail(first, COVER)} />
  );
}

function MoveMenu({
  record,
  columns,
  here,
  title,
  view,
  form,
  onMove,
}: {
  record: RecordView;
  columns: readonly Column[];
  here: Column;
  title: AnyField | undefined;
  view: KanbanView;
  form: LoadedForm;
  onMove: (record: RecordView, to: Column) => void;
}) {
  const { t } = useTexts();
  const field = fieldOf(form, view.by);
  const value = title === undefined ? null : columnValue(record, title.name);
  const reachable = (to: Json) => field?.kind !== "stage" || targets(field, here.value).has(String(to));
  const items = columns
    .filter((one) => one !== here && one.value !== null)
    .map((one) => ({ disabled: !reachable(one.value), key: one.key, label: one.text }));
  return (
    <Dropdown
      menu={{
        items,
        onClick: ({ key }) => {
          const to = columns.find((one) => one.key === key);
          if (to !== undefined) onMove(record, to);
        },
      }}
      trigger={["click"]}
    >
      <Button
        aria-label={t("views.moveTo", { title: value === null ? t("records.untitled") : String(value) })}
        className="board-move"
        icon={<SwapOutlined />}
        size="small"
        type="text"
      />
    </Dropdown>
  );
}
