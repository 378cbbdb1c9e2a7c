import { CaretRightOutlined, MoreOutlined } from "@ant-design/icons";
import { Button, Dropdown, Spin } from "antd";
import { useTexts } from "../../../core/language";
import type { AnyField } from "../../../generated/forms";
import type { LoadedForm } from "../../form-page";
import { useDrag, useDrop } from "../drag";
import { FieldCell } from "../field-cell";
import { titleField } from "../records";
import type { Line } from "./levels";
import type { Target } from "./tree-view";

/** A line of a tree: it is dragged below another, and others are dropped on it. */
export function TreeRow({
  line,
  form,
  title,
  above,
  shown,
  movable,
  canAdd,
  focused,
  onOpen,
  onToggle,
  onAdd,
  onToTop,
  onMoveBelow,
  onKey,
  onFocus,
}: {
  line: Line;
  form: LoadedForm;
  title: string;
  above: string;
  shown: readonly AnyField[];
  movable: boolean;
  canAdd: boolean;
  focused: boolean;
  onOpen: () => void;
  onToggle: () => void;
  onAdd: () => void;
  onToTop: () => void;
  onMoveBelow: () => void;
  /** Returns whether a key led somewhere. */
  onKey: (key: string) => boolean;
  onFocus: () => void;
}) {
  const { t } = useTexts();
  const { dragging, ref } = useDrag(`row${line.key}`, line, !movable);
  const drop = useDrop<Target>(`onto${line.key}`, { line }, line.record === null);
  const { record } = line;
  const indent = { paddingLeft: 8 + line.depth * 22 };
  if (record === null) {
    return (
      <tr className="tree-row">
        <td className="tree-wait" colSpan={shown.length + 2} style={indent}>
          <Spin size="small" />
        </td>
      </tr>
    );
  }
  const field = titleField(form);
  const items = [
    ...(canAdd ? [{ key: "add", label: t("views.add"), onClick: onAdd }] : []),
    ...(movable
      ? [
          { key: "below", label: t("views.below"), onClick: onMoveBelow },
          { disabled: line.depth === 0 && line.above === null, key: "top", label: t("views.toTop"), onClick: onToTop },
        ]
      : []),
  ];
  return (
    <tr
      ref={drop.ref}
      id={`tree-${line.id}`}
      aria-expanded={line.children > 0 ? line.open : undefined}
      aria-level={line.depth + 1}
      className="tree-row"
      data-over={(drop.over && !dragging) || undefined}
      data-record={line.id}
      tabIndex={focused ? 0 : -1}
      onFocus={onFocus}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget || event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key === "Enter") onOpen();
        else if (!onKey(event.key)) return;
        event.preventDefault();
      }}
    >
      <td style={indent}>
        <div ref={ref} className="tree-name" data-dragging={dragging || undefined}>
          {line.children > 0 ? (
            <button
              type="button"
              className="tree-toggle"
              aria-label={t(line.open ? "views.collapse" : "views.expand", { title })}
              data-open={line.open || undefined}
              onClick={onToggle}
            >
              <CaretRightOutlined aria-hidden />
            </button>
          ) : (
            <span className="tree-toggle" aria-hidden />
          )}
          <span className="tree-words">
            {above === "" ? null : <small className="quiet">{above}</small>}
            <button type="button" className="link" onClick={onOpen}>
              {field === undefined || title === "" ? (
                t("records.untitled")
              ) : (
                <FieldCell field={field} record={record} />
              )}
            </button>
          </span>
          {line.children > 0 ? <span className="tree-count">{line.children}</span> : null}
        </div>
      </td>
      {shown.map((one) => (
        <td key={one.name} className="tree-cell">
          <FieldCell field={one} record={record} />
        </td>
      ))}
      <td className="tree-menu">
        {items.length === 0 ? null : (
          <Dropdown menu={{ items }} trigger={["click"]}>
            <Button aria-label={t("views.actions", { title })} icon={<MoreOutlined />} type="text" />
          </Dropdown>
        )}
      </td>
    </tr>
  );
}
