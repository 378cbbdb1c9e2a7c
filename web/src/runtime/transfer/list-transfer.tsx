import { UploadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { AppMenu, Query } from "../../generated/api";
import { may } from "../menu";
import { ExportButton } from "./export-menu";

/** The ways of a list from and to files, as far as somebody may go them. */
export function ListTransfer({
  menu,
  form,
  query,
  columns,
}: {
  menu: AppMenu;
  form: string;
  /** What the list shows. */
  query: Query;
  /** The columns of the list, by field. */
  columns: readonly string[];
}) {
  const { t } = useTexts();
  const narrow = useMedia("(max-width: 640px)");
  return (
    <>
      {may(menu, form, "import") ? (
        <Button
          aria-label={t("transfer.import")}
          href={`#/app/${menu.name}/import/${form}`}
          icon={<UploadOutlined aria-hidden />}
        >
          {narrow ? null : t("transfer.import")}
        </Button>
      ) : null}
      {may(menu, form, "export") ? <ExportButton app={menu.name} columns={columns} form={form} query={query} /> : null}
    </>
  );
}
