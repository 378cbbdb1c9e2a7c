import { useQueryClient } from "@tanstack/react-query";
import { App, type MenuProps } from "antd";
import { ask, Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Titles } from "../../fields/sources";
import type { RecordView } from "../../generated/api";
import { may } from "../menu";
import { usePlace } from "../session";
import { cellText, sheetText } from "./cell-text";
import type { ListQuery } from "./query";

/** Returns what can be done with one record of a list. */
export function useRecordMenu(
  list: ListQuery,
  titles: Titles,
  onChanged: () => void,
): (record: RecordView) => NonNullable<MenuProps["items"]> {
  const { language, say, t } = useTexts();
  const { message, modal } = App.useApp();
  const { go } = usePlace();
  const queries = useQueryClient();
  const app = list.menu.name;
  const form = list.form.page.form.name;
  const told = (error: unknown) =>
    void message.error(
      error instanceof Refused && error.diagnostics[0] ? say(error.diagnostics[0].message) : String(error),
    );
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(
      () => void message.success(t("list.copied")),
      () => void message.warning(t("list.notCopied")),
    );
  const changed = () => {
    void queries.invalidateQueries({ queryKey: ["records", app] });
    onChanged();
  };
  return (record) => {
    const route = `app/${app}/form/${form}/${record.id}`;
    const address = { app, form, id: record.id };
    const duplicate = () =>
      ask("POST /api/apps/{app}/forms/{form}/records/{id}/duplicate", undefined, undefined, address).then((made) => {
        void message.success(t("list.duplicated"));
        changed();
        go(`app/${app}/form/${form}/${made.id}`);
      }, told);
    const trash = () =>
      modal.confirm({
        content: t("list.trashHint"),
        okButtonProps: { danger: true },
        okText: t("list.trash"),
        onOk: () =>
          ask("DELETE /api/apps/{app}/forms/{form}/records/{id}", undefined, undefined, address).then(() => {
            void message.success(t("list.trashedCount", { count: 1 }));
            changed();
          }, told),
        title: t("list.trashAsk", { count: 1 }),
      });
    return [
      { key: "open", label: t("list.open"), onClick: () => go(route) },
      { key: "new", label: t("list.openNew"), onClick: () => void window.open(`#/${route}`, "_blank", "noopener") },
      ...(may(list.menu, form, "create")
        ? [{ key: "duplicate", label: t("list.duplicateRecord"), onClick: () => void duplicate() }]
        : []),
      {
        key: "row",
        label: t("list.copyRow"),
        onClick: () => void copy(sheetText([list.columns.map((one) => cellText(record, one, titles, language))])),
      },
      {
        key: "link",
        label: t("list.copyLink"),
        onClick: () => void copy(`${location.origin}${location.pathname}#/${route}`),
      },
      ...(may(list.menu, form, "delete")
        ? [
            { key: "line", type: "divider" as const },
            { danger: true, key: "trash", label: t("list.trash"), onClick: () => void trash() },
          ]
        : []),
    ];
  };
}
