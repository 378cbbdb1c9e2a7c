import { CloseOutlined, DeleteOutlined, EditOutlined, UserSwitchOutlined } from "@ant-design/icons";
import { App, Button, Modal, Select } from "antd";
import { useState } from "react";
import { ask, Refused } from "../../api/client";
import { useTexts } from "../../core/language";
import type { Json } from "../../fields/field-type";
import type { BulkAction, BulkResult } from "../../generated/api";
import { Failure } from "../../ui/failure";
import { Mistakes } from "../../ui/mistakes";
import { may } from "../menu";
import { SYSTEM_FIELDS } from "../system";
import { resolved } from "./columns";
import { isEditable } from "./editing";
import { ValueInput } from "./filter-value";
import type { ListQuery } from "./query";
import type { Selection } from "./selection";

/** The most records that are changed at once. */
export const MOST = 10_000;

const { owner: OWNER } = SYSTEM_FIELDS;

/** What can be done with the records that are selected. */
export function BulkBar({
  list,
  selection,
  total,
  onDone,
}: {
  list: ListQuery;
  selection: Selection;
  /** How many records the list has; null where that is not known exactly. */
  total: number | null;
  onDone: () => void;
}) {
  const { t } = useTexts();
  const { message, modal } = App.useApp();
  const [asked, ask_] = useState<"field" | "owner" | null>(null);
  const [outcome, tell] = useState<BulkResult | null>(null);
  const [failure, fail] = useState<Error | null>(null);
  const app = list.menu.name;
  const form = list.form.page.form.name;
  const { count } = selection;
  const carryOut = async (wanted: Omit<BulkAction, "ids" | "query" | "without">) => {
    try {
      const done = await ask(
        "POST /api/apps/{app}/forms/{form}/records/bulk",
        { ...wanted, ...selection.meant(list.query) },
        undefined,
        { app, form },
      );
      void message.success(
        t(wanted.action === "trash" ? "list.trashedCount" : "list.doneCount", { count: done.count }),
      );
      if ((done.refused_count ?? 0) > 0) tell(done);
      ask_(null);
      selection.clear();
      onDone();
    } catch (error) {
      fail(error instanceof Refused ? error : new Error(String(error)));
    }
  };
  if (count === 0 && outcome === null && failure === null) return null;
  return (
    <section className="bulk-bar" aria-label={t("list.selected", { count })}>
      {count === 0 ? null : (
        <>
          <strong role="status">{t("list.selected", { count })}</strong>
          {total !== null && total > count && !selection.all ? (
            <Button size="small" type="link" onClick={() => selection.selectAll(total)}>
              {t("list.selectAll", { count: total })}
            </Button>
          ) : null}
          {count > MOST ? <span className="quiet">{t("list.tooMany")}</span> : null}
          <span className="bulk-actions">
            {may(list.menu, form, "edit") ? (
              <>
                <Button disabled={count > MOST} icon={<EditOutlined />} size="small" onClick={() => ask_("field")}>
                  {t("list.edit")}
                </Button>
                <Button
                  disabled={count > MOST}
                  icon={<UserSwitchOutlined />}
                  size="small"
                  onClick={() => ask_("owner")}
                >
                  {t("list.owner")}
                </Button>
              </>
            ) : null}
            {may(list.menu, form, "delete") ? (
              <Button
                danger
                disabled={count > MOST}
                icon={<DeleteOutlined />}
                size="small"
                onClick={() =>
                  void modal.confirm({
                    content: t("list.trashHint"),
                    okButtonProps: { danger: true },
                    okText: t("list.trash"),
                    onOk: () => carryOut({ action: "trash" }),
                    title: t("list.trashAsk", { count }),
                  })
                }
              >
                {t("list.trash")}
              </Button>
            ) : null}
            <Button
              aria-label={t("list.clear")}
              icon={<CloseOutlined />}
              size="small"
              type="text"
              onClick={selection.clear}
            />
          </span>
        </>
      )}
      {asked === null ? null : (
        <ChangeDialog
          count={count}
          list={list}
          owner={asked === "owner"}
          onClose={() => ask_(null)}
          onKeep={carryOut}
        />
      )}
      {failure === null ? null : (
        <Modal footer={null} open title={t("list.notSaved")} onCancel={() => fail(null)}>
          <Failure error={failure} onRetry={() => fail(null)} />
        </Modal>
      )}
      {outcome === null ? null : <Refusals outcome={outcome} onClose={() => tell(null)} />}
    </section>
  );
}

function ChangeDialog({
  list,
  owner,
  count,
  onClose,
  onKeep,
}: {
  list: ListQuery;
  owner: boolean;
  count: number;
  onClose: () => void;
  onKeep: (wanted: Omit<BulkAction, "ids" | "query" | "without">) => Promise<void>;
}) {
  const { language, t } = useTexts();
  const fields = resolved(
    list.form.logic.top.fields.map((one) => ({ field: one.name })),
    list.form,
    list.forms,
    {},
    language,
  ).filter((one) => isEditable(list, one));
  const [name, setName] = useState(owner ? "owner" : (fields[0]?.name ?? ""));
  const [value, setValue] = useState<Json>(null);
  const [busy, setBusy] = useState(false);
  const column = fields.find((one) => one.name === name);
  const field = owner ? OWNER : column?.field;
  const several =
    field?.kind === "choices" ||
    field?.kind === "users" ||
    (field?.kind === "dictionary" && field.several === true) ||
    (field?.kind === "reference" && field.multiple === true);
  const keep = async () => {
    setBusy(true);
    await onKeep(
      owner
        ? { action: "edit", owner: typeof value === "string" ? value : null }
        : { action: "edit", values: { [name]: value } },
    );
    setBusy(false);
  };
  return (
    <Modal
      cancelText={t("list.cancel")}
      confirmLoading={busy}
      okButtonProps={{ disabled: field === undefined || (owner && value === null) }}
      okText={t("list.apply")}
      open
      title={owner ? t("list.owner") : t("list.editTitle", { count })}
      onCancel={onClose}
      onOk={() => void keep()}
    >
      <div className="dialog-fields">
        {owner ? null : (
          <>
            <label htmlFor="bulk-field">{t("list.field")}</label>
            <Select<string>
              id="bulk-field"
              options={fields.map((one) => ({ label: one.label, value: one.name }))}
              showSearch={{ optionFilterProp: "label" }}
              value={name}
              onChange={(next) => {
                setName(next);
                setValue(null);
              }}
            />
          </>
        )}
        <label htmlFor="bulk-value">{t("list.newValue")}</label>
        {field === undefined ? null : (
          <ValueInput
            key={name}
            field={field}
            form={list.form}
            id="bulk-value"
            label={t("list.newValue")}
            operator={several ? "has_any" : "equals"}
            value={value}
            onChange={setValue}
          />
        )}
        {owner || value !== null ? null : <p className="quiet">{t("list.noValue")}</p>}
      </div>
    </Modal>
  );
}

/** The records that were left as they are, each with the reasons. */
function Refusals({ outcome, onClose }: { outcome: BulkResult; onClose: () => void }) {
  const { t } = useTexts();
  const refused = outcome.refused ?? [];
  const left = (outcome.refused_count ?? 0) - refused.length;
  return (
    <Modal
      footer={<Button onClick={onClose}>{t("list.close")}</Button>}
      open
      title={t("list.refusedTitle", { count: outcome.refused_count ?? 0 })}
      onCancel={onClose}
    >
      <ul className="refusals">
        {refused.map((one) => (
          <li key={one.id}>
            <strong>{one.title ?? t("records.untitled")}</strong>
            <Mistakes found={one.reasons} />
          </li>
        ))}
      </ul>
      {left > 0 ? <p className="quiet">{t("list.andMore", { count: left })}</p> : null}
    </Modal>
  );
}
