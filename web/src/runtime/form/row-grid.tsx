import { PlusOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import { useTexts } from "../../core/language";
import { useMedia } from "../../core/moments";
import type { InputProps } from "../../fields/field-type";
import type { SubtableField } from "../../generated/forms";
import { useForm, useRows } from "./form-context";
import { RowCards } from "./row-cards";
import { RowTable } from "./row-table";
import "./rows.css";

/** What both ways to show rows are given. */
export interface RowsProps {
  readonly field: SubtableField;
  readonly label: string;
  readonly disabled: boolean;
  readonly id: string;
}

/** The rows of a sub-table: a grid, or cards on a phone, with the sums below and a button for another row. */
export function RowGrid({ props }: { props: InputProps<SubtableField> }) {
  const { t } = useTexts();
  const store = useForm();
  const narrow = useMedia("(max-width: 640px)");
  const { disabled, field, id, label } = props;
  const rows = useRows(field.name);
  const full = rows.length >= (field.most ?? 500);
  const given = { disabled, field, id, label };
  return (
    <div className="rows">
      {narrow ? <RowCards {...given} /> : <RowTable {...given} />}
      {disabled ? null : (
        <div className="row-tools">
          <Tooltip title={full ? t("rows.full", { most: field.most ?? 500 }) : null}>
            <Button
              disabled={full}
              icon={<PlusOutlined />}
              id={rows.length === 0 ? id : undefined}
              size="small"
              type="dashed"
              onClick={() => store.addRows(field.name)}
            >
              {t("rows.add")}
            </Button>
          </Tooltip>
          {narrow ? null : <span className="quiet row-hint">{t("rows.pasteHint")}</span>}
        </div>
      )}
    </div>
  );
}
